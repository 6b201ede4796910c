import { isAbsolute, join, relative, sep } from 'node:path';
import { dirtyPaths } from './repository.ts';
import { runGit, type GitMachine } from './run.ts';

/** Work in a submodule that the repository around it says nothing of. */
export interface SubmoduleWork {
  /** Relative to the root of the outermost checkout, with `/`. */
  readonly path: string;
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
  /** It stands on a commit that no branch of a remote has. */
  readonly commits: boolean;
}

export interface SubmodulesLook {
  readonly work: readonly SubmoduleWork[];
  /** Submodules that were not looked at: there are too many, or one could not be read. */
  readonly notLooked: readonly string[];
}

/** Submodules that one look enters; each costs some processes of git. */
const MOST = 24;
const MOST_DEEP = 4;

/**
 * Looks into the submodules of a checkout that are there. git itself does not enter them here, as their own
 * configuration could make it run something: each is asked like any other repository. Never rejects.
 */
export async function submoduleWork(machine: GitMachine, root: string): Promise<SubmodulesLook> {
  const work: SubmoduleWork[] = [];
  const notLooked: string[] = [];
  let left = MOST;
  const enter = async (checkout: string, prefix: string, depth: number): Promise<void> => {
    for (const path of await submodulesOf(machine, checkout)) {
      const shown = prefix + path;
      if (left <= 0 || depth > MOST_DEEP) {
        notLooked.push(shown);
        continue;
      }
      left -= 1;
      const inside = join(checkout, path);
      try {
        const [{ changed, untracked }, commits] = await Promise.all([
          dirtyPaths(machine, inside),
          isNowhereElse(machine, inside),
        ]);
        if (changed.length + untracked.length > 0 || commits)
          work.push({ path: shown, changed, untracked, commits });
      } catch {
        notLooked.push(shown);
        continue;
      }
      await enter(inside, `${shown}/`, depth + 1);
    }
  };
  await enter(root, '', 1).catch(() => notLooked.push('.gitmodules'));
  return { work, notLooked };
}

/** Paths of the submodules of a checkout, there or not, as its `.gitmodules` names them. Rejects with GitError. */
export async function submodulePaths(machine: GitMachine, checkout: string): Promise<string[]> {
  return [
    ...new Set((await namedPaths(machine, checkout)).filter((path) => path !== '' && !isAbsolute(path))),
  ];
}

/** Paths of the submodules that are checked out in a checkout: those with a `.git` of their own, inside of it. */
async function submodulesOf(machine: GitMachine, checkout: string): Promise<string[]> {
  const paths = await namedPaths(machine, checkout);
  const inside = await Promise.all(
    paths.map(async (path) => ((await isInside(machine, checkout, path)) ? [path] : [])),
  );
  return [...new Set(inside.flat())];
}

async function namedPaths(machine: GitMachine, checkout: string): Promise<string[]> {
  const file = join(checkout, '.gitmodules');
  const there = await machine.files.look(file).catch(() => null);
  if (there?.kind !== 'file') return [];
  const args = ['config', '--no-includes', '-z', '-f', file, '--get-regexp', '^submodule\\..*\\.path$'];
  const entries = (await runGit(machine, checkout, args, { accept: [1] })).toString('utf8').split('\0');
  return entries.flatMap((entry) => {
    const at = entry.indexOf('\n');
    return at === -1 ? [] : [entry.slice(at + 1)];
  });
}

/** A repository can name any path: only a real folder below its own root with a `.git` is one of its submodules. */
async function isInside({ files }: GitMachine, checkout: string, path: string): Promise<boolean> {
  if (path === '' || isAbsolute(path)) return false;
  try {
    const way = relative(await files.real(checkout), await files.real(join(checkout, path)));
    if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return false;
    const git = await files.look(join(checkout, path, '.git'));
    return git?.kind === 'file' || git?.kind === 'folder';
  } catch {
    return false;
  }
}

/** Whether what is checked out is on no branch of a remote: a worktree's submodule goes with its commits. */
async function isNowhereElse(machine: GitMachine, checkout: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', '--format=%(refname)', '--contains=HEAD', 'refs/remotes'];
  return (await runGit(machine, checkout, args, { accept: [128, 129] })).toString('utf8').trim() === '';
}
