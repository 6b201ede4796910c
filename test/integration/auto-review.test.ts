import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { VerdictEntity } from '#shared/model/thread/thread.ts';
import { TRY_AGAIN } from '../../src-main/host/approvals/allow-once.ts';
import { inState, itemsOf, useHarness } from '../support/use-harness.ts';

const REASON = 'It pushes to a branch that others use.';
const requests: string[] = [];
const used = useHarness({
  model: {
    reviewer: (action) =>
      action.includes('git push')
        ? { outcome: 'deny', risk_level: 'high', user_authorization: 'low', rationale: REASON }
        : { outcome: 'allow', risk_level: 'low', user_authorization: 'high', rationale: 'It only looks.' },
    onRequest: (body) => requests.push(body),
  },
});

/** Switches Codex's reviewer on, as a person does in its configuration. */
async function reviewed(): Promise<void> {
  const { harness } = used;
  await harness.stopHost();
  const config = join(harness.codexHome, 'config.toml');
  writeFileSync(config, `approvals_reviewer = "auto_review"\n${readFileSync(config, 'utf8')}`);
  await harness.startHost();
  used.client = harness.client();
  used.client.open(inboxTopic.topic);
}

async function run(text: string): Promise<ThreadId> {
  const { workspaceId } = await used.harness.addRepository('one');
  const { threadId } = await used.client.call('thread/start', { workspaceId, text, place: 'folder' });
  used.client.open(`thread:${threadId}`);
  await inState(used.client, threadId, 'finished');
  return threadId;
}

const approvals = (threadId: ThreadId): Approval[] =>
  inboxTopic.approval
    .all(used.client.contract.values(inboxTopic.topic))
    .filter((one) => one.threadId === threadId);
const verdicts = (threadId: ThreadId): VerdictEntity[] => used.client.thread(threadId, threadTopic.verdict);

describe('Codex’s own reviewer', () => {
  it('decides with its reason in inbox, thread and journal, and a refusal can be allowed once', async () => {
    await reviewed();
    const { client } = used;
    const threadId = await run('[script:approvals n=1 cmd="git push origin main"]');
    await client.until(() => approvals(threadId).length === 1, 'the verdict');
    const [denied] = approvals(threadId) as [Approval];
    expect(denied).toMatchObject({
      body: { kind: 'command', command: expect.stringContaining('git push origin main') },
      outcome: {
        type: 'decided',
        decision: 'decline',
        by: { type: 'autoReview', reason: `${REASON} · high risk` },
      },
      allowOnce: 'offered',
    });
    expect(denied.reading?.risks.map(({ kind }) => kind)).toContain('publishes');
    const [verdict] = verdicts(threadId);
    expect(verdict).toMatchObject({ approvalId: denied.id, decision: 'decline', by: { type: 'autoReview' } });
    expect(itemsOf(client, threadId).some(({ id }) => id === verdict?.itemId)).toBe(true);

    const before = requests.length;
    await client.call('review/allowOnce', { approvalId: denied.id, goOn: true });
    await client.until(() => approvals(threadId)[0]?.allowOnce === 'done', 'it to be allowed');
    await client.until(() => requests.length > before, 'the agent to go on');
    await inState(client, threadId, 'finished');
    const next = requests[before] ?? '';
    expect(next).toContain('manually approved a specific action');
    expect(next).toContain(TRY_AGAIN);
    await expect(client.call('review/allowOnce', { approvalId: denied.id, goOn: false })).rejects.toThrow(
      'allowed once already',
    );
    const { entries } = await client.call('journal/list', { limit: 10 });
    expect(
      entries.map(({ event, decision, decider }) => [event, decision, decider?.type ?? null]).toReversed(),
    ).toEqual([
      ['asked', null, null],
      ['decided', 'decline', 'autoReview'],
      ['overruled', 'accept', 'person'],
    ]);
  });

  it('lets through what it finds harmless, and says so in the thread, also after a restart', async () => {
    await reviewed();
    const threadId = await run('[script:approvals n=1 cmd="ls -la"]');
    await used.client.until(() => verdicts(threadId).length === 1, 'the verdict in the thread');
    expect(approvals(threadId)[0]).toMatchObject({ outcome: { decision: 'accept' }, allowOnce: null });
    await expect(
      used.client.call('review/allowOnce', { approvalId: approvals(threadId)[0]?.id as never, goOn: false }),
    ).rejects.toThrow('Only what Codex’s reviewer refused');
    await used.harness.stopHost();
    await used.harness.startHost();
    used.client = used.harness.client();
    used.client.open(`thread:${threadId}`);
    await used.client.until(
      () => verdicts(threadId)[0]?.by.type === 'autoReview',
      'the verdict to be there again',
    );
  });
});
