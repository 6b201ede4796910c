import { describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval/approval.ts';
import { anApproval } from '../../../test/support/approvals.ts';
import { outcomeSentence, pills, riskWords } from './words.ts';

const command = (text: string, cwd: string | null = null): Approval =>
  anApproval({ kind: 'command', command: text, cwd, prefix: null, extraPermissions: null });

describe('pills', () => {
  const texts = (found: ReturnType<typeof pills>) =>
    found.map(({ text, tone }) => `${text}${tone === undefined ? '' : ` !${tone}`}`);
  it('warns of what a person could not see', () => {
    expect(texts(pills(command('ls\u200b \u202e'), null))).toEqual([
      '2 hidden characters !needs',
      'text that changes direction !failed',
    ]);
  });
  it('says where, and marks what is outside', () => {
    expect(texts(pills(command('ls', '/w'), '/w'))).toEqual(['runs in the thread’s folder']);
    expect(texts(pills(command('ls', '/w/src'), '/w'))).toEqual(['runs in src/']);
    expect(texts(pills(command('ls', '/etc'), '/w'))).toEqual(['runs in /etc !needs']);
    const paths = ['/w/a', '/w/../etc/passwd', '../x', 'src/a', '/home/x'];
    const changes = paths.map((path) => ({ path, kind: { type: 'delete' as const }, diff: 'x\n' }));
    expect(texts(pills(anApproval({ kind: 'fileChange', changes, grantRoot: null }), '/w'))).toEqual([
      '5 files, +0 −5',
      '3 outside the workspace !needs',
      'deletes 5 files !needs',
    ]);
  });
});

describe('the risk of a row', () => {
  it('is told of every kind of request, the gravest first', () => {
    const edit = (path: string, type: 'add' | 'delete') => ({ path, kind: { type }, diff: 'x\n' });
    const changes = [edit('/etc/passwd', 'add'), edit('/w/a', 'delete')];
    const permissions = [
      { id: 'network', access: 'network' as const, what: '' },
      { id: 'write /opt', access: 'write' as const, what: '/opt' },
    ];
    const asked: [string, Approval][] = [
      [
        '1 outside the workspace, deletes 1 file',
        anApproval({ kind: 'fileChange', changes, grantRoot: null }),
      ],
      [
        'network, writes outside the workspace',
        anApproval({ kind: 'permissions', cwd: '/w', permissions: null, parts: permissions }),
      ],
      [
        'may destroy',
        anApproval({
          kind: 'mcpTool',
          server: 'files',
          tool: 'delete',
          description: null,
          arguments: null,
          hints: { readOnly: false, destructive: true, openWorld: false },
        }),
      ],
      ['text that changes direction, 2 hidden characters', command('ls\u200b \u202e')],
      ['', command('ls', '/w')],
      ['', anApproval({ kind: 'network', host: 'a.example', protocol: 'https', command: null, cwd: null })],
    ];
    expect(asked.map(([, approval]) => riskWords(approval, '/w'))).toEqual(asked.map(([words]) => words));
  });
});

describe('outcomeSentence', () => {
  it('never leaves open whether something was allowed', () => {
    for (const because of ['turnEnded', 'appServerDied', 'threadClosed'] as const) {
      expect(outcomeSentence({ type: 'expired', because, at: 0 })).toContain('Nothing was allowed');
    }
    expect(
      outcomeSentence({
        type: 'decided',
        decision: 'accept',
        by: { type: 'person', client: 'Chrome on Mac' },
        at: 0,
      }),
    ).toBe('Accepted by Chrome on Mac.');
  });
  it('names a rule in the middle of a sentence', () => {
    const by = (...names: string[]): string =>
      outcomeSentence({
        type: 'decided',
        decision: 'accept',
        by: { type: 'rules', rules: names.map((name) => ({ id: name, name })) },
        at: 0,
      });
    expect(by('git push …')).toBe('Accepted by the rule “git push …”.');
    expect(by('git push …', 'npm test')).toBe('Accepted by the rules “git push …” and “npm test”.');
  });
});

describe('pills of other requests', () => {
  it('mark what of permissions reaches outside, and the risks of a command with their words', () => {
    const permissions = anApproval({
      kind: 'permissions',
      cwd: '/w',
      permissions: {},
      parts: [
        { id: 'network', access: 'network', what: '' },
        { id: 'write /opt', access: 'write', what: '/opt' },
        { id: 'write /w/x', access: 'write', what: '/w/x' },
        { id: 'read /etc', access: 'read', what: '/etc' },
      ],
    });
    expect(pills(permissions, '/w').map(({ text, code }) => [text, code])).toEqual([
      ['network', undefined],
      ['writes outside the workspace', '/opt'],
    ]);
    const reading = {
      text: 'rm a; rm -r b',
      tokens: [],
      risks: [
        { kind: 'deletes' as const, from: 0, to: 4 },
        { kind: 'deletes' as const, from: 6, to: 11 },
      ],
      unread: 'it is too long to be read',
    };
    const texts = pills({ ...command('rm a; rm -r b'), reading }, '/w');
    expect(texts).toMatchObject([{ text: 'deletes', code: 'rm a, rm -r' }, { text: 'not read in full' }]);
  });
});
