import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localMachine } from '../machine/local.ts';
import { gitOn } from './all.ts';
import { GitError, gitEnvironment, runGit } from './run.ts';

/** A name with all that a parser could stumble over. Windows has no such names. */
const AWKWARD = process.platform === 'win32' ? "it's here" : 'it\'s "here"\n\twith ünïcode';

const machine = localMachine();
const {
  addWorktree,
  noteBase,
  commitOf,
  diffAgainst,
  dirtyPaths,
  emptyTree,
  findCheckout,
  isBranchName,
  isKept,
  listBranches,
  listWorktrees,
  notedBase,
  removeWorktree,
  untracked,
} = gitOn(machine);

let root: string;
let repo: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-repository-')));
  repo = join(root, `repo ${AWKWARD}`);
  mkdirSync(repo);
  git('init', '-q', '-b', 'main');
  write('README.md', 'one\ntwo\n');
  git('add', '.');
  commit('Begin');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  return execFileSync('git', [...who, ...args], { cwd: repo, encoding: 'utf8' }).trim();
}
function commit(message: string): void {
  git('commit', '-qm', message);
}
function write(name: string, text: string): void {
  writeFileSync(join(repo, name), text);
}

describe('a checkout', () => {
  it('is found from a folder in it and from a worktree, whatever its name', async () => {
    mkdirSync(join(repo, 'deep'));
    expect(await findCheckout(join(repo, 'deep'))).toBe(repo);
    const tree = join(root, `tree ${AWKWARD}`);
    const base = git('rev-parse', 'HEAD');
    const made = { path: tree, branch: 'x/y', base, baseName: 'main' };
    await addWorktree(repo, made);
    await noteBase(repo, made);
    expect(await findCheckout(tree)).toBe(tree);
    expect(await findCheckout(root)).toBeNull();
  });
});

describe('what differs', () => {
  it('is read with its counts, from names of every kind', async () => {
    write(AWKWARD, 'a\nb\n');
    write('gone', 'x\n');
    write('moved from', 'a long enough text\nto be found again\nafter it was moved\n');
    git('add', '.');
    commit('More');
    write(AWKWARD, 'a\nc\nd\n');
    git('rm', '-q', 'gone');
    git('mv', 'moved from', 'moved to');
    write('new\tfile', 'n\n');
    const files = await diffAgainst(repo, 'HEAD');
    expect(
      files.map(({ path, from, letter, added, removed }) => [letter, path, from, added, removed]),
    ).toEqual(
      [
        ['D', 'gone', null, 0, 1],
        ['M', AWKWARD, null, 2, 1],
        ['R', 'moved to', 'moved from', 0, 0],
      ].sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1)),
    );
    expect(await untracked(repo)).toEqual(['new\tfile']);
    const dirty = await dirtyPaths(repo);
    expect([...dirty.changed].sort()).toEqual(['gone', AWKWARD, 'moved to'].sort());
    expect(dirty.untracked).toEqual(['new\tfile']);
  });

  it('is everything before the first commit', async () => {
    const fresh = join(root, 'fresh');
    mkdirSync(fresh);
    execFileSync('git', ['init', '-q'], { cwd: fresh });
    writeFileSync(join(fresh, 'a'), '1\n');
    execFileSync('git', ['add', 'a'], { cwd: fresh });
    expect(await commitOf(fresh, 'HEAD')).toBeNull();
    expect(
      (await diffAgainst(fresh, await emptyTree(fresh))).map(({ letter, added }) => [letter, added]),
    ).toEqual([['A', 1]]);
  });
});

