import { threadTopic } from '#shared/contract/topics.ts';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { startScriptedCodex } from '../support/scripted-codex.ts';
import { scriptedDynamicTools, scriptedMcpServers } from '../support/scripted-scenarios.ts';
import { inState, itemsOf, said, useHarness } from '../support/use-harness.ts';

const used = useHarness({
  config: {
    mcpServers: scriptedMcpServers,
    features: {
      request_permissions_tool: true,
      default_mode_request_user_input: true,
      exec_permission_approvals: true,
    },
  },
});

async function ask(text: string): Promise<{ threadId: ThreadId; approval: Approval }> {
  const { harness, client } = used;
  const { workspaceId } = await harness.addRepository('repository');
  const { threadId } = await client.call('thread/start', { workspaceId, text });
  client.open(`thread:${threadId}`);
  const approval = await client.until(() => client.pending()[0], 'the request');
  return { threadId, approval };
}

async function decide(approval: Approval, decision: DecisionId, more: object = {}): Promise<void> {
  await used.client.call('approval/decide', { approvalId: approval.id, decision, ...more });
}

const commandStatus = (threadId: ThreadId): unknown =>
  itemsOf(used.client, threadId).find(({ item }) => item.type === 'commandExecution')?.item;

describe('a command that asks to run outside the sandbox', () => {
  it('runs when accepted', async () => {
    const { threadId, approval } = await ask('[script:escalate cmd="echo out of the box"]');
    expect(approval.body).toMatchObject({
      kind: 'command',
      command: expect.stringContaining('echo out of the box'),
    });
    await decide(approval, 'accept');
    await inState(used.client, threadId, 'finished');
    expect(commandStatus(threadId)).toMatchObject({
      status: 'completed',
      aggregatedOutput: 'out of the box\n',
    });
  });

  it('does not run when declined, and the turn goes on', async () => {
    const { threadId, approval } = await ask('[script:escalate cmd="touch declined.txt"]');
    await decide(approval, 'decline');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId).at(-1)).toBe('0 done, 1 refused.');
    expect(commandStatus(threadId)).toMatchObject({ status: 'declined' });
    expect(existsSync(join(used.harness.root, 'repository', 'declined.txt'))).toBe(false);
  });

  it('stops the turn when cancelled', async () => {
    const { threadId, approval } = await ask('[script:escalate cmd="touch cancelled.txt"]');
    await decide(approval, 'cancel');
    await inState(used.client, threadId, 'idle');
    const status = (): unknown => used.client.thread(threadId, threadTopic.turn)[0]?.status;
    await used.client.until(() => status() === 'interrupted', 'the turn to end as interrupted');
    expect(existsSync(join(used.harness.root, 'repository', 'cancelled.txt'))).toBe(false);
  });

  it('is not asked about again in the session it was accepted for', async () => {
    const { threadId, approval } = await ask('[script:approvals n=3 cmd="echo the same"]');
    await decide(approval, 'acceptForSession');
    await inState(used.client, threadId, 'finished');
    expect(used.client.approvals()).toHaveLength(1);
    await expect.poll(() => said(used.client, threadId).at(-1)).toBe('3 done, 0 refused.');
  });
});

describe('a command that asks for more permissions', () => {
  it('runs in its sandbox, widened by what is named and by nothing else', async () => {
    const { root } = used.harness;
    for (const name of ['named', 'other']) mkdirSync(join(root, name));
    const cmd = `touch ${root}/named/made; touch ${root}/other/made`;
    const { threadId, approval } = await ask(`[script:extra-permissions path=${root}/named cmd="${cmd}"]`);
    expect(approval.body).toMatchObject({
      kind: 'command',
      extraParts: [{ access: 'write', what: `${root}/named` }],
    });
    expect(approval.decisions.find(({ id }) => id === 'accept')?.reach).toContain('sandbox widened');
    await decide(approval, 'accept');
    await inState(used.client, threadId, 'finished');
    expect(existsSync(join(root, 'named', 'made'))).toBe(true);
    expect(existsSync(join(root, 'other', 'made'))).toBe(false);
  });
});

