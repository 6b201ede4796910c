import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

const GIT_TIMEOUT_MS = 10_000;

/** The version of the git on PATH, or why there is none. */
export function gitVersion(): Promise<{ version: string | null; problem: string | null }> {
  return new Promise((done) => {
    execFile('git', ['--version'], { timeout: GIT_TIMEOUT_MS, windowsHide: true }, (error, stdout) => {
      const version = /(\d+\.\d+(?:\.\d+)*)/.exec(stdout)?.[1] ?? null;
      if (error === null && version !== null) done({ version, problem: null });
      else
        done({
          version: null,
          problem:
            'git was not found on PATH. Install it to see branches and changes; agents work without it.',
        });
    });
  });
}

/**
 * The branch that is checked out in a folder, read from the repository's own files: nothing is spawned, so it can be
 * asked for every thread. A detached head is its short hash; null where there is no repository.
 */
export async function currentBranch(folder: string): Promise<string | null> {
  const gitDir = await findGitDir(folder);
  if (gitDir === null) return null;
  try {
    const head = (await readFile(join(gitDir, 'HEAD'), 'utf8')).trim();
    return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? head.slice(0, 8);
  } catch {
    return null;
  }
}

/** The git folder of the checkout that holds `folder`, through the `.git` file of a worktree; null when none does. */
async function findGitDir(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const git = join(at, '.git');
    const found = await stat(git).catch(() => null);
    if (found?.isDirectory() === true) return git;
    if (found?.isFile() === true) {
      const target = /^gitdir: (.+)$/m.exec(await readFile(git, 'utf8').catch(() => ''))?.[1]?.trim();
      if (target !== undefined) return isAbsolute(target) ? target : resolve(at, target);
    }
    if (dirname(at) === at) return null;
  }
}
