import { describe, expect, it } from 'vitest';
import { threadTopic } from '#shared/contract/topics.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { reply, run, say } from '../../src-main/host/inference/script.ts';
import { inState, itemsOf, useHarness } from '../support/use-harness.ts';

const ITEMS = 300;
const BYTES = 1024 * 1024;

const used = useHarness({
  model: {
    scenarios: [
      {
        name: 'many',
        script: () => [reply(...Array.from({ length: ITEMS }, (_, at) => say(`number ${at}`)))],
      },
      {
        name: 'megabyte',
        script: () => [reply(run(`seq 1 200000 2>/dev/null | head -c ${BYTES}`)), reply(say('Done.'))],
      },
      { name: 'hello', script: () => [reply(say('Hello.'))] },
    ],
  },
});

const textOf = ({ item }: ItemEntity): string => (item.type === 'agentMessage' ? item.text : '');

describe('a long thread', () => {
  it('is read page by page, in order and without a gap, and grows at its end meanwhile', async () => {
    const { workspaceId } = await used.harness.addRepository('repository');
    const { threadId } = await used.client.call('thread/start', { workspaceId, text: '[script:many]' });
    await inState(used.client, threadId, 'finished');
    await used.harness.stopHost();
    await used.harness.startHost();
    const client = used.harness.client();
    client.open(`thread:${threadId}`);
    const detail = await client.until(
      () => client.thread(threadId, threadTopic.thread).find(({ loaded }) => loaded),
      'the newest page',
    );
    let all = itemsOf(client, threadId);
    expect(all.length).toBeLessThan(ITEMS);
    let cursor = detail.olderCursor;
    expect(cursor).not.toBeNull();
    let pages = 1;
    while (cursor !== null) {
      const page = await client.call('thread/history', { threadId, cursor });
      expect(page.turns.map(({ status }) => status)).toEqual(['completed']);
      all = [...page.items, ...all];
      cursor = page.cursor;
      pages += 1;
      if (pages === 2) await client.call('thread/send', { threadId, text: '[script:hello]', mode: 'send' });
    }
    expect(pages).toBeGreaterThan(2);
    expect(all.map(textOf).filter((text) => text !== '')).toEqual(
      Array.from({ length: ITEMS }, (_, at) => `number ${at}`),
    );
    expect(all.map(({ ord }) => ord)).toEqual(all.map(({ ord }) => ord).sort((a, b) => a - b));
    expect(new Set(all.map(({ ord }) => ord)).size).toBe(all.length);
    await client.until(
      () => itemsOf(client, threadId).map(textOf).at(-1) === 'Hello.',
      'the new answer at the end',
    );
    await expect(client.call('thread/history', { threadId, cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'badRequest',
    });
  });
});

describe('a large output', () => {
  it('is bounded in the topic, its end kept; its beginning is had from the record', async () => {
    const { client } = used;
    const { workspaceId } = await used.harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:megabyte]' });
    client.open(`thread:${threadId}`);
    await inState(client, threadId, 'finished');
    const shown = await client.until(
      () => itemsOf(client, threadId).find(({ item, done }) => item.type === 'commandExecution' && done),
      'the command',
    );
    const kept = outputOf(shown.item);
    expect(kept.length).toBeLessThanOrEqual(64 * 1024);
    expect(kept.length + shown.omitted).toBe(BYTES);
    expect(kept.startsWith('1\n2\n')).toBe(false);
    const { item } = await client.call('item/read', { threadId, turnId: shown.turnId, itemId: shown.id });
    // Codex itself keeps 64 KiB of it, from both ends.
    const recorded = outputOf(item);
    expect(recorded.startsWith('1\n2\n3\n')).toBe(true);
    expect(recorded).toContain('truncated for persistence');
    expect(recorded.slice(-1000)).toBe(kept.slice(-1000));
  });
});

function outputOf(item: Item): string {
  return item.type === 'commandExecution' ? (item.aggregatedOutput ?? '') : '';
}