describe('a change outside the workspace', () => {
  const outside = (): string => {
    mkdirSync(join(used.harness.root, 'outside'));
    return join(used.harness.root, 'outside', 'note.txt');
  };

  it('is shown whole and written when accepted', async () => {
    const path = outside();
    const { threadId, approval } = await ask(`[script:outside path=${path} text="written"]`);
    expect(approval.body).toMatchObject({ kind: 'fileChange', changes: [{ path, kind: { type: 'add' } }] });
    await decide(approval, 'accept');
    await inState(used.client, threadId, 'finished');
    expect(readFileSync(path, 'utf8')).toBe('written\n');
  });

  it.each(['decline', 'cancel'] as const)('is not written on %s', async (decision) => {
    const path = outside();
    const { threadId, approval } = await ask(`[script:outside path=${path} text="written"]`);
    await decide(approval, decision);
    await inState(used.client, threadId, decision === 'cancel' ? 'idle' : 'finished');
    expect(existsSync(path)).toBe(false);
  });

  it('is written when accepted for the session', async () => {
    const path = outside();
    const { threadId, approval } = await ask(`[script:outside path=${path} text="written"]`);
    await decide(approval, 'acceptForSession');
    await inState(used.client, threadId, 'finished');
    expect(readFileSync(path, 'utf8')).toBe('written\n');
  });
});

describe('other requests', () => {
  it('grants the permissions that were asked for, or none', async () => {
    const { threadId, approval } = await ask('[script:permissions path=/opt/cache]');
    expect(approval.body).toMatchObject({ kind: 'permissions', permissions: { network: { enabled: true } } });
    await decide(approval, 'accept');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId).at(-1)).toContain('/opt/cache');
    const again = await used.client.call('thread/send', {
      threadId,
      text: '[script:permissions path=/opt/other]',
      mode: 'send',
    });
    expect(again.outcome).toBe('started');
    const second = await used.client.until(() => used.client.pending()[0], 'the second request');
    await decide(second, 'decline');
    await used.client.until(() => said(used.client, threadId).length === 2, 'the second answer');
    expect(said(used.client, threadId).at(-1)).not.toContain('/opt/other');
  });

  it('grants only the parts that were chosen, and says so in the journal', async () => {
    const { threadId, approval } = await ask('[script:permissions path=/opt/cache]');
    const { body } = approval;
    if (body.kind !== 'permissions') throw new Error(body.kind);
    expect(body.parts).toEqual([
      { id: 'network', access: 'network', what: '' },
      { id: 'write /opt/cache', access: 'write', what: '/opt/cache' },
    ]);
    await expect(decide(approval, 'accept', { granted: [] })).rejects.toThrow('Nothing was chosen');
    await expect(decide(approval, 'accept', { granted: ['write /'] })).rejects.toThrow(
      'not what the agent asked for',
    );
    await decide(approval, 'accept', { granted: ['network'] });
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId).at(-1)).toContain('network');
    expect(said(used.client, threadId).at(-1)).not.toContain('/opt/cache');
    const { entries } = await used.client.call('journal/list', { limit: 1 });
    expect(entries[0]).toMatchObject({ note: 'granted network; refused write /opt/cache' });
  });

  it('lets the person answer in the place of a tool that another program gave its thread', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('tools');
    // A thread with a tool that its client has to carry out; Muster is its client once it was adopted.
    const other = await startScriptedCodex({ codexHome: harness.codexHome });
    const started = await other.startThread(path, '[script:say text="Begun elsewhere"]', {
      thread: { dynamicTools: scriptedDynamicTools },
    });
    await other.until('turn/completed');
    await other.stop();
    const threadId = asId<ThreadId>(started.threadId);
    await client.call('existing/show', { workspaceId, threadIds: [threadId], adopt: true });
    await client.call('thread/send', { threadId, text: '[script:dynamic]', mode: 'send' });
    client.open(`thread:${threadId}`);
    const approval = await client.until(() => client.pending()[0], 'the call');
    expect(approval.body).toEqual({ kind: 'tool', tool: 'lookup', arguments: { word: 'muster' } });
    await client.until(() => client.row(threadId)?.state === 'needsAnswer', 'the thread to say so');
    await expect(decide(approval, 'answer', { answers: { result: [''] } })).rejects.toThrow(
      'cannot be empty',
    );
    await decide(approval, 'answer', { answers: { result: ['a herd that gathers'] } });
    await inState(client, threadId, 'finished');
    await expect.poll(() => said(client, threadId).at(-1)).toContain('a herd that gathers');
  });

  it('lets an agent call a tool of an MCP server, and remembers it for the session', async () => {
    const { threadId, approval } = await ask('[script:mcp tool=touch]');
    expect(approval.body).toMatchObject({
      kind: 'mcpTool',
      server: 'scripted',
      tool: 'touch',
      arguments: {},
    });
    await decide(approval, 'acceptForSession');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId).at(-1)).toContain('touch done');
    await used.client.call('thread/send', { threadId, text: '[script:mcp tool=touch]', mode: 'send' });
    const done = (): string[] => said(used.client, threadId).filter((text) => text.includes('touch done'));
    await used.client.until(() => done().length === 2, 'the second answer');
    expect(used.client.approvals()).toHaveLength(1);
  });

  it('hands the answer to a question on', async () => {
    const { threadId, approval } = await ask('[script:ask]');
    expect(approval.body).toMatchObject({ kind: 'question', questions: [{ id: 'store' }] });
    await inState(used.client, threadId, 'needsAnswer');
    await decide(approval, 'answer', { answers: { store: ['Memory'] } });
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId).at(-1)).toContain('Memory');
  });

  it.each([
    ['answer', { content: { name: 'Juniper' } }, '"action":"accept"'],
    ['decline', {}, '"action":"decline"'],
  ] as const)('hands on a form of an MCP server: %s', async (decision, more, expected) => {
    const { threadId, approval } = await ask('[script:mcp tool=ask_person]');
    expect(approval.body).toMatchObject({ kind: 'elicitation', server: 'scripted', mode: 'form' });
    await decide(approval, decision, more);
    await inState(used.client, threadId, 'finished');
    const answer = said(used.client, threadId).at(-1)?.replaceAll('\\', '');
    expect(answer).toContain(expected);
    if (decision === 'answer') expect(answer).toContain('Juniper');
  });
});

