import type { DiffEntry, WorktreeEntry } from '#shared/model/changes/git-entries.ts';
import { dirname, join, resolve } from 'node:path';
import { parseDiffList, parseNames, parseStatus, parseWorktrees } from './parse.ts';
import { DIFF_OPTIONS, GitError, runGit, type GitMachine, type GitOptions } from './run.ts';

/** What stands in a checkout and in no commit, by path relative to its root. */
export interface Dirty {
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
}

/** Untracked names that are read at most: more than anyone would look through. */
const UNTRACKED_BYTES = 2 * 1024 * 1024;
const BRANCH_LIMIT = 500;

/** The top folder of the checkout that holds a folder, or null where there is none. Rejects with GitError. */
export async function findCheckout(machine: GitMachine, folder: string): Promise<string | null> {
  if ((await checkoutRoot(machine, folder)) === null) return null;
  try {
    const root = (await text(machine, folder, ['rev-parse', '--show-toplevel'])).replace(/\r?\n$/, '');
    return root === '' ? null : resolve(root);
  } catch (error) {
    // A bare repository, or one whose files are broken, has no checkout here.
    if (error instanceof GitError && error.reason === 'failed') return null;
    throw error;
  }
}

/** Why a folder has no checkout, in words that begin with its path. Never rejects. */
export async function whyNoCheckout(machine: GitMachine, folder: string): Promise<string> {
  if (await isBare(machine, folder))
    return `${folder} belongs to a bare repository, which has no checkout of its own: its worktrees have`;
  try {
    await text(machine, folder, ['rev-parse', '--show-toplevel']);
    return `${folder} has no checkout`;
  } catch (error) {
    const said = error instanceof GitError ? error.said : String(error);
    // git says this where it looked in every folder above as well; of a `.git` that leads nowhere it says where to.
    if (said.includes('(or any')) return `${folder} is in no git repository`;
    return `The repository of ${folder} cannot be read (${said})`;
  }
}

async function isBare(machine: GitMachine, folder: string): Promise<boolean> {
  try {
    return (await text(machine, folder, ['rev-parse', '--is-bare-repository'])).trim() === 'true';
  } catch {
    return false;
  }
}

/** The folder with the `.git` that a folder belongs to, found without running git; null when there is none. */
export async function checkoutRoot(machine: GitMachine, folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await machine.files.look(join(at, '.git')).catch(() => null)) !== null) return at;
    if (dirname(at) === at) return null;
  }
}

/** The commit that a branch, tag or other name stands for, or null. */
export async function commitOf(machine: GitMachine, folder: string, name: string): Promise<string | null> {
  // git would read a name that begins with a dash as an option.
  if (name.startsWith('-')) return null;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const output = await text(machine, folder, args, { accept: [1, 128] });
  return /^[0-9a-f]{40,64}$/.exec(output.trim())?.[0] ?? null;
}

/** The branch that is checked out, without `refs/heads/`; null for a detached head. */
export async function headBranch(machine: GitMachine, folder: string): Promise<string | null> {
  const output = await text(machine, folder, ['symbolic-ref', '--quiet', '--short', 'HEAD'], {
    accept: [1, 128],
  });
  return output.trim() === '' ? null : output.trim();
}

/** The worktrees of a repository, its main checkout first. */
export async function listWorktrees(machine: GitMachine, folder: string): Promise<WorktreeEntry[]> {
  return parseWorktrees(await text(machine, folder, ['worktree', 'list', '--porcelain', '-z']));
}

/** What stands in no commit. Submodules count by their commit only. */
export async function dirtyPaths(machine: GitMachine, root: string): Promise<Dirty> {
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=dirty'];
  const entries = parseStatus(await text(machine, root, args, { config: await quietFilters(machine, root) }));
  return {
    changed: entries.flatMap(({ type, path }) => (type === 'untracked' ? [] : [path])),
    untracked: entries.flatMap(({ type, path }) => (type === 'untracked' ? [path] : [])),
  };
}

