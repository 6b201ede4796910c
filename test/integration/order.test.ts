import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness, type TestClient } from '../support/host-harness.ts';
import { startScriptedCodex } from '../support/scripted-codex.ts';

let harness: Harness;
let client: TestClient;
let workspaceId: WorkspaceId;

beforeAll(async () => {
  harness = await Harness.start();
  client = harness.client();
  ({ workspaceId } = await harness.addRepository('alpha'));
});

afterAll(async () => {
  await harness.dispose();
  expect(harness.faults).toEqual([]);
});

const start = async (text: string): Promise<ThreadId> => {
  const { threadId } = await client.call('thread/start', { workspaceId, text });
  client.open(threadTopic(threadId));
  await ended(threadId, 1);
  return threadId;
};

const ended = (id: ThreadId, turns: number): Promise<unknown> =>
  client.until(() => {
    const all = client.thread(id, threadTopic.turn);
    return all.length === turns && all.every(({ status }) => status !== 'inProgress');
  }, `${turns} turns of ${id} to end`);

const turnsOf = (id: ThreadId) => client.thread(id, threadTopic.turn).toSorted((a, b) => a.ord - b.ord);

const said = (id: ThreadId): string[] =>
  client
    .thread(id, threadTopic.item)
    .toSorted((a, b) => a.ord - b.ord)
    .flatMap(({ item }) => (item.type === 'agentMessage' ? [item.text] : []));

const twoTurns = async (): Promise<ThreadId> => {
  const id = await start('[script:say text="One."]');
  await client.call('thread/send', { threadId: id, text: '[script:say text="Two."]', mode: 'send' });
  await ended(id, 2);
  return id;
};

describe('the course of a thread', () => {
  it('is forked through a turn, with the history up to it, and goes on by itself', async () => {
    const id = await twoTurns();
    const [first] = turnsOf(id);
    const { threadId: fork } = await client.call('thread/fork', { threadId: id, through: first?.id });
    await client.until(() => said(fork).length === 1, 'the history of the fork');
    expect(said(fork)).toEqual(['One.']);
    await client.call('thread/send', { threadId: fork, text: '[script:say text="Other."]', mode: 'send' });
    await ended(fork, 2);
    expect(said(fork)).toEqual(['One.', 'Other.']);
    expect(said(id)).toEqual(['One.', 'Two.']);
    await client.until(() => client.row(fork)?.title.endsWith('(fork)'), 'the name of the fork');
  });

  it('goes back to before a turn, and a message in its place is answered', async () => {
    const id = await twoTurns();
    const second = turnsOf(id)[1];
    await client.call('thread/revert', { threadId: id, beforeTurnId: second?.id ?? '' });
    await client.until(() => said(id).length === 1, 'the second turn to go');
    await client.call('thread/send', { threadId: id, text: '[script:say text="Instead."]', mode: 'send' });
    await ended(id, 2);
    expect(said(id)).toEqual(['One.', 'Instead.']);
  });

  it('is compacted, and says so by an item', async () => {
    const id = await start('[script:say text="Long."]');
    await client.call('thread/compact', { threadId: id });
    await client.until(
      () => client.thread(id, threadTopic.item).some(({ item }) => item.type === 'contextCompaction'),
      'the compaction',
    );
    await ended(id, 2);
  });

  it('is reviewed', async () => {
    const id = await start('[script:say text="Done."]');
    await client.call('thread/review', {
      threadId: id,
      target: { type: 'custom', instructions: '[script:say text="Looks right."]' },
    });
    await client.until(
      () => client.thread(id, threadTopic.item).some(({ item }) => item.type === 'review'),
      'the review',
    );
    await ended(id, 2);
  });
});