describe('who decides', () => {
  it('lets the first answer count and tells the second who was first', async () => {
    const { threadId, approval } = await ask('[script:escalate cmd="echo once"]');
    const other = used.harness.client('the phone');
    await other.until(() => other.pending()[0], 'the request at the other client');
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    const late = other.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    await expect(late).rejects.toMatchObject({
      code: 'alreadyDecided',
      message: expect.stringContaining('by test client'),
    });
    await other.until(
      () => other.approvals()[0]?.outcome?.type === 'decided',
      'the other client to see the decision',
    );
    expect(other.approvals()[0]?.outcome).toMatchObject({
      decision: 'accept',
      by: { type: 'person', client: 'test client' },
    });
    await inState(used.client, threadId, 'finished');
    expect(commandStatus(threadId)).toMatchObject({ status: 'completed' });
    const { entries } = await used.client.call('journal/list', { limit: 10 });
    expect(entries.map(({ event, by }) => [event, by])).toEqual([
      ['late', 'the phone'],
      ['decided', 'test client'],
      ['asked', null],
    ]);
  });

  it('brings the request of a sub-agent to the inbox', async () => {
    const { threadId, approval } = await ask('[script:spawn prompt="(script:escalate cmd=whoami)"]');
    expect(approval.threadId).not.toBe(threadId);
    await used.client.until(
      () => used.client.row(approval.threadId)?.parentId === threadId,
      'the sub-agent under its parent',
    );
    expect(used.client.row(approval.threadId)?.state).toBe('needsApproval');
    await decide(approval, 'accept');
    await used.client.until(
      () => said(used.client, approval.threadId).at(-1) === '1 done, 0 refused.',
      'the end of the sub-agent',
    );
    expect(used.client.row(threadId)?.subAgents).toBe(1);
  });
});
