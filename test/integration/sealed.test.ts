/** A row that another program wrote into the database decides nothing, is told of, and can be taken as one's own. */
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { hostTopic, inboxTopic, rulesTopic } from '#shared/contract/topics.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { useHarness } from '../support/use-harness.ts';

const used = useHarness();

it('a rule that was written into the database accepts nothing until a person says that it is theirs', async () => {
  const { harness } = used;
  const { workspaceId } = await harness.addRepository('one');
  await harness.stopHost();
  const db = new Database(join(harness.dataDir, 'muster.db'));
  const rule: Rule = {
    id: 'planted',
    effect: 'accept',
    match: { type: 'words', words: ['touch', 'planted'], open: false },
    scope: { type: 'everywhere' },
    until: null,
    createdAt: 1,
    createdBy: 'the person',
    uses: 0,
    lastUsedAt: null,
  };
  db.prepare('INSERT INTO rules (id, created_at, rule) VALUES (?, ?, ?)').run(
    rule.id,
    1,
    JSON.stringify(rule),
  );
  db.close();
  await harness.startHost();
  const client = harness.client();
  for (const topic of [hostTopic.topic, inboxTopic.topic, rulesTopic.topic]) client.open(topic);
  const [held] = await client.until(() => {
    const found = client.values(hostTopic.topic, hostTopic.held);
    return found.length > 0 && found;
  }, 'what is held back');
  expect(held?.rules).toEqual([rule]);
  const notices = client.values(hostTopic.topic, hostTopic.notice);
  expect(notices.map(({ title }) => title)).toContain('Another program wrote into Muster’s storage');

  const text = '[script:escalate cmd="touch planted"]';
  const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
  await client.until(() => client.pending(threadId).length === 1, 'the request');
  expect(client.values(rulesTopic.topic, rulesTopic.rule)).toEqual([]);
  await client.call('approval/decide', {
    approvalId: client.pending(threadId)[0]?.id as never,
    decision: 'decline',
  });

  await client.call('held/trust', {});
  await client.until(() => client.values(rulesTopic.topic, rulesTopic.rule).length === 1, 'the rule');
  await client.until(
    () => client.values(hostTopic.topic, hostTopic.held).length === 0,
    'the end of what is held back',
  );
  const again = await client.call('thread/start', { workspaceId, text, place: 'folder' });
  await client.until(
    () =>
      client
        .approvals()
        .some(({ threadId: of, outcome }) => of === again.threadId && outcome?.type === 'decided'),
    'the decision of the rule',
  );
  await expect(client.call('held/trust', {})).rejects.toMatchObject({ code: 'notFound' });
});