/** The files in which the working tree differs from a commit or tree; what is untracked is not among them. */
export async function diffAgainst(machine: GitMachine, root: string, tree: string): Promise<DiffEntry[]> {
  const args = ['diff', '--raw', '--numstat', '--no-abbrev', '-M', ...DIFF_OPTIONS, tree, '--'];
  return parseDiffList(await text(machine, root, args, { config: await quietFilters(machine, root) }));
}

/** Files that git neither tracks nor ignores. Beyond two megabytes of names the rest is left out. */
export async function untracked(machine: GitMachine, root: string): Promise<string[]> {
  const args = ['ls-files', '--others', '--exclude-standard', '-z'];
  const output = await text(machine, root, args, { mostBytes: UNTRACKED_BYTES, cut: true });
  // A name that was cut off has no end.
  return parseNames(output.slice(0, output.lastIndexOf('\0') + 1));
}

/** The tree without files, by this repository's kind of hash: what a first commit is compared with. */
export async function emptyTree(machine: GitMachine, root: string): Promise<string> {
  return (await text(machine, root, ['hash-object', '-t', 'tree', '--stdin'], { input: '' })).trim();
}

/** The size of an object in bytes. */
export async function blobSize(machine: GitMachine, root: string, id: string): Promise<number> {
  return Number((await text(machine, root, ['cat-file', '-s', id])).trim());
}

/** The content of an object, or null when it is larger than `mostBytes`. */
export async function blob(
  machine: GitMachine,
  root: string,
  id: string,
  mostBytes: number,
): Promise<Buffer | null> {
  try {
    const content = await runGit(machine, root, ['cat-file', 'blob', id], { mostBytes: mostBytes + 1 });
    return content.length > mostBytes ? null : content;
  } catch (error) {
    if (error instanceof GitError && error.reason === 'tooMuch') return null;
    throw error;
  }
}

/** The last commit that two have in common, or null. */
export async function mergeBase(
  machine: GitMachine,
  root: string,
  a: string,
  b: string,
): Promise<string | null> {
  const output = await text(machine, root, ['merge-base', a, b], { accept: [1, 128] });
  return output.trim() === '' ? null : output.trim();
}

/** Branches for choosing a base: local ones by their last commit, then those of remotes. */
export async function listBranches(machine: GitMachine, folder: string): Promise<string[]> {
  const format = '--format=%(refname:short)%00%(symref)';
  const args = ['for-each-ref', format, '--sort=-committerdate', `--count=${BRANCH_LIMIT}`];
  const read = async (under: string): Promise<string[]> =>
    (await text(machine, folder, [...args, under])).split('\n').flatMap((line) => {
      const [name = '', symref = ''] = line.split('\0');
      return name === '' || symref !== '' ? [] : [name];
    });
  return [...(await read('refs/heads')), ...(await read('refs/remotes'))];
}

