import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { FolderListing } from '#shared/contract/requests.ts';

/** Most folders one listing shows. */
const LISTING_LIMIT = 1000;

/**
 * The real path of a folder that may become a workspace: links resolved and letter case as on disk, so that one folder
 * is one workspace by whatever path it is named. Throws ContractFailure with what is wrong and what to do.
 */
export async function realFolder(path: string): Promise<string> {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  if (!isAbsolute(expanded)) {
    throw new ContractFailure({
      code: 'badRequest',
      message: `${path} is not a full path. Give the whole path of the folder.`,
    });
  }
  try {
    const real = await realpath(expanded);
    if (!(await stat(real)).isDirectory()) {
      throw new ContractFailure({
        code: 'badRequest',
        message: `${path} is a file. Choose the folder it is in.`,
      });
    }
    await access(real, constants.R_OK | constants.X_OK);
    return real;
  } catch (error) {
    throw error instanceof ContractFailure
      ? error
      : new ContractFailure({ code: 'badRequest', message: folderProblem(path, error) });
  }
}

function folderProblem(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no folder ${path}. Check the path.`;
  if (code === 'EACCES' || code === 'EPERM')
    return `${path} cannot be read. Give yourself permission to it, or choose another folder.`;
  return `${path} cannot be used: ${errorWords(error)}`;
}

/** What is missing or odd about a workspace's folder, a sentence each; nothing of it stops the agents. */
export async function folderNotes(
  path: string,
  branch: string | null,
  gitProblem: string | null,
): Promise<string[]> {
  const there = await stat(path).catch(() => null);
  if (there === null || !there.isDirectory())
    return [`The folder ${path} is gone. Put it back, or remove this workspace.`];
  const notes: string[] = [];
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) notes.push('The folder cannot be written: agents can read it, and their edits will fail.');
  if (branch === null && gitProblem === null)
    notes.push('Not a git repository: branches, changes and worktrees are missing.');
  return notes;
}

/** The folders below one, for choosing in a browser. Hidden ones are left out. Throws ContractFailure. */
export async function listFolders(path: string | undefined): Promise<FolderListing> {
  const folder = await realFolder(path ?? homedir());
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new ContractFailure({ code: 'badRequest', message: folderProblem(folder, error) });
  });
  const names = entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b))
    .slice(0, LISTING_LIMIT);
  const folders = await Promise.all(
    names.map(async (name) => {
      const full = join(folder, name);
      const [self, git] = await Promise.all([
        stat(full).catch(() => null),
        stat(join(full, '.git')).catch(() => null),
      ]);
      return self?.isDirectory() === true ? [{ name, path: full, repository: git !== null }] : [];
    }),
  );
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, folders: folders.flat() };
}

/** What a new workspace is called. */
export function folderName(path: string): string {
  return basename(path) || path;
}
