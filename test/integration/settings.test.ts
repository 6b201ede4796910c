import { threadTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { inState, itemsOf, useHarness } from '../support/use-harness.ts';

const used = useHarness();

const shown = (threadId: ThreadId): ThreadDetail | undefined => {
  const entity: unknown = used.client.thread(threadId, threadTopic.thread)[0];
  return entity as ThreadDetail | undefined;
};
const works = (threadId: ThreadId, want: Partial<ThreadDetail>): Promise<unknown> =>
  used.client.until(
    () =>
      Object.entries(want).every(([key, value]) => shown(threadId)?.[key as keyof ThreadDetail] === value),
    `a thread with ${JSON.stringify(want)}`,
  );

/** How a command ends that writes into the workspace. */
async function outcome(threadId: ThreadId): Promise<string> {
  const before = itemsOf(used.client, threadId).length;
  const text = '[script:commands n=1 cmd="touch made-here && echo made"]';
  await used.client.call('thread/send', { threadId, text, mode: 'send' });
  await used.client.until(
    () =>
      itemsOf(used.client, threadId)
        .slice(before)
        .some(({ item, done }) => item.type === 'agentMessage' && done),
    'the end of the turn',
  );
  const ran = itemsOf(used.client, threadId)
    .slice(before)
    .find(({ item }) => item.type === 'commandExecution')?.item;
  // Codex says that a thread is idle before it says that its turn has ended.
  await used.client.until(() => shown(threadId)?.activeTurnId === null, 'the end of the turn to be told');
  return ran?.type === 'commandExecution' ? `${ran.exitCode}` : 'did not run';
}

describe('what a thread works with', () => {
  it('is what was chosen at its start, and another when that is changed', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:say text=ready]',
      permission: 'readOnly',
      effort: 'low',
      plan: true,
      place: 'folder',
    });
    client.open(`thread:${threadId}`);
    await inState(client, threadId, 'finished');
    await works(threadId, { permission: 'readOnly', effort: 'low', plan: true, settingsWait: false });
    expect(await outcome(threadId)).not.toBe('0');
    for (const permission of ['autoReview', 'fullAccess', 'ask'] as const) {
      const change = { threadId, permission, plan: false };
      expect(await client.call('thread/settings', change)).toEqual({ from: 'now' });
      await works(threadId, { permission, plan: false });
    }
    expect(await outcome(threadId)).toBe('0');
    expect(await client.call('thread/settings', { threadId, effort: 'high' })).toEqual({ from: 'now' });
    await works(threadId, { effort: 'high' });
  });

  it('is known again after the end of everything, and can be changed before the thread is loaded', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:say text=ready]',
      permission: 'readOnly',
      place: 'folder',
    });
    await inState(client, threadId, 'finished');
    await harness.stopHost();
    await harness.startHost();
    used.client = harness.client();
    used.client.open(`thread:${threadId}`);
    await works(threadId, { permission: 'readOnly' });
    expect(await used.client.call('thread/settings', { threadId, permission: 'ask' })).toEqual({
      from: 'now',
    });
    await works(threadId, { permission: 'ask' });
  });

  it('counts from the next turn where the one that runs cannot take it', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
    client.open(`thread:${threadId}`);
    await harness.model.held('here');
    await works(threadId, { permission: 'ask' });
    expect(await client.call('thread/settings', { threadId, permission: 'autoReview' })).toEqual({
      from: 'now',
    });
    expect(await client.call('thread/settings', { threadId, permission: 'readOnly' })).toEqual({
      from: 'nextTurn',
    });
    await works(threadId, { permission: 'readOnly', settingsWait: true });
    harness.model.release('here');
    await inState(client, threadId, 'finished');
    await works(threadId, { permission: 'readOnly', settingsWait: false });
  });
});

describe('what new threads begin with', () => {
  it('is kept by workspace, and said with what Codex is set to', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    expect(await client.call('workspace/usual', { workspaceId })).toMatchObject({
      model: 'gpt-5.5',
      permission: 'ask',
    });
    const defaults = { model: 'gpt-5.4', effort: null, permission: 'readOnly', plan: true } as const;
    await client.call('workspace/defaults', { workspaceId, ...defaults });
    await client.call('workspace/defaults', { workspaceId, place: 'worktree' });
    const plan = await client.call('worktree/plan', { workspaceId, text: 'Look around' });
    expect(plan.place).toBe('worktree');
    await harness.stopHost();
    await harness.startHost();
    used.client = harness.client();
    await used.client.until(
      () => used.client.workspace(workspaceId)?.defaults.permission === 'readOnly',
      'the workspace with its defaults',
    );
    expect(used.client.workspace(workspaceId)?.defaults).toEqual({ ...defaults, place: 'worktree' });
  });
});