describe('a hostile repository', () => {
  it('runs nothing when it is looked at', async () => {
    const ran = join(root, 'ran');
    const trap = join(root, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> '${ran}'\ncat\n`, { mode: 0o755 });
    write('.gitattributes', '* filter=trap diff=trap\n*.odd filter=a=b\n');
    write('a', 'one\n');
    write('b.odd', 'one\n');
    git('add', '.');
    commit('Attributes');
    const hooks = join(repo, '.git', 'hooks');
    mkdirSync(hooks, { recursive: true });
    for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor-watchman', 'reference-transaction'])
      symlinkSync(trap, join(hooks, hook));
    writeFileSync(join(root, 'included'), `[filter "a=b"]\n\tclean = "${trap}"\n\trequired = true\n`);
    git('config', 'include.path', join(root, 'included'));
    for (const [name, value] of [
      ['core.fsmonitor', trap],
      ['core.hooksPath', hooks],
      ['core.pager', trap],
      ['diff.external', trap],
      ['diff.trap.command', trap],
      ['diff.trap.textconv', trap],
      ['filter.trap.clean', trap],
      ['filter.trap.process', trap],
      ['filter.trap.required', 'true'],
      ['credential.helper', trap],
      ['core.sshCommand', trap],
      ['gpg.program', trap],
      ['log.showSignature', 'true'],
    ])
      git('config', name ?? '', value ?? '');
    rmSync(ran, { force: true });
    write('a', 'two\n');
    write('b.odd', 'two\n');
    await findCheckout(repo);
    const files = await diffAgainst(repo, 'HEAD');
    expect(files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
      ['a', 1, 1],
      ['b.odd', 1, 1],
    ]);
    expect((await dirtyPaths(repo)).changed).toEqual(['a', 'b.odd']);
    await untracked(repo);
    await listBranches(repo);
    await listWorktrees(repo);
    await isKept(repo, 'HEAD');
    expect(existsSync(ran)).toBe(false);
  });

  it('does not run its hooks when a worktree is made', async () => {
    const ran = join(root, 'ran');
    const hook = join(repo, '.git', 'hooks', 'post-checkout');
    mkdirSync(join(repo, '.git', 'hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    const base = git('rev-parse', 'HEAD');
    await addWorktree(repo, { path: join(root, 'tree'), branch: 'x', base });
    expect(existsSync(join(root, 'tree', 'README.md'))).toBe(true);
    expect(existsSync(ran)).toBe(false);
  });

  it('cannot make a name into an option', async () => {
    expect(await commitOf(repo, '--upload-pack=touch x')).toBeNull();
    expect(await commitOf(repo, '-x')).toBeNull();
    expect(await commitOf(repo, 'main')).toBe(git('rev-parse', 'main'));
    expect(await isBranchName(repo, '-x')).toBe(false);
    expect(await isBranchName(repo, 'a..b')).toBe(false);
    expect(await isBranchName(repo, '@{-1}')).toBe(false);
    expect(await isBranchName(repo, 'feature/ünï')).toBe(true);
  });
});

describe('worktrees', () => {
  it('are made on a branch that remembers its base, and removed with the branch kept', async () => {
    const path = join(root, 'tree');
    const base = git('rev-parse', 'HEAD');
    await addWorktree(repo, { path, branch: 'muster/a', base });
    await noteBase(repo, { branch: 'muster/a', baseName: 'main' });
    expect(await notedBase(repo, 'muster/a')).toBe('main');
    expect((await listWorktrees(repo)).map(({ branch }) => branch)).toEqual(['main', 'muster/a']);
    writeFileSync(join(path, 'new'), '');
    await expect(removeWorktree(repo, path, false)).rejects.toThrow(/contains modified or untracked files/);
    await removeWorktree(repo, path, true);
    expect(existsSync(path)).toBe(false);
    expect(await commitOf(repo, 'muster/a')).toBe(base);
    expect(await listBranches(repo)).toEqual(expect.arrayContaining(['main', 'muster/a']));
  });

  it('leave nothing when making one fails', async () => {
    const base = git('rev-parse', 'HEAD');
    const path = join(root, 'taken');
    mkdirSync(path);
    writeFileSync(join(path, 'file'), 'mine');
    const making = addWorktree(repo, { path, branch: 'muster/b', base });
    await expect(making).rejects.toBeInstanceOf(GitError);
    expect(existsSync(join(path, 'file'))).toBe(true);
    expect(await commitOf(repo, 'muster/b')).toBeNull();
    expect(await listWorktrees(repo)).toHaveLength(1);
    git('branch', 'mine');
    const again = addWorktree(repo, { path: join(root, 'free'), branch: 'mine', base });
    await expect(again).rejects.toThrow(/there already/);
    expect(await commitOf(repo, 'mine')).toBe(base);
  });

  it('tells a commit that no branch holds', async () => {
    expect(await isKept(repo, git('rev-parse', 'HEAD'))).toBe(true);
    git('checkout', '-q', '--detach');
    git('commit', '-q', '--allow-empty', '-m', 'Nowhere');
    expect(await isKept(repo, git('rev-parse', 'HEAD'))).toBe(false);
  });
});

describe('git itself', () => {
  it('says what it was asked, and its own words', async () => {
    await expect(runGit(machine, repo, ['cat-file', '-s', 'nothing'])).rejects.toThrow(
      /git cat-file: fatal: /,
    );
  });

  it('cuts or refuses an answer that is too large', async () => {
    write('large', 'x'.repeat(100_000));
    git('add', 'large');
    const args = ['cat-file', 'blob', git('rev-parse', ':large')];
    expect((await runGit(machine, repo, args, { mostBytes: 1000, cut: true })).length).toBeLessThanOrEqual(
      1000,
    );
    await expect(runGit(machine, repo, args, { mostBytes: 1000 })).rejects.toMatchObject({
      reason: 'tooMuch',
    });
  });

  it('is not pointed elsewhere by the environment', () => {
    const env = gitEnvironment(
      { PATH: '/bin', GIT_DIR: '/x', GIT_EXTERNAL_DIFF: 'y', GIT_EXEC_PATH: '/z' },
      false,
    );
    expect(env['GIT_DIR']).toBeUndefined();
    expect(env['GIT_EXTERNAL_DIFF']).toBeUndefined();
    expect(env['GIT_EXEC_PATH']).toBe('/z');
    expect(env['GIT_OPTIONAL_LOCKS']).toBe('0');
    expect(gitEnvironment({}, true)['GIT_OPTIONAL_LOCKS']).toBeUndefined();
  });
});
