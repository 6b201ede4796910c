import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { MachineFiles } from '../machine/machine.ts';
import type { GitMachine } from './run.ts';

const VERSION_TIMEOUT_MS = 10_000;
const VERSION_BYTES = 4096;

/** The version of the git on PATH, or why there is none. */
export async function gitVersion(
  machine: GitMachine,
): Promise<{ version: string | null; problem: string | null }> {
  const { env } = machine;
  const { output } = await machine.run('git', ['--version'], {
    env,
    timeoutMs: VERSION_TIMEOUT_MS,
    mostBytes: VERSION_BYTES,
  });
  const version = /(\d+\.\d+(?:\.\d+)*)/.exec(output.toString('utf8'))?.[1] ?? null;
  if (version !== null) return { version, problem: null };
  return {
    version: null,
    problem: 'git was not found on PATH. Install it to see branches and changes; agents work without it.',
  };
}

/**
 * The branch that is checked out in a folder, read from the repository's own files: nothing is spawned, so it can be
 * asked for every thread. A detached head is its short hash; null where there is no repository.
 */
export async function currentBranch({ files }: GitMachine, folder: string): Promise<string | null> {
  const gitDir = await findGitDir(files, folder);
  if (gitDir === null) return null;
  try {
    const head = (await textOf(files, join(gitDir, 'HEAD'))).trim();
    return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? head.slice(0, 8);
  } catch {
    return null;
  }
}

/** The git folder of the checkout that holds `folder`, through the `.git` file of a worktree; null when none does. */
async function findGitDir(files: MachineFiles, folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const git = join(at, '.git');
    const found = await files.look(git).catch(() => null);
    if (found?.kind === 'folder') return git;
    if (found?.kind === 'file') {
      const target = /^gitdir: (.+)$/m.exec(await textOf(files, git).catch(() => ''))?.[1]?.trim();
      if (target !== undefined) return isAbsolute(target) ? target : resolve(at, target);
    }
    if (dirname(at) === at) return null;
  }
}

async function textOf(files: MachineFiles, path: string): Promise<string> {
  return (await files.content(await files.real(path)))?.toString('utf8') ?? '';
}
