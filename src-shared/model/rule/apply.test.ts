import { describe, expect, it } from 'vitest';
import type { Script, SimpleCommand } from '../command/script.ts';
import { asId, type ThreadId, type WorkspaceId } from '../ids.ts';
import { applyRules, isBelow, type RuleSubject } from './apply.ts';
import type { Rule, RuleMatch } from './rule.ts';
import { wordChoices, wordsProblem } from './words.ts';

const place = { threadId: asId<ThreadId>('t'), workspaceId: asId<WorkspaceId>('w') };
let made = 0;
const rule = (match: RuleMatch, more: Partial<Rule> = {}): Rule => ({
  id: `r${(made += 1)}`,
  effect: 'accept',
  match,
  scope: { type: 'everywhere' },
  until: null,
  createdAt: 0,
  createdBy: 'test',
  uses: 0,
  lastUsedAt: null,
  ...more,
});
const words = (text: string, open = true): RuleMatch => ({ type: 'words', words: text.split(' '), open });
const simple = (text: string, more: Partial<SimpleCommand> = {}): SimpleCommand => ({
  words: text.split(' ').map((word) => ({ text: word.replace(/…$/, ''), literal: !word.endsWith('…') })),
  sets: [],
  through: [],
  ...more,
});
const command = (script: Partial<Script>, more = {}): RuleSubject => ({
  type: 'command',
  text: 'text',
  script: { commands: [], hides: null, ...script },
  inPlace: true,
  ...more,
});
const verdict = (subject: RuleSubject, ...rules: Rule[]) =>
  applyRules(subject, rules, place, 1000)?.effect ?? null;

describe('applyRules', () => {
  it('accepts only what is covered in every part', () => {
    const both = command({ commands: [simple('npm test'), simple('git status -s')] });
    expect(verdict(both, rule(words('npm test')))).toBeNull();
    expect(verdict(both, rule(words('npm test')), rule(words('git status')))).toBe('accept');
    expect(
      applyRules(both, [rule(words('npm test')), rule(words('git status'))], place, 0)?.rules,
    ).toHaveLength(2);
    expect(verdict(command({}), rule(words('npm test')))).toBeNull();
  });

  it('leaves to the person whatever hides something, whatever rules there are', () => {
    const hidden = command({ commands: [simple('npm test')], hides: 'it has a command substitution' });
    expect(verdict(hidden, rule(words('npm test')))).toBeNull();
    const sets = [{ name: 'NODE_OPTIONS', value: '--require=./x' }];
    expect(
      verdict(command({ commands: [simple('npm test', { sets })] }), rule(words('npm test'))),
    ).toBeNull();
    const harmless = [{ name: 'CI', value: '1' }];
    expect(
      verdict(command({ commands: [simple('npm test', { sets: harmless })] }), rule(words('npm test'))),
    ).toBe('accept');
    expect(
      verdict(command({ commands: [simple('npm test')] }, { inPlace: false }), rule(words('npm test'))),
    ).toBeNull();
  });

  it('takes the very text of what cannot be read, in its place', () => {
    const text = 'for x in *; do echo $x; done';
    const subject = command({ hides: 'it has a for statement' }, { text });
    expect(verdict(subject, rule({ type: 'text', text }))).toBe('accept');
    expect(verdict(subject, rule({ type: 'text', text: `${text} ` }))).toBeNull();
    expect(verdict({ ...subject, inPlace: false } as RuleSubject, rule({ type: 'text', text }))).toBeNull();
  });

  it('declines when a part is declined, also where something is hidden, and before anything is accepted', () => {
    const no = rule(words('git push'), { effect: 'decline' });
    const both = command({ commands: [simple('npm test'), simple('git push')], hides: 'x' });
    expect(verdict(both, no, rule(words('npm test')), rule(words('git push')))).toBe('decline');
    expect(verdict(command({ commands: [simple('git pull')] }), no)).toBeNull();
  });

  it('matches words whole, literal, in their order, and the program by the system’s own path too', () => {
    const test = rule(words('npm test'));
    for (const text of [
      'npm tests',
      'npm run test',
      'npm -C / test',
      'npm test…',
      'npm',
      '/tmp/npm test',
      './npm test',
    ])
      expect(verdict(command({ commands: [simple(text)] }), test), text).toBeNull();
    for (const text of ['npm test', 'npm test --watch', 'npm test *.ts…', '/usr/bin/npm test'])
      expect(verdict(command({ commands: [simple(text)] }), test), text).toBe('accept');
    const exact = rule(words('npm test', false));
    expect(verdict(command({ commands: [simple('npm test --watch')] }), exact)).toBeNull();
    expect(verdict(command({ commands: [simple('npm test')] }), exact)).toBe('accept');
  });

  it('holds in its scope and until its end', () => {
    const subject = command({ commands: [simple('npm test')] });
    const other = asId<WorkspaceId>('other');
    expect(
      verdict(subject, rule(words('npm test'), { scope: { type: 'workspace', workspaceId: other } })),
    ).toBeNull();
    expect(
      verdict(subject, rule(words('npm test'), { scope: { type: 'thread', threadId: place.threadId } })),
    ).toBe('accept');
    expect(verdict(subject, rule(words('npm test'), { until: 1000 }))).toBeNull();
    expect(verdict(subject, rule(words('npm test'), { until: 1001 }))).toBe('accept');
  });

  it('takes files only when all of them lie below a folder, and a host only by its whole name', () => {
    const folder = rule({ type: 'folder', folder: '/w/src' });
    const files = (...paths: string[]): RuleSubject => ({ type: 'files', paths });
    expect(verdict(files('/w/src/a', '/w/src/b/c'), folder)).toBe('accept');
    expect(verdict(files('/w/src/a', '/w/package.json'), folder)).toBeNull();
    expect(verdict(files('/w/src/../x'), folder)).toBeNull();
    expect(verdict(files('/w/srcs/a'), folder)).toBeNull();
    expect(verdict(files(), folder)).toBeNull();
    const host = rule({ type: 'host', host: 'example.com' });
    expect(verdict({ type: 'network', host: 'example.com' }, host)).toBe('accept');
    expect(verdict({ type: 'network', host: 'a.example.com' }, host)).toBeNull();
    expect(isBelow('C:\\w\\src\\a', 'C:\\w\\src')).toBe(true);
  });
});

describe('what rules are offered', () => {
  it('is the very command first, then less and less of it, never everything that a program can run', () => {
    expect(wordChoices(simple('npm run build --if-present'))).toEqual([
      { words: ['npm', 'run', 'build', '--if-present'], open: false },
      { words: ['npm', 'run', 'build', '--if-present'], open: true },
      { words: ['npm', 'run', 'build'], open: true },
      { words: ['npm', 'run'], open: true },
    ]);
    expect(wordChoices(simple('python3 x.py'))).toEqual([{ words: ['python3', 'x.py'], open: false }]);
    expect(wordChoices(simple('ls *.ts…'))).toEqual([{ words: ['ls'], open: true }]);
  });

  it.each(['sudo', 'bash', 'xargs', '/usr/bin/env', 'find', 'node', 'python3.12', 'ssh'])(
    '%s stays closed',
    (program) => {
      expect(wordsProblem([program, 'x'], true)).toMatch(/runs whatever it is given/);
      expect(wordsProblem([program, 'x'], false)).toBeNull();
    },
  );

  it('wants to know what a program with many commands should do', () => {
    expect(wordsProblem(['git'], true)).toMatch(/does many things/);
    expect(wordsProblem(['git', '-C'], true)).toMatch(/does many things/);
    expect(wordsProblem(['git', 'status'], true)).toBeNull();
  });
});
