import { describe, expect, it } from 'vitest';
import { parseDiffList, parseStatus, parseWorktrees } from './parse.ts';

const Z = '0'.repeat(40);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

describe('parseWorktrees', () => {
  it('reads the main checkout, a branch, a detached head, a lock with its reason and one that is gone', () => {
    const output = [
      `worktree /a repo\0HEAD ${A}\0branch refs/heads/feature/x\0`,
      `worktree /with "quotes"\nand a newline\0HEAD ${B}\0detached\0`,
      `worktree /locked\0HEAD ${B}\0branch refs/heads/y\0locked being\nmoved\0`,
      `worktree /gone\0HEAD ${B}\0branch refs/heads/z\0locked\0prunable gitdir file points to non-existent location\0`,
      '',
    ].join('\0');
    expect(parseWorktrees(output)).toEqual([
      { path: '/a repo', head: A, branch: 'feature/x', bare: false, locked: null, prunable: null },
      {
        path: '/with "quotes"\nand a newline',
        head: B,
        branch: null,
        bare: false,
        locked: null,
        prunable: null,
      },
      { path: '/locked', head: B, branch: 'y', bare: false, locked: 'being\nmoved', prunable: null },
      {
        path: '/gone',
        head: B,
        branch: 'z',
        bare: false,
        locked: '',
        prunable: 'gitdir file points to non-existent location',
      },
    ]);
  });

  it('reads a bare repository, and nothing from nothing', () => {
    expect(parseWorktrees('worktree /bare.git\0bare\0\0')).toEqual([
      { path: '/bare.git', head: null, branch: null, bare: true, locked: null, prunable: null },
    ]);
    expect(parseWorktrees('')).toEqual([]);
  });
});

describe('parseStatus', () => {
  it('reads paths with spaces, quotes and newlines, renames with both names, conflicts and untracked files', () => {
    const output = [
      `# branch.oid ${A}`,
      `1 .M N... 100644 100644 100644 ${A} ${A} a b "c".txt`,
      `2 R. N... 100644 100644 100644 ${A} ${A} R100 new name`,
      'old\nname',
      `u UU N... 100644 100644 100644 100644 ${A} ${A} ${A} both sides`,
      '? un tracked',
      '',
    ].join('\0');
    expect(parseStatus(output)).toEqual([
      { path: 'a b "c".txt', from: null, type: 'changed' },
      { path: 'new name', from: 'old\nname', type: 'renamed' },
      { path: 'both sides', from: null, type: 'unmerged' },
      { path: 'un tracked', from: null, type: 'untracked' },
    ]);
  });
});

describe('parseDiffList', () => {
  it('joins modes and counts, of renames and binary files too', () => {
    const output = [
      `:100644 100755 ${A} ${Z} M`,
      'run me',
      `:100644 100644 ${A} ${B} R090`,
      'from\there',
      'to "there"',
      `:000000 100644 ${Z} ${B} A`,
      'image.png',
      '0\t0\trun me',
      '3\t1\t',
      'from\there',
      'to "there"',
      '-\t-\timage.png',
      '',
    ].join('\0');
    expect(parseDiffList(output)).toEqual([
      {
        path: 'run me',
        from: null,
        letter: 'M',
        oldMode: '100644',
        newMode: '100755',
        oldId: A,
        newId: Z,
        added: 0,
        removed: 0,
      },
      {
        path: 'to "there"',
        from: 'from\there',
        letter: 'R',
        oldMode: '100644',
        newMode: '100644',
        oldId: A,
        newId: B,
        added: 3,
        removed: 1,
      },
      {
        path: 'image.png',
        from: null,
        letter: 'A',
        oldMode: '000000',
        newMode: '100644',
        oldId: Z,
        newId: B,
        added: null,
        removed: null,
      },
    ]);
  });

  it('keeps a path in conflict as one', () => {
    const output = [
      `:000000 000000 ${Z} ${Z} U`,
      'both',
      `:100644 100644 ${A} ${Z} M`,
      'both',
      '4\t0\tboth',
      '',
    ].join('\0');
    expect(parseDiffList(output).map(({ letter, added }) => [letter, added])).toEqual([['U', 4]]);
  });
});