/** The names of all local branches. */
export async function localBranches(machine: GitMachine, folder: string): Promise<string[]> {
  const output = await text(machine, folder, ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads']);
  return output.split('\n').filter((name) => name !== '');
}

/** Whether any branch or tag holds a commit: what none holds is lost when its worktree goes. */
export async function isKept(machine: GitMachine, folder: string, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', '--format=%(refname)', `--contains=${commit}`];
  return (await text(machine, folder, args)).trim() !== '';
}

/** Whether git takes a text as the name of a branch. */
export async function isBranchName(machine: GitMachine, folder: string, name: string): Promise<boolean> {
  if (name === '' || name.startsWith('-')) return false;
  return (
    (await text(machine, folder, ['check-ref-format', '--branch', name], { accept: [1, 128] })).trim() ===
    name
  );
}

/** The branch a worktree began from, as Muster noted it, or null. */
export async function notedBase(machine: GitMachine, root: string, branch: string): Promise<string | null> {
  const output = await text(machine, root, ['config', '--get', `branch.${branch}.musterBase`], {
    accept: [1],
  });
  return output.trim() === '' ? null : output.trim();
}

/** What a branch follows, such as `origin/main`, or null. */
export async function upstreamOf(machine: GitMachine, root: string, branch: string): Promise<string | null> {
  const args = ['for-each-ref', '--format=%(upstream:short)', `refs/heads/${branch}`];
  const output = await text(machine, root, args);
  return output.split('\n')[0]?.trim() || null;
}

/** The branch that a repository's work comes together in, as far as it says; null when it does not. */
export async function defaultBranch(machine: GitMachine, root: string): Promise<string | null> {
  const args = ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'];
  const remote = (await text(machine, root, args, { accept: [1, 128] })).trim();
  for (const name of [remote, 'main', 'master'])
    if (name !== '' && (await commitOf(machine, root, name)) !== null) return name;
  return null;
}

/**
 * Makes a worktree on a new branch. Hooks do not run; filters of the checkout do, as in every checkout. What was made
 * of it before a failure is taken back.
 */
export async function addWorktree(
  machine: GitMachine,
  folder: string,
  { path, branch, base }: { path: string; branch: string; base: string },
): Promise<void> {
  // A failure takes back what was made here, so nothing begins where the path or the branch exists already.
  if ((await machine.files.look(path).catch(() => null)) !== null)
    throw new GitError('failed', 'git worktree', `${path} is there already`);
  if ((await commitOf(machine, folder, `refs/heads/${branch}`)) !== null)
    throw new GitError('failed', 'git worktree', `a branch ${branch} is there already`);
  try {
    await runGit(machine, folder, ['worktree', 'add', '--no-track', '-b', branch, '--', path, base], {
      writes: true,
    });
  } catch (error) {
    await discardWorktree(machine, folder, { path, branch, base }).catch(() => {});
    throw error;
  }
}

/** Notes what a branch began from. git refuses where something else writes the configuration of the repository now. */
export async function noteBase(
  machine: GitMachine,
  folder: string,
  { branch, baseName }: { branch: string; baseName: string },
): Promise<void> {
  await runGit(machine, folder, ['config', `branch.${branch}.musterBase`, baseName], { writes: true });
}

/** Takes back a worktree that was just made, and its branch unless that has moved on. */
export async function discardWorktree(
  machine: GitMachine,
  folder: string,
  { path, branch, base }: { path: string; branch: string; base: string },
): Promise<void> {
  await removeWorktree(machine, folder, path, true).catch(() => {});
  await runGit(machine, folder, ['worktree', 'prune'], { writes: true });
  if ((await commitOf(machine, folder, `refs/heads/${branch}`)) !== base) return;
  await runGit(machine, folder, ['branch', '-D', '--', branch], { writes: true });
}

/** Removes a worktree's folder; its branch stays. Without `force` git refuses what would lose work. */
export async function removeWorktree(
  machine: GitMachine,
  folder: string,
  path: string,
  force: boolean,
): Promise<void> {
  // Twice, as git asks for it: also one that is locked.
  const forced = force ? ['--force', '--force'] : [];
  await runGit(machine, folder, ['worktree', 'remove', ...forced, '--', path], { writes: true });
}

/**
 * Settings that switch off the filters which a repository's own configuration names, for reading: git would run them
 * on every changed file. Those of the person's own configuration stay, for without them files look changed.
 */
async function quietFilters(machine: GitMachine, root: string): Promise<[string, string][]> {
  const args = ['config', '-z', '--show-scope', '--name-only', '--get-regexp', '^filter\\.'];
  const parts = (await text(machine, root, args, { accept: [1] })).split('\0');
  const off = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    if (parts[at] !== 'local' && parts[at] !== 'worktree') continue;
    const name = /^filter\.(.*)\.[^.]*$/s.exec(parts[at + 1] ?? '')?.[1];
    if (name === undefined) continue;
    for (const key of ['clean', 'smudge', 'process']) off.set(`filter.${name}.${key}`, '');
    off.set(`filter.${name}.required`, 'false');
  }
  return [...off];
}

async function text(
  machine: GitMachine,
  folder: string,
  args: readonly string[],
  options?: GitOptions,
): Promise<string> {
  return (await runGit(machine, folder, args, options)).toString('utf8');
}
