import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity, SentEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { Harness, type TestClient } from '../support/host-harness.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';

const PACE = { deltaChars: 8, deltaMs: 20, replyMs: 10, pauseScale: 1 };
let harness: Harness;
let workspaceId: WorkspaceId;
let client: TestClient;

beforeAll(async () => {
  harness = await Harness.start({ model: { pace: PACE } });
  ({ workspaceId } = await harness.addRepository('words'));
  client = harness.client();
});
afterAll(() => harness.dispose());

async function start(text: string): Promise<ThreadId> {
  const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
  client.open(threadTopic(threadId));
  return threadId;
}

/** A thread at work on a command that does not end by itself: what is sent to it waits for its next step. */
async function startCommand(cmd = 'sleep 60'): Promise<ThreadId> {
  const id = await start(`[script:commands cmd="${cmd}"]`);
  await client.until(
    () => items(client, id).some(({ item, done }) => item.type === 'commandExecution' && !done),
    'the command to run',
  );
  return id;
}

const items = (of: TestClient, id: ThreadId): ItemEntity[] =>
  of.values(threadTopic(id), threadTopic.item).sort((a, b) => a.ord - b.ord);
const sent = (of: TestClient, id: ThreadId): SentEntity | undefined =>
  of.values(threadTopic(id), threadTopic.sent)[0];
const detail = (of: TestClient, id: ThreadId): ThreadDetail | undefined =>
  of.values(threadTopic(id), threadTopic.thread).find((value) => 'loaded' in value);
const rested = (of: TestClient, id: ThreadId): Promise<unknown> =>
  of.until(() => {
    const now = detail(of, id);
    const turns = of.values(threadTopic(id), threadTopic.turn);
    return (
      now?.activeTurnId === null &&
      ['finished', 'idle', 'notLoaded'].includes(now.state) &&
      turns.length > 0 &&
      turns.every(({ status }) => status !== 'inProgress')
    );
  }, 'the thread to rest');

/** What of an item a person tells it by. */
function picture({ item, cutOff, done }: ItemEntity): string {
  const text = textOf(item);
  return `${item.type}${cutOff === true ? ' cut off' : ''}${done ? '' : ' growing'}: ${text}`;
}

function textOf(item: Item): string {
  if (item.type === 'agentMessage') return item.text;
  if (item.type === 'commandExecution') return `${item.command} ${item.status}`;
  if (item.type !== 'userMessage') return item.id;
  return item.content.map((part) => (part.type === 'text' ? part.text : part.type)).join(' ');
}

/** Starts the next life of the host and reads the thread in it. */
async function nextLife(id: ThreadId): Promise<ItemEntity[]> {
  await harness.stopHost();
  await harness.startHost();
  client = harness.client();
  client.open(threadTopic(id));
  await client.until(() => detail(client, id)?.loaded, 'the record');
  return items(client, id);
}

describe('A text that was sent', () => {
  it('is shown while the agent has not taken it, and comes back when the turn is interrupted before', async () => {
    const id = await startCommand();
    const other = harness.client('another');
    other.open(threadTopic(id));
    expect(await client.call('thread/send', { threadId: id, text: 'only refunds', mode: 'send' })).toEqual({
      outcome: 'steered',
    });
    for (const one of [client, other])
      await one.until(() => sent(one, id)?.waiting[0]?.text === 'only refunds', 'the steer to be shown');
    await client.call('thread/interrupt', { threadId: id });
    const back = await client.until(() => sent(client, id)?.returned[0], 'the text to come back');
    expect(back.text).toBe('only refunds');
    await other.until(() => sent(other, id)?.returned[0]?.id === back.id, 'the other client to see it');
    const take = { threadId: id, ids: [back.id], draft: 'typed since' };
    expect(await client.call('sent/take', take)).toEqual({ text: 'only refunds\n\ntyped since', taken: 1 });
    expect(await other.call('sent/take', { ...take, draft: '' })).toEqual({ text: '', taken: 0 });
    expect(await client.call('draft/get', { key: `thread:${id}` })).toEqual({
      text: 'only refunds\n\ntyped since',
    });
    await other.until(() => sent(other, id) === undefined, 'nothing to be on its way');
  });

  it('is on its way no more once it is an item of the thread', async () => {
    const id = await start('[script:hold name=taken]');
    await harness.model.held('taken');
    await client.call('thread/send', { threadId: id, text: 'mind the gap', mode: 'send' });
    harness.model.release('taken');
    await rested(client, id);
    expect(items(client, id).map(({ item }) => textOf(item))).toContain('mind the gap');
    expect(sent(client, id)).toBeUndefined();
  });

  it('comes back when the app-server is killed before it was taken', async () => {
    const id = await startCommand();
    await client.call('thread/send', { threadId: id, text: 'into the void', mode: 'send' });
    const pid = await client.until(() => {
      const status = client.workspace(workspaceId)?.status;
      return status?.type === 'ready' && status.pid;
    }, 'the app-server');
    process.kill(pid, 'SIGKILL');
    await client.until(
      () => sent(client, id)?.returned[0]?.text === 'into the void',
      'the text to come back',
    );
  });

  it('is held while a command runs, can be taken back whole, and reaches the step after it', async () => {
    const id = await startCommand('until test -e go; do sleep 0.05; done');
    for (const text of ['taken back', 'kept'])
      expect(await client.call('thread/send', { threadId: id, text, mode: 'send' })).toEqual({
        outcome: 'steered',
      });
    const [first] = await client.until(() => {
      const waiting = sent(client, id)?.waiting ?? [];
      return waiting.length === 2 && waiting.every(({ held }) => held) ? waiting : undefined;
    }, 'two steers that are held');
    const take = { threadId: id, ids: [first?.id ?? ''], draft: 'typed' };
    expect(await client.call('sent/take', take)).toEqual({ text: 'taken back\n\ntyped', taken: 1 });
    writeFileSync(join(client.workspace(workspaceId)?.path ?? '', 'go'), '');
    await client.until(
      () => items(client, id).some(({ item }) => textOf(item) === 'kept'),
      'the other steer',
    );
    await rested(client, id);
    const texts = items(client, id).map(({ item }) => textOf(item));
    expect(texts.indexOf('kept')).toBeGreaterThan(texts.findIndex((text) => text.includes('completed')));
    expect(texts).not.toContain('taken back');
    expect(sent(client, id)).toBeUndefined();
  });

  it('comes back in the next life of the host', async () => {
    const id = await startCommand();
    await client.call('thread/send', { threadId: id, text: 'over the end', mode: 'send' });
    await nextLife(id);
    await client.until(() => sent(client, id)?.returned[0]?.text === 'over the end', 'the text to come back');
    await client.until(() => detail(client, id)?.interrupted === true, 'the header to say what the row says');
    await client.until(() => client.row(id)?.interrupted, 'the row to say it');
  });

  it('waits in the queue for the end, however soon it is queued behind another', async () => {
    const id = await start('[script:reply text=ready]');
    await rested(client, id);
    for (const round of [1, 2, 3]) {
      const first = client.call('thread/send', {
        threadId: id,
        text: `[script:flood deltas=20 chars=8] ${round}`,
        mode: 'send',
      });
      const second = client.call('thread/send', { threadId: id, text: `and then ${round}`, mode: 'queue' });
      expect([(await first).outcome, (await second).outcome]).toEqual(['started', 'queued']);
      await client.until(
        () => items(client, id).some((one) => textOf(one.item) === `and then ${round}`),
        'it to run',
      );
      await rested(client, id);
    }
    const all = items(client, id);
    const turns = client.values(threadTopic(id), threadTopic.turn);
    expect(turns).toHaveLength(7);
    expect(all.filter(({ item }) => item.type === 'userMessage')).toHaveLength(7);
    expect(all.filter(({ cutOff, done }) => cutOff === true || !done)).toEqual([]);
  });
});

