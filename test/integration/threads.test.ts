import { threadTopic } from '#shared/contract/topics.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, type TestClient } from '../support/host-harness.ts';

let harness: Harness;
let client: TestClient;

beforeEach(async () => {
  harness = await Harness.start();
  client = harness.client();
});

afterEach(async () => {
  await harness.dispose();
  expect(harness.faults).toEqual([]);
});

describe('a thread on the real Codex', () => {
  it('runs a turn to its end and shows it', async () => {
    const { workspaceId } = await harness.addRepository('alpha');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:say text="All is well."]',
    });
    client.open(`thread:${threadId}`);
    await client.until(() => client.row(threadId)?.state === 'finished', 'the end of the turn');
    const items = client.thread(threadId, threadTopic.item);
    expect(items.map(({ item, done }) => [item.type, done])).toEqual([
      ['userMessage', true],
      ['agentMessage', true],
    ]);
  });

  it('asks for an escalated command and runs it when accepted', async () => {
    const { workspaceId } = await harness.addRepository('beta');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="echo hello"]',
    });
    const approval = await client.until(() => client.pending(threadId)[0], 'the approval');
    expect(approval.body).toMatchObject({ kind: 'command' });
    await client.until(() => client.row(threadId)?.state === 'needsApproval', 'the row to say so');
    await client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    await client.until(() => client.row(threadId)?.state === 'finished', 'the end of the turn');
  });
});
