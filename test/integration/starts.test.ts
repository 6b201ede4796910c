import { fleetTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadStart } from '#shared/model/fleet/start.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const used = useHarness();

const starts = (): readonly ThreadStart[] => used.client.values(fleetTopic.topic, fleetTopic.start);
const start = (id: string): ThreadStart | undefined => starts().find((one) => one.id === id);
const became = (id: string, state: ThreadStart['state']): Promise<ThreadStart> =>
  used.client.until(() => (start(id)?.state === state ? start(id) : undefined), `a start that has ${state}`);

describe('a thread that is started without waiting', () => {
  it('is told of from the beginning, and becomes a thread', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const text = '[script:say text=there]';
    const { startId } = await client.call('start/begin', { workspaceId, text, place: 'worktree' });
    await client.until(() => start(startId)?.inWorktree === true, 'the row of the start');
    const { threadId } = await became(startId, 'started');
    if (threadId === null) throw new Error('no thread');
    await inState(client, threadId, 'finished');
    expect(client.row(threadId)?.branch).toMatch(/^muster\//);
  });

  it('do not share a name when twenty of them are asked for at once', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const asked = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.call('start/begin', { workspaceId, text: 'Do the same', place: 'worktree' }),
      ),
    );
    const started = await Promise.all(asked.map(({ startId }) => became(startId, 'started')));
    const branches = started.map(({ threadId }) => (threadId === null ? null : client.row(threadId)?.branch));
    expect(new Set(branches).size).toBe(20);
    const { worktrees } = await client.call('worktree/list', { workspaceId });
    expect(worktrees.filter(({ base }) => base === 'main')).toHaveLength(20);
  });

  it('fails in its place with its text, is edited, and gives way to the one that takes its place', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const text = '[script:say text=there]';
    const wrong = { workspaceId, text, place: 'worktree', base: 'nowhere' } as const;
    const { startId } = await client.call('start/begin', wrong);
    const failed = await became(startId, 'failed');
    expect([failed.text, failed.reason]).toEqual([
      text,
      'There is no branch or commit nowhere. Choose another base.',
    ]);
    await client.call('start/again', { startId });
    await client.until(() => (start(startId)?.at ?? 0) > failed.at, 'another attempt');
    await became(startId, 'failed');
    const better = { workspaceId, text, place: 'folder', replaces: startId } as const;
    const next = await client.call('start/begin', better);
    await became(next.startId, 'started');
    await client.until(() => start(startId) === undefined, 'no row of the first');
    const third = await client.call('start/begin', wrong);
    await became(third.startId, 'failed');
    await client.call('start/dismiss', { startId: third.startId });
    await client.until(() => start(third.startId) === undefined, 'no row');
  });

  it('is there after the end of the host: as a thread, or failed with its text', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const texts = Array.from({ length: 6 }, (_, at) => `[script:say text=word${at}]`);
    await Promise.all(
      texts.map((text) => client.call('start/begin', { workspaceId, text, place: 'worktree' })),
    );
    await harness.stopHost();
    await harness.startHost();
    used.client = harness.client();
    await used.client.until(
      () =>
        starts().every(({ state }) => state !== 'starting') &&
        used.client.workspace(workspaceId)?.status.type === 'ready',
      'an answer for each',
    );
    const there = [
      ...starts().flatMap(({ state, text }) => (state === 'failed' ? [text] : [])),
      ...used.client.rows().map(({ title }) => title),
    ];
    expect(texts.filter((text) => !there.includes(text))).toEqual([]);
  });
});
