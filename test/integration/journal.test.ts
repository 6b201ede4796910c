import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalFilter } from '#shared/contract/calls/journal.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { makeRepository } from '../support/repository.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { inState, useHarness } from '../support/use-harness.ts';
import { startWebProcess } from '../support/web-process.ts';

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const secret = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w'].join('_');

describe('the journal', () => {
  const used = useHarness();

  const start = async (workspaceId: WorkspaceId, cmd: string): Promise<ThreadId> => {
    const text = `[script:escalate cmd="${cmd}"]`;
    const { threadId } = await used.client.call('thread/start', { workspaceId, text, place: 'folder' });
    used.client.open(`thread:${threadId}`);
    return threadId;
  };
  const waiting = (threadId: ThreadId): Promise<Approval> =>
    used.client.until(() => used.client.pending(threadId)[0], 'the request');
  const found = async (filter: JournalFilter) =>
    (await used.client.call('journal/search', { filter, limit: 50 })).requests;
  const exported = async (format: 'csv' | 'jsonl', filter: JournalFilter = {}): Promise<string> =>
    (await used.client.call('journal/export', { format, filter })).text;

  it('says what was asked, what was decided, by whom or which rule, after how long; searched and filtered', async () => {
    const { client, harness } = used;
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const byPerson = await start(one.workspaceId, 'echo by a person');
    const approval = await waiting(byPerson);
    expect(await found({ outcome: 'waiting' })).toMatchObject([{ approvalId: approval.id, waitedMs: null }]);
    await client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    const late = client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    await expect(late).rejects.toMatchObject({ code: 'alreadyDecided' });
    await inState(client, byPerson, 'finished');
    const { ruleId } = await client.call('rule/save', {
      rule: {
        effect: 'decline',
        match: { type: 'words', words: ['touch', 'forbidden.txt'], open: false },
        scope: { type: 'everywhere' },
        until: null,
      },
    });
    const byRule = await start(two.workspaceId, 'touch forbidden.txt');
    await inState(client, byRule, 'finished');

    expect(await found({ text: 'echo by a pers' })).toMatchObject([
      {
        approvalId: approval.id,
        code: 'echo by a person',
        workspace: 'one',
        outcome: 'accepted',
        decision: 'accept',
        by: 'test client',
        decider: { type: 'person', client: 'test client' },
        waitedMs: expect.any(Number),
        late: 1,
      },
    ]);
    for (const filter of [
      { rule: ruleId },
      { decidedBy: 'rules' },
      { outcome: 'declined' },
      { workspace: 'two' },
      { text: 'Rule forbid' },
    ] as const)
      expect(await found(filter)).toMatchObject([
        {
          threadId: byRule,
          outcome: 'declined',
          by: 'Rule: touch forbidden.txt',
          decider: { type: 'rules', rules: [{ id: ruleId }] },
        },
      ]);
    const { entries } = await client.call('journal/read', { approvalId: approval.id });
    expect(entries.map(({ event }) => event)).toEqual(['asked', 'decided', 'late']);
    expect(entries[0]?.details?.parts[0]).toEqual({
      label: 'Command',
      text: expect.stringContaining('echo by a person'),
    });
    const choices = await client.call('journal/choices', {});
    expect(choices).toMatchObject({ workspaces: ['one', 'two'], rules: [{ id: ruleId }] });
    expect((await exported('jsonl')).trim().split('\n')).toHaveLength(5);
    expect((await exported('csv')).trim().split('\r\n')).toHaveLength(3);
    expect(await exported('csv', { rule: ruleId })).toContain(',rules,Rule: touch forbidden.txt,');
  });

  it('masks in an export what looks like a secret, and never on the card', async () => {
    const { client, harness } = used;
    const { workspaceId } = await harness.addRepository('one');
    const threadId = await start(workspaceId, `echo ${secret}`);
    const approval = await waiting(threadId);
    expect(approval.body).toMatchObject({ command: expect.stringContaining(secret) });
    await client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    await inState(client, threadId, 'finished');
    const { entries } = await client.call('journal/read', { approvalId: approval.id });
    expect(JSON.stringify(entries)).toContain(secret);
    for (const format of ['csv', 'jsonl'] as const) {
      const text = await exported(format);
      expect(text).not.toContain(secret.slice(4, 12));
      expect(text).toContain('echo ghp_•••');
    }
  });
});

it('survives the death of the host: every line is there, and what was open is ended by the next life', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-journal-')));
  const model = await startScriptedModel({ scenarios: scriptedScenarios });
  const codexHome = join(root, 'codex-home');
  mkdirSync(codexHome);
  writeFileSync(join(codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url }));
  const script = join(import.meta.dirname, '../../out/main/web.js');
  const options = ['--data', join(root, 'data'), '--codex-home', codexHome, '--port', '0'];
  const host = await startWebProcess(script, options);
  const client = await host.client('test');
  try {
    const { workspaceId } = await client.call('workspace/add', { path: makeRepository(root, 'one') });
    for (const name of ['decided', 'left open'])
      await client.call('thread/start', {
        workspaceId,
        text: `[script:escalate cmd="echo ${name}"]`,
        place: 'folder',
      });
    const pending = await client.until(
      () => (client.pending().length === 2 ? client.pending() : undefined),
      'both requests',
    );
    const decided = pending.find(({ body }) => JSON.stringify(body).includes('echo decided'));
    await client.call('approval/decide', { approvalId: decided?.id as Approval['id'], decision: 'decline' });
    // Nothing after the answer: whatever was acknowledged must be on disk already.
    await host.end('SIGKILL');
    const next = await startWebProcess(script, options);
    const later = await next.client('test');
    try {
      const { requests } = await later.call('journal/search', { filter: { text: 'echo' }, limit: 10 });
      expect(requests).toHaveLength(2);
      expect(requests.find(({ approvalId }) => approvalId === decided?.id)).toMatchObject({
        outcome: 'declined',
        by: 'test',
        code: 'echo decided',
      });
      expect(requests.find(({ approvalId }) => approvalId !== decided?.id)).toMatchObject({
        outcome: 'expired',
        by: 'appServerDied',
        code: 'echo left open',
      });
    } finally {
      later.dispose();
      await next.end();
    }
  } finally {
    client.dispose();
    await host.end();
    await model.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});