describe('A thread read again', () => {
  it('has what it had live, in the same order: cut off, declined, and what ended late', async () => {
    const id = await start('[script:flood deltas=60 chars=8]');
    await client.until(() => items(client, id).some(({ live }) => live.length > 0), 'it to speak');
    await client.call('thread/send', { threadId: id, text: 'stop that', mode: 'send' });
    await client.until(() => items(client, id).some(({ cutOff }) => cutOff), 'the message to be cut off');
    await rested(client, id);
    await client.call('thread/send', {
      threadId: id,
      text: '[script:background cmd="sleep 1; echo late"]',
      mode: 'send',
    });
    await client.until(
      () => items(client, id).some(({ item, done }) => item.type === 'commandExecution' && done),
      'the command to end',
    );
    await rested(client, id);
    await client.call('thread/send', { threadId: id, text: '[script:escalate n=1]', mode: 'send' });
    const { id: approvalId } = await client.until(() => client.pending(id)[0], 'it to ask');
    await client.call('approval/decide', { approvalId, decision: 'decline' });
    await client.until(
      () => items(client, id).some(({ item }) => 'status' in item && item.status === 'declined'),
      'no',
    );
    await rested(client, id);
    const live = items(client, id).map(picture);
    expect(live.filter((line) => line.includes('cut off'))).toHaveLength(1);
    expect(live.filter((line) => line.includes('growing'))).toEqual([]);

    const fresh = harness.client('a reload');
    fresh.open(threadTopic(id));
    await fresh.until(() => detail(fresh, id)?.loaded, 'the record');
    expect(items(fresh, id).map(picture)).toEqual(live);
    expect((await nextLife(id)).map(picture)).toEqual(live);
    // Also where its app-server has it in memory again.
    await client.call('thread/send', { threadId: id, text: '[script:reply text=again]', mode: 'send' });
    await rested(client, id);
    expect(items(client, id).map(picture).slice(0, live.length)).toEqual(live);
  });

  it('has the plan that its last turn made, which no record has, in the next life of the host', async () => {
    const id = await start('[script:plan]');
    await rested(client, id);
    const plans = (): unknown[] =>
      client.values(threadTopic(id), threadTopic.turn).map(({ plan }) => plan?.map((one) => one.status));
    expect(plans()).toEqual([['completed', 'completed']]);
    await nextLife(id);
    await client.until(() => detail(client, id)?.loaded, 'the record');
    await client.until(() => plans().every((plan) => plan !== undefined), 'the plan');
    expect(plans()).toEqual([['completed', 'completed']]);
  });

  it('of a workspace that was just added shows how it ended, also when it is opened at once', async () => {
    const id = await start('[script:reply text=done]');
    await rested(client, id);
    const { path } = await client.until(() => client.workspace(workspaceId), 'the workspace');
    await client.call('workspace/remove', { workspaceId });
    await client.until(() => client.row(id) === undefined, 'the thread to go');
    ({ workspaceId } = await client.call('workspace/add', { path }));
    await client.until(() => client.row(id), 'the thread to be listed');
    const fresh = harness.client('at once');
    fresh.open(threadTopic(id));
    await fresh.until(() => detail(fresh, id)?.loaded, 'the record');
    const row = await fresh.until(() => {
      const now = fresh.row(id);
      return now !== undefined && !now.interrupted && now.activity !== 'cut off' ? now : undefined;
    }, 'the row to say how it ended');
    expect(row.state).not.toBe('failed');
    expect(fresh.values(threadTopic(id), threadTopic.turn).map(({ status }) => status)).toEqual([
      'completed',
    ]);
  });
});
