import { describe, expect, it } from 'vitest';
import { anApproval } from '../../../test/support/approvals.ts';
import { askOf, askOfWants, askSentence, kindTitle, titleOf, wantsOf } from './asks.ts';
import type { ApprovalBody } from './kinds/index.ts';

const command = (text: string): ApprovalBody =>
  anApproval({ kind: 'command', command: text, cwd: null, prefix: null, extraPermissions: null }).body;
const edit = { path: '/w/a/b.ts', kind: { type: 'add' as const }, diff: '' };
const files = (...changes: readonly (typeof edit)[]): ApprovalBody => ({
  kind: 'fileChange',
  changes,
  grantRoot: null,
});

describe('askOf', () => {
  it('says the thing itself', () => {
    expect(askOf(command('npm test\nrm x'))).toEqual({ words: '', code: 'npm test …' });
    expect(askOf(command(String.raw`/bin/bash -lc 'git commit -m '\''fix it'\'''`)).code).toBe(
      "git commit -m 'fix it'",
    );
    expect(askOf(files(edit))).toEqual({ words: 'Create', code: 'b.ts' });
    expect(askOf(files(edit, edit)).words).toBe('Edit 2 files');
  });
  it('is a sentence for a screen reader', () => {
    expect(askSentence(command('npm test'))).toBe('asks: run npm test');
    expect(askSentence(files(edit))).toBe('asks: Create b.ts');
  });
});

describe('askOfWants', () => {
  // What the journal kept of a request is told as the inbox told it.
  it.each<ApprovalBody>([
    command('npm ci'),
    { kind: 'network', host: 'x.example', protocol: 'https', command: null, cwd: null },
    { kind: 'tool', tool: 'deploy', arguments: null },
    files(edit, edit),
    {
      kind: 'mcpTool',
      server: 'linear',
      tool: 'get_issue',
      description: null,
      arguments: null,
      hints: { readOnly: false, destructive: false, openWorld: false },
    },
  ])('makes of what a $kind wants what it asks', (body) => {
    const { words, code } = wantsOf(body);
    expect(askOfWants(body.kind, `${words} ${code}`.trim())).toEqual(askOf(body));
  });
});

describe('titles', () => {
  it('are of a kind, or of a request where that says more', () => {
    const form: ApprovalBody = {
      kind: 'elicitation',
      server: 'jira',
      mode: 'form',
      message: '',
      url: null,
      schema: null,
    };
    expect(titleOf(form)).toBe('Fill in for jira');
    expect(titleOf({ ...form, url: 'https://x.example' })).toBe('Open a page for jira');
    expect(kindTitle('elicitation')).toBe('Fill in a form');
    expect(kindTitle('command')).toBe(titleOf(command('ls')));
    expect(kindTitle('teleport')).toBe('teleport');
  });
});
