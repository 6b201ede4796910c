import { threadTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import { inState, itemsOf, said, useHarness } from '../support/use-harness.ts';

const used = useHarness();

async function held(): Promise<ThreadId> {
  const { harness, client } = used;
  const { workspaceId } = await harness.addRepository('repository');
  const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
  client.open(`thread:${threadId}`);
  await harness.model.held('here');
  return threadId;
}

const prompts = (threadId: ThreadId): string[] =>
  itemsOf(used.client, threadId).flatMap(({ item }) =>
    item.type === 'userMessage'
      ? item.content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      : [],
  );

describe('a turn that runs', () => {
  it('is steered by what is sent meanwhile', async () => {
    const threadId = await held();
    expect(await used.client.call('thread/send', { threadId, text: 'mind the gap', mode: 'send' })).toEqual({
      outcome: 'steered',
    });
    await used.client.until(() => prompts(threadId).includes('mind the gap'), 'the steering to be taken up');
    await used.client.until(() => {
      used.harness.model.release('here');
      return used.client.row(threadId)?.state === 'finished';
    }, 'the end');
    expect(used.client.thread(threadId, threadTopic.turn)).toHaveLength(1);
  });

  it('is followed by what was queued, in order', async () => {
    const threadId = await held();
    for (const word of ['one', 'two']) {
      const answer = await used.client.call('thread/send', {
        threadId,
        text: `[script:say text=${word}]`,
        mode: 'queue',
      });
      expect(answer).toEqual({ outcome: 'queued' });
    }
    await used.client.until(() => used.client.row(threadId)?.queued === 2, 'two queued prompts');
    expect(used.client.row(threadId)?.queuePaused).toBe(false);
    used.harness.model.release('here');
    await used.client.until(() => said(used.client, threadId).at(-1) === 'two', 'the last of the queue');
    expect(said(used.client, threadId).slice(-2)).toEqual(['one', 'two']);
    await used.client.until(() => used.client.row(threadId)?.queued === 0, 'an empty queue');
  });

  it('stops when interrupted; its queue waits until it is continued', async () => {
    const threadId = await held();
    await used.client.call('thread/send', { threadId, text: '[script:say text=later]', mode: 'queue' });
    await used.client.call('thread/interrupt', { threadId });
    await inState(used.client, threadId, 'queued');
    // The status tells that nothing runs a little before the turn tells how it ended.
    await used.client.until(() => used.client.row(threadId)?.activity === 'interrupted', 'the row to say so');
    expect(used.client.row(threadId)).toMatchObject({ interrupted: false, queued: 1, queuePaused: true });
    const status = (): unknown => used.client.thread(threadId, threadTopic.turn)[0]?.status;
    await used.client.until(() => status() === 'interrupted', 'the turn to end as interrupted');
    expect(prompts(threadId)).toHaveLength(1);
    await used.client.call('thread/continue', { threadId });
    await used.client.until(() => said(used.client, threadId).at(-1) === 'later', 'the queued prompt to run');
    await inState(used.client, threadId, 'finished');
  });

  it('can lose a queued prompt again before it runs', async () => {
    const threadId = await held();
    await used.client.call('thread/send', { threadId, text: 'never', mode: 'queue' });
    const queue = await used.client.until(() => {
      const [shown] = used.client.thread(threadId, threadTopic.queue);
      return shown?.prompts.length === 1 ? shown : undefined;
    }, 'the queue');
    await used.client.call('queue/remove', { threadId, promptId: queue.prompts[0]?.id ?? '' });
    await used.client.until(() => used.client.row(threadId)?.queued === 0, 'an empty queue');
    used.harness.model.release('here');
    await inState(used.client, threadId, 'finished');
    expect(prompts(threadId)).toHaveLength(1);
  });
});

describe('a turn that ended', () => {
  it('is followed by a new one when something is sent', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:fail]' });
    client.open(`thread:${threadId}`);
    const failed = await inState(client, threadId, 'failed');
    expect(failed.reason).toContain('the scripted model failed');
    expect(
      await client.call('thread/send', { threadId, text: '[script:say text=again]', mode: 'send' }),
    ).toEqual({ outcome: 'started' });
    await inState(client, threadId, 'finished');
    await client.until(() => said(client, threadId).at(-1) === 'again', 'the answer');
    await expect(client.call('thread/interrupt', { threadId })).rejects.toMatchObject({ code: 'refused' });
  });
});
