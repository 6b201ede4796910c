import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalBody } from '../approval/approval.ts';
import { waitingDecision } from './waiting.ts';

const command = (text: string, more: object = {}): ApprovalBody => ({
  kind: 'command',
  command: text,
  cwd: '/r',
  prefix: null,
  extraPermissions: null,
  ...more,
});
const quick = (body: ApprovalBody): readonly string[] =>
  waitingDecision(
    {
      id: 'g/1',
      workspaceId: 'w',
      threadTitle: '',
      body,
      decisions: [{ id: 'accept' }, { id: 'decline' }],
    } as unknown as Approval,
    'api',
  ).quick;

describe('waitingDecision', () => {
  it('lets nothing be accepted that a notification does not show whole', () => {
    expect(quick(command("/bin/bash -lc 'npm test'"))).toEqual(['accept', 'decline']);
    expect(quick(command('npm test && '.repeat(20)))).toEqual(['decline']);
    expect(quick(command("bash -lc 'npm test\nrm -rf x'"))).toEqual(['decline']);
    expect(quick(command('npm\u200b test'))).toEqual(['decline']);
    expect(quick(command('npm test', { extraPermissions: {} }))).toEqual(['decline']);
    expect(quick({ kind: 'fileChange', changes: [], grantRoot: null })).toEqual(['decline']);
    expect(
      quick({ kind: 'network', host: 'h.example', protocol: 'https', command: null, cwd: null }),
    ).toEqual(['accept', 'decline']);
  });

  it('names what has no title', () => {
    const approval = { threadTitle: '', body: command('ls'), decisions: [] } as unknown as Approval;
    expect(waitingDecision(approval, 'api')).toMatchObject({ title: 'Untitled', wants: 'wants to run ls' });
  });

  it('masks secrets, also where the line is cut in the middle of one, and lets what it masked not be accepted', () => {
    // Put together here, so that no tool that looks for secrets in a checkout finds one.
    const secret = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w'].join('_');
    const told = (text: string, threadTitle = 'T') =>
      waitingDecision({ threadTitle, body: command(text), decisions: [] } as unknown as Approval, 'api');
    expect(told(`/bin/bash -lc 'GH_TOKEN=${secret} gh release create'`).wants).toBe(
      'wants to run GH_TOKEN=ghp_••• gh release create',
    );
    for (let before = 60; before < 120; before += 1)
      expect(told(`echo ${'x'.repeat(before)} ${secret} more`).wants).not.toContain(secret.slice(0, 6));
    expect(told('ls', `use ${secret} for it`).title).toBe('use ghp_••• for it');
    expect(quick(command(`echo ${secret}`))).toEqual(['decline']);
  });
});
