import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localMachine } from '../machine/local.ts';
import { gitOn } from './all.ts';

const { currentBranch, gitVersion } = gitOn(localMachine());

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-git-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();

describe('currentBranch', () => {
  it('is the branch of a repository, a folder in it, and a worktree of it', async () => {
    const repository = join(root, 'a repo');
    mkdirSync(join(repository, 'deep/er'), { recursive: true });
    git(repository, 'init', '-q', '-b', 'feature/x');
    git(repository, 'commit', '-q', '--allow-empty', '-m', 'one');
    git(repository, 'worktree', 'add', '-q', '-b', 'other', join(root, 'tree'));
    expect(await currentBranch(repository)).toBe('feature/x');
    expect(await currentBranch(join(repository, 'deep/er'))).toBe('feature/x');
    expect(await currentBranch(join(root, 'tree'))).toBe('other');
  });

  it('is the short hash of a detached head', async () => {
    git(root, 'init', '-q');
    git(root, 'commit', '-q', '--allow-empty', '-m', 'one');
    git(root, 'checkout', '-q', '--detach');
    expect(await currentBranch(root)).toBe(git(root, 'rev-parse', 'HEAD').slice(0, 8));
  });

  it('is nothing outside a repository', async () => {
    expect(await currentBranch(join(root, 'gone'))).toBeNull();
  });
});

describe('gitVersion', () => {
  it('is the version of the git on PATH', async () => {
    expect(await gitVersion()).toEqual({ version: expect.stringMatching(/^\d+\.\d+/), problem: null });
  });
});