describe('a thread that another program writes', () => {
  it('is read here, taken over when it is free, and not before', async () => {
    const id = await start('[script:say text="Mine."]');
    await client.until(() => client.row(id)?.state === 'finished', 'the end');
    await client.call('thread/markRead', { threadId: id });
    await harness.stopHost();
    const other = await startScriptedCodex({ codexHome: harness.codexHome });
    await other.request('thread/resume', { threadId: id, excludeTurns: true });
    await harness.startHost();
    client = harness.client();
    client.open(threadTopic(id));
    const send = { threadId: id, text: '[script:say text="Again."]', mode: 'send' } as const;
    await expect(client.call('thread/send', send)).rejects.toThrow(/another program/);
    await client.until(() => client.row(id)?.state === 'ownedElsewhere', 'the row to say so');
    await expect(client.call('thread/takeOver', { threadId: id })).rejects.toThrow(/another program/);
    await other.stop();
    await client.call('thread/takeOver', { threadId: id });
    await client.until(() => client.row(id)?.state !== 'ownedElsewhere', 'the row to be ours');
    await client.call('thread/send', send);
    await client.until(() => said(id).includes('Again.'), 'the answer');
  });
});

describe('the archive', () => {
  it('gives back a thread as it was, deletes one for good, and not while a fork needs it', async () => {
    const id = await twoTurns();
    await client.call('thread/rename', { threadId: id, name: 'Rounding' });
    await client.call('thread/mark', { threadIds: [id], change: { pinned: true, section: 'Refunds' } });
    await client.call('thread/archive', { threadId: id });
    await client.until(() => client.row(id) === undefined, 'the row to go');
    const { threads } = await client.call('thread/archived', {});
    expect(threads.find((thread) => thread.id === id)).toMatchObject({ title: 'Rounding', workspaceId });

    await client.call('thread/unarchive', { threadId: id, workspaceId });
    await client.until(() => client.row(id) !== undefined, 'the row to come back');
    expect(client.row(id)).toMatchObject({ title: 'Rounding', pinned: true, section: 'Refunds' });

    const { threadId: fork } = await client.call('thread/fork', { threadId: id });
    await client.call('thread/archive', { threadId: id });
    await expect(client.call('thread/delete', { threadId: id, workspaceId })).rejects.toThrow(
      /Deleting failed/,
    );
    await client.call('thread/archive', { threadId: fork });
    await client.call('thread/delete', { threadId: fork, workspaceId });
    expect(await client.call('thread/deletion', { threadId: id, workspaceId })).toMatchObject({
      subAgents: 0,
      worktree: false,
    });
    await client.call('thread/delete', { threadId: id, workspaceId });
    const left = await client.call('thread/archived', { workspaceId });
    expect(left.threads.filter((thread) => thread.id === id || thread.id === fork)).toEqual([]);
  });
});

describe('what the person marks', () => {
  it('stands in the rows, and what is not known is reported without stopping the others', async () => {
    const id = await start('[script:fail]');
    await client.until(() => client.row(id)?.state === 'failed', 'the failure');
    const gone = 'gone' as ThreadId;
    const until = Date.now() + 3_600_000;
    const { failed } = await client.call('thread/mark', {
      threadIds: [gone, id],
      change: { dismissed: true, snoozedUntil: until },
    });
    expect(failed.map(({ threadId }) => threadId)).toEqual([gone]);
    await client.until(() => client.row(id)?.snoozedUntil === until, 'the snooze');
    expect(client.row(id)?.state).not.toBe('failed');
  });
});

describe('the end of a failed turn', () => {
  it.each([
    ['[script:fail code=context_length_exceeded]', 'contextWindow'],
    ['[script:fail code=insufficient_quota]', 'usageLimit'],
    ['[script:http status=401]', 'unauthorised'],
    ['[script:http status=500]', 'overloaded'],
    ['[script:http status=429]', 'rateLimit'],
    ['[script:http status=404]', 'connection'],
    ['[script:drop]', 'connection'],
    ['[script:fail code=invalid_prompt]', 'other'],
  ])('%s is of the kind %s', async (text, kind) => {
    const id = await start(text);
    expect(turnsOf(id)[0]).toMatchObject({ status: 'failed', failure: kind });
  });
});
