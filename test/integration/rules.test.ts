import { describe, expect, it } from 'vitest';
import { batchesTopic, rulesTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Rule, RuleDraft, RuleMatch } from '#shared/model/rule/rule.ts';
import { inState, said, useHarness } from '../support/use-harness.ts';

const used = useHarness();

async function start(workspaceId: WorkspaceId, cmd: string, n = 1): Promise<ThreadId> {
  const text = `[script:escalate n=${n} cmd="${cmd}"]`;
  const { threadId } = await used.client.call('thread/start', { workspaceId, text, place: 'folder' });
  used.client.open(`thread:${threadId}`);
  return threadId;
}

const waiting = (threadId: ThreadId): Promise<Approval> =>
  used.client.until(() => used.client.pending().find((one) => one.threadId === threadId), 'the request');

const draft = (match: RuleMatch, more: Partial<RuleDraft> = {}): { rule: RuleDraft } => ({
  rule: { effect: 'accept', match, scope: { type: 'everywhere' }, until: null, ...more },
});
const echo: RuleMatch = { type: 'words', words: ['echo', 'out'], open: true };

const rules = (): Rule[] => rulesTopic.rule.all(used.client.contract.values(rulesTopic.topic));

describe('rules', () => {
  it('are made of a request, decide what waits and what comes, in every app-server, and say so', async () => {
    const { client, harness } = used;
    client.open(rulesTopic.topic);
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const first = await start(one.workspaceId, 'echo out of the box');
    const second = await start(two.workspaceId, 'echo out %i && echo out again', 3);
    const approval = await waiting(first);
    await client.until(() => client.pending().length === 4, 'all requests');

    const { choices, why } = await client.call('rule/choices', { approvalId: approval.id });
    expect(why).toBeNull();
    expect(choices).toContainEqual(echo);
    expect(choices.at(-1)).toEqual({ type: 'text', text: expect.stringContaining('echo out of the box') });
    const preview = await client.call('rule/preview', draft(echo));
    expect(preview.pending).toHaveLength(4);
    // What waits now is no example of what came before.
    expect([...preview.matched, ...preview.unmatched]).toEqual([]);

    const decides = { approvalIds: preview.pending, delayMs: 0 };
    const { decided } = await client.call('rule/save', { ...draft(echo), decides });
    expect(decided).toHaveLength(4);
    expect((await client.call('rule/preview', draft(echo))).matched).toHaveLength(4);
    await inState(client, first, 'finished');
    await inState(client, second, 'finished');
    await expect.poll(() => said(client, second).at(-1)).toBe('3 done, 0 refused.');
    await client.until(() => rules()[0]?.uses === 4, 'the uses to be counted');

    // What comes later is decided before anyone sees it wait, and the journal says by which rule.
    const third = await start(two.workspaceId, 'echo out later');
    await inState(client, third, 'finished');
    const { entries } = await client.call('journal/list', { limit: 50 });
    expect(entries.find(({ threadId, event }) => threadId === third && event === 'decided')).toMatchObject({
      decision: 'accept',
      by: 'Rule: echo out …',
      waitedMs: expect.any(Number),
    });
  });

  it('decide many that wait only after the delay, are no rules until then, and are taken back with them', async () => {
    const { client, harness } = used;
    client.open(rulesTopic.topic);
    client.open(batchesTopic.topic);
    const { workspaceId } = await harness.addRepository('one');
    const threadId = await start(workspaceId, 'echo out %i', 3);
    await client.until(() => client.pending().length === 3, 'all requests');
    const approvalIds = client.pending().map(({ id }) => id);
    const save = (delayMs: number) =>
      client.call('rule/save', { ...draft(echo), decides: { approvalIds, delayMs } });

    const undone = await save(60_000);
    expect(undone).toMatchObject({ decided: [], batchId: expect.any(String) });
    await client.until(() => client.approvals().every(({ deciding }) => deciding), 'them to be told');
    const batch = client.values(batchesTopic.topic, batchesTopic.batch)[0];
    expect(batch).toMatchObject({ decision: 'accept', rule: { id: undone.ruleId, name: 'echo out …' } });
    // It holds for nobody yet.
    const other = await start(workspaceId, 'echo out as well');
    await waiting(other);
    await client.call('batch/undo', { batchId: undone.batchId ?? '' });
    await client.until(() => client.approvals().every(({ deciding }) => !deciding), 'them to wait as before');
    expect(client.pending()).toHaveLength(4);
    await expect(client.call('rule/remove', { ruleId: undone.ruleId })).rejects.toThrow('taken back already');

    const { ruleId } = await save(50);
    await inState(client, threadId, 'finished');
    await expect.poll(() => said(client, threadId).at(-1)).toBe('3 done, 0 refused.');
    // One that waited, and that the person was not asked about, is still theirs.
    expect(client.pending()).toMatchObject([{ threadId: other }]);
    await client.until(() => rules().some(({ id, uses }) => id === ruleId && uses === 3), 'its uses');
    const later = await start(workspaceId, 'echo out later');
    await inState(client, later, 'finished');
    expect(client.pending()).toMatchObject([{ threadId: other }]);
    const { entries } = await client.call('journal/list', { limit: 50 });
    const byRule = entries.filter(({ event, decider }) => event === 'decided' && decider?.type === 'rules');
    expect(byRule.map((entry) => entry.decider)).toEqual(
      Array.from({ length: 4 }, () => ({ type: 'rules', rules: [{ id: ruleId, name: 'echo out …' }] })),
    );
  });

  it('do not reach past their scope, their end, their words, or what a command hides', async () => {
    const { client, harness } = used;
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    await client.call(
      'rule/save',
      draft(echo, { scope: { type: 'workspace', workspaceId: one.workspaceId } }),
    );
    await waiting(await start(two.workspaceId, 'echo out of scope'));
    for (const cmd of [
      'echo outer',
      'echo out && true',
      'echo out $(true)',
      'echo out > file',
      'echo out; eval true',
      'cd / && echo out',
      'printf -v PATH %s x; echo out',
      'echo out | sh',
    ])
      await waiting(await start(one.workspaceId, cmd));
    await inState(client, await start(one.workspaceId, 'echo out of all'), 'finished');
    await inState(client, await start(one.workspaceId, `cd ${one.path} && echo out`), 'finished');
    await expect(client.call('rule/save', draft(echo, { until: 1 }))).rejects.toThrow('Its end has passed');
    const wide: RuleMatch = { type: 'words', words: ['bash'], open: true };
    await expect(client.call('rule/save', draft(wide))).rejects.toThrow('runs whatever it is given');
  });

  it('decline as well, are changed and taken back, and are there after a restart of the host', async () => {
    const { client, harness } = used;
    const { workspaceId } = await harness.addRepository('one');
    const { ruleId } = await client.call('rule/save', draft(echo, { effect: 'decline' }));
    const declined = await start(workspaceId, 'echo out');
    await inState(client, declined, 'finished');
    await expect.poll(() => said(client, declined).at(-1)).toBe('0 done, 1 refused.');
    await harness.stopHost();
    await harness.startHost();
    const next = harness.client();
    next.open(rulesTopic.topic);
    const shown = (): Rule[] => rulesTopic.rule.all(next.contract.values(rulesTopic.topic));
    await next.until(() => shown()[0]?.uses === 1, 'the rule with its use');
    const until = Date.now() + 3_600_000;
    await next.call('rule/update', { ruleId, until });
    await next.until(() => shown()[0]?.until === until, 'the new end');
    await next.call('rule/remove', { ruleId });
    await next.until(() => shown().length === 0, 'no rule');
    await expect(next.call('rule/remove', { ruleId })).rejects.toThrow('taken back already');
    const text = '[script:escalate cmd="echo out"]';
    const { threadId } = await next.call('thread/start', { workspaceId, text, place: 'folder' });
    await next.until(
      () => next.pending().some((one) => one.threadId === threadId),
      'it to wait for the person',
    );
  });
});
