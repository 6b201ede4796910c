import { describe, expect, it } from 'vitest';
import { countDiff, describeItem, firstSentence, lastPart, oneLine, shownCommand } from './describe.ts';
import { wantsOf } from '../approval/asks.ts';
import type { Item } from '../item/item.ts';

const command = (text: string, commandActions: unknown[] = []): Item =>
  ({ type: 'commandExecution', id: 'c', command: text, commandActions }) as unknown as Item;

describe('shownCommand', () => {
  it('takes quotes off a command of many megabytes', () => {
    const script = 'echo x; '.repeat(2_000_000);
    expect(shownCommand(`/bin/bash -lc '${script}'`)).toBe(script);
    expect(shownCommand(`/bin/bash -lc "${script}"`)).toBe(script);
  });

  it.each([
    ["/bin/bash -lc 'npm test'", 'npm test'],
    ["bash -c 'echo '\"'\"'hi'\"'\"''", "echo 'hi'"],
    [String.raw`/bin/zsh -lc 'it'\''s'`, "it's"],
    ['/usr/bin/bash -lc "echo \\"a\\" \\$HOME"', 'echo "a" $HOME'],
    ['bash -lc ls', 'ls'],
    [String.raw`/bin/bash -lc 'git commit -m '\''fix it'\'''`, "git commit -m 'fix it'"],
    [`/bin/bash -lc "git commit -m 'fix it'"`, "git commit -m 'fix it'"],
    [String.raw`bash -lc git\ 'commit '"-m x"`, 'git commit -m x'],
    ['bash -lc "a\\\nb"', 'ab'],
    [String.raw`dash -c "a\b"`, String.raw`a\b`],
    ["bash -lc ''", ''],
  ])('takes the wrapping off %s', (wrapped, inside) => {
    expect(shownCommand(wrapped)).toBe(inside);
  });

  it.each([
    "bash -lc 'a' 'b'",
    "bash -lc 'a'; rm -rf /",
    "env X=1 bash -lc 'a'",
    'bash -lc "unfinished',
    "bash script.sh 'x'",
    'bash -lc "echo $(id)"',
    "bash -lc '-x'",
    'bash -lc +x',
    "bash -lc $'a'",
    'bash -lc a*',
    'bash -lc ~/x',
    String.raw`bash -lc 'a'\''`,
    'bash -lc a\\',
    'bash -lc "echo `id`"',
    'npm test',
  ])('leaves %s as it is', (text) => {
    expect(shownCommand(text)).toBe(text);
  });
});

describe('one command', () => {
  it('reads the same wherever it is shown', () => {
    const text = String.raw`/bin/bash -lc 'git commit -m '\''fix it'\'''`;
    const body = { kind: 'command', command: text, cwd: null, prefix: null, extraPermissions: null } as const;
    expect(describeItem(command(text)).code).toBe("git commit -m 'fix it'");
    expect(wantsOf(body).code).toBe("git commit -m 'fix it'");
  });
});

describe('describeItem', () => {
  it.each<[Item, string, string]>([
    [
      command('x', [
        { type: 'read', name: 'a.ts' },
        { type: 'read', name: 'b.ts' },
      ]),
      'reading',
      'a.ts, b.ts',
    ],
    [command('rg foo', [{ type: 'search', query: 'foo', path: null }]), 'searching for', 'foo'],
    [command('ls', [{ type: 'listFiles', path: null }]), 'listing', '.'],
    [
      command('cat a && rm a', [
        { type: 'read', name: 'a' },
        { type: 'unknown', command: 'rm a' },
      ]),
      'running',
      'cat a && rm a',
    ],
    [
      { type: 'fileChange', id: 'f', changes: [{ path: '/r/src/a.ts' }] } as unknown as Item,
      'editing',
      'a.ts',
    ],
    [
      {
        type: 'fileChange',
        id: 'f',
        changes: [{ path: 'a' }, { path: 'b' }, { path: 'c' }],
      } as unknown as Item,
      'editing',
      'a and 2 more',
    ],
    [{ type: 'unknown', id: 'u', wireType: 'hologram', raw: {} }, 'working', ''],
  ])('says of %j: %s %s', (item, words, code) => {
    expect(describeItem(item)).toEqual({ words, code });
  });
});

describe('countDiff', () => {
  it('counts lines of hunks, not of headers', () => {
    const diff = [
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -1,2 +1,3 @@',
      ' same',
      '-old',
      '+new',
      '+--- not a header',
      'diff --git a/y b/y',
      '--- a/y',
      '+++ b/y',
      '@@ -0,0 +1 @@',
      '+one',
    ].join('\n');
    expect(countDiff(diff)).toEqual({ added: 3, removed: 1 });
  });

  it('counts nothing in nothing', () => {
    expect(countDiff('')).toEqual({ added: 0, removed: 0 });
  });
});

describe('short texts', () => {
  it('are one line, cut with an ellipsis', () => {
    expect(oneLine('  a\n\tb  ', 10)).toBe('a b');
    expect(oneLine('abcdef', 4)).toBe('abc…');
  });

  it('are the first sentence without its marks', () => {
    expect(firstSentence('\n## All **good**. More.\nAnd more')).toBe('All good');
    expect(firstSentence('version 1.2 is out')).toBe('version 1.2 is out');
  });

  it('take the last part of either kind of path', () => {
    expect([lastPart('/a/b.ts'), lastPart('C:\\a\\b.ts'), lastPart('a/'), lastPart('')]).toEqual([
      'b.ts',
      'b.ts',
      'a',
      '',
    ]);
  });
});
