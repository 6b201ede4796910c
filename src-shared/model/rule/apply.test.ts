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
    for (const [name, value] of [
      ['LANG', '../x'],
      ['TZ', '/x'],
      ['COLUMNS', 'a[$(x)]'],
      ['NODE_ENV', 'x'],
    ] as const)
      expect(
        verdict(
          command({ commands: [simple('npm test', { sets: [{ name, value }] })] }),
          rule(words('npm test')),
        ),
        name,
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

  it('takes a rule of older days for no more than what is known now', () => {
    const old = rule(words('git push'));
    expect(verdict(command({ commands: [simple('git push')] }), old)).toBe('accept');
    for (const text of ['git push origin', 'git push --receive-pack=x', 'git push --force'])
      expect(verdict(command({ commands: [simple(text)] }), old), text).toBeNull();
    const folder = rule({ type: 'folder', folder: '/' });
    expect(verdict({ type: 'files', paths: ['/w/src/a'] }, folder)).toBeNull();
  });

  it('takes what reads from another command only where it runs nothing of it', () => {
    const piped = (text: string) => command({ commands: [simple(text, { piped: true })] });
    expect(verdict(piped('tail -n 5'), rule(words('tail')))).toBe('accept');
    expect(verdict(piped('tail -n 5'), rule(words('tail -n 5', false)))).toBe('accept');
    for (const text of ['python3', 'xargs rm', 'npm test', 'tee x', 'patch'])
      expect(verdict(piped(text), rule(words(text, false))), text).toBeNull();
  });

  it('declines as wide as its words say: wherever the program lies, behind options, and in what runs it', () => {
    const no = (text: string, open = true) => rule(words(text, open), { effect: 'decline' });
    const is = (text: string, by: Rule, more = {}) =>
      verdict(command({ commands: [simple(text, more)] }), by);
    for (const text of [
      'git push',
      'git push --force',
      '/opt/x/git push',
      'git -C x push',
      'git -c a=b --no-pager push x',
      'sudo -u me git push',
      'xargs git push',
      'GIT.exe push',
    ])
      expect(is(text, no('git push')), text).toBe('decline');
    for (const text of ['git commit -m push', 'git pull', 'gitx push', 'echo git push'])
      expect(is(text, no('git push')), text).toBeNull();
    for (const text of ['sudo x', 'sudo', '/usr/bin/sudo -n x'])
      expect(is(text, no('sudo')), text).toBe('decline');
    expect(is('find . -delete', no('find'))).toBe('decline');
    expect(is('x', no('nohup'), { through: ['nohup'] })).toBe('decline');
    expect(is('git push', no('git push', false))).toBe('decline');
    expect(is('git push x', no('git push', false))).toBeNull();
    const rough = command({ hides: 'x', rough: [['echo'], ['sudo', 'git', 'push']] });
    expect(verdict(rough, no('git push'))).toBe('decline');
    // Neither the folder nor a variable keeps it.
    const sets = [{ name: 'A', value: '/b' }];
    expect(
      verdict(command({ commands: [simple('git push', { sets })] }, { inPlace: false }), no('git')),
    ).toBe('decline');
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
      'npm test --watch',
      'npm test -- x',
      'npm test *.ts…',
      'npm test --script-shell=x',
      'npm test --script-shell x',
      'npm test --sil',
      'npm test…',
      'npm',
      '/tmp/npm test',
      './npm test',
    ])
      expect(verdict(command({ commands: [simple(text)] }), test), text).toBeNull();
    for (const text of ['npm test', 'npm test --silent', 'npm test --if-present -s', '/usr/bin/npm test'])
      expect(verdict(command({ commands: [simple(text)] }), test), text).toBe('accept');
    const exact = rule(words('npm test', false));
    expect(verdict(command({ commands: [simple('npm test --silent')] }), exact)).toBeNull();
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

  it('takes no file that runs later, unless the rule says so, and declines by any spelling', () => {
    const files = (path: string): RuleSubject => ({ type: 'files', paths: [path] });
    const plain = rule({ type: 'folder', folder: '/w/src' });
    const said = rule({ type: 'folder', folder: '/w/src', runs: true });
    for (const path of [
      '.git/hooks/x',
      'a/.GIT/config',
      '.git./x',
      '.ssh/authorized_keys',
      '.vscode/tasks.json',
    ])
      for (const by of [plain, said]) expect(verdict(files(`/w/src/${path}`), by), path).toBeNull();
    for (const path of ['package.json', 'a/Makefile', '.github/workflows/x.yml', 'vite.config.ts']) {
      expect(verdict(files(`/w/src/${path}`), plain), path).toBeNull();
      expect(verdict(files(`/w/src/${path}`), said), path).toBe('accept');
    }
    const no = rule({ type: 'folder', folder: '/w/Src' }, { effect: 'decline' });
    for (const path of ['/w/src/a', '/w/SRC/.git/x', '/w/src/../x'])
      expect(verdict(files(path), no), path).toBe('decline');
    expect(verdict(files('/x'), rule({ type: 'folder', folder: '/' }, { effect: 'decline' }))).toBe(
      'decline',
    );
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
    ]);
    expect(wordChoices(simple('python3 x.py'))).toEqual([{ words: ['python3', 'x.py'], open: false }]);
    expect(wordChoices(simple('git push origin'))).toEqual([
      { words: ['git', 'push', 'origin'], open: false },
    ]);
    expect(wordChoices(simple('ls src/*.ts…'))).toEqual([{ words: ['ls'], open: true }]);
    // A file may be named like an option.
    expect(wordChoices(simple('ls *.ts…'))).toEqual([]);
  });

  it.each([
    'sudo',
    'bash',
    'xargs',
    '/usr/bin/env',
    'find',
    'node',
    'python3.12',
    'ssh',
    'node20',
    'bash-5.2',
    'lua5.4',
    'ruby3.1',
    'perl5.36.0',
    '/opt/python/bin/python3.11',
  ])('%s stays closed', (program) => {
    expect(wordsProblem([program, 'x'], true)).toMatch(/runs whatever it is given/);
    expect(wordsProblem([program, 'x'], false)).toBeNull();
  });

  it('wants to know what a program with many commands should do', () => {
    expect(wordsProblem(['git'], true)).toMatch(/does many things/);
    expect(wordsProblem(['git', '-C'], true)).toMatch(/does many things/);
    expect(wordsProblem(['git', 'status'], true)).toBeNull();
  });
});
