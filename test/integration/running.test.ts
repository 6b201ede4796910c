import { threadTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import type { GoalEntity } from '#shared/model/thread/goal.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const used = useHarness();
const goal = (id: ThreadId): GoalEntity | undefined =>
  used.client.values(threadTopic(id), threadTopic.goal)[0];

async function started(text: string): Promise<ThreadId> {
  const { harness, client } = used;
  const { workspaceId } = await harness.addRepository('repository');
  const { threadId } = await client.call('thread/start', { workspaceId, text });
  client.open(threadTopic(threadId));
  return threadId;
}

describe('the goal of a thread', () => {
  it('is set, held, edited, and cleared, with its budget and what is used', async () => {
    const id = await started('[script:say text=Ready]');
    const { client } = used;
    await inState(client, id, 'finished');
    await client.call('goal/set', {
      threadId: id,
      text: 'Every test passes',
      status: 'paused',
      tokenBudget: 5000,
    });
    await client.until(() => goal(id)?.status === 'paused', 'a goal that is held');
    expect(goal(id)).toMatchObject({ objective: 'Every test passes', tokenBudget: 5000, tokensUsed: 0 });
    await client.call('goal/set', { threadId: id, text: 'All is quiet', tokenBudget: null });
    await client.until(() => goal(id)?.tokenBudget === null, 'no budget');
    expect(goal(id)).toMatchObject({ objective: 'All is quiet', status: 'paused' });
    await client.call('goal/set', { threadId: id, status: 'active' });
    await client.until(() => (goal(id)?.tokensUsed ?? 0) > 0, 'a turn that was begun for it');
    await client.call('goal/set', { threadId: id, status: 'paused' });
    await client.call('goal/clear', { threadId: id });
    await client.until(() => goal(id) === undefined, 'no goal');
  });

  it('is told when the agent set it, and when a page opens the thread after the host began anew', async () => {
    const id = await started('[script:goal]');
    const { client, harness } = used;
    await client.until(() => goal(id)?.status === 'complete', 'a goal that is reached');
    await harness.stopHost();
    await harness.startHost();
    const again = harness.client();
    again.open(threadTopic(id));
    await again.until(() => again.values(threadTopic(id), threadTopic.goal)[0] !== undefined, 'the goal');
  });
});

describe('commands in the background', () => {
  it('are listed while they run, and end one or all', async () => {
    const id = await started('[script:background]');
    const { client } = used;
    await inState(client, id, 'finished');
    const listed = async () => (await client.call('background/list', { threadId: id })).commands;
    const [first, ...others] = await listed();
    expect(others).toEqual([]);
    expect(first?.command).toContain('sleep 600');
    expect(client.values(threadTopic(id), threadTopic.item).map((one) => one.id)).toContain(first?.itemId);
    const processId = first?.processId ?? '';
    await client.call('background/end', { threadId: id, processId });
    await client.until(
      () => client.values(threadTopic(id), threadTopic.item).every(({ done }) => done),
      'the end of its item',
    );
    expect(await listed()).toEqual([]);
    await expect(client.call('background/end', { threadId: id, processId })).rejects.toMatchObject({
      code: 'notFound',
    });
    await client.call('thread/send', { threadId: id, text: '[script:background]', mode: 'send' });
    await inState(client, id, 'finished');
    await client.call('background/end', { threadId: id });
    expect(await listed()).toEqual([]);
  });
});
