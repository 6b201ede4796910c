import { basename, dirname, isAbsolute, join } from 'node:path';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { FolderListing } from '#shared/contract/requests.ts';
import type { Machine, MachineFiles } from '../machine/machine.ts';

/** The disk that workspaces lie on. */
export type WorkspaceDisk = Pick<Machine, 'home' | 'files'>;

/** Most folders one listing shows. */
const LISTING_LIMIT = 1000;

/**
 * The real path of a folder that may become a workspace: links resolved and letter case as on disk, so that one folder
 * is one workspace by whatever path it is named. Throws ContractFailure with what is wrong and what to do.
 */
export async function realFolder({ home, files }: WorkspaceDisk, path: string): Promise<string> {
  const expanded = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
  if (!isAbsolute(expanded)) {
    throw new ContractFailure({
      code: 'badRequest',
      message: `${path} is not a full path. Give the whole path of the folder.`,
    });
  }
  try {
    const real = await files.real(expanded);
    if ((await files.look(real))?.kind !== 'folder') {
      throw new ContractFailure({
        code: 'badRequest',
        message: `${path} is a file. Choose the folder it is in.`,
      });
    }
    if (!(await files.may(real, 'read', 'enter')))
      throw new ContractFailure({ code: 'badRequest', message: notReadable(path) });
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
  if (code === 'EACCES' || code === 'EPERM') return notReadable(path);
  return `${path} cannot be used: ${errorWords(error)}`;
}

function notReadable(path: string): string {
  return `${path} cannot be read. Give yourself permission to it, or choose another folder.`;
}

/** What is missing or odd about a workspace's folder, a sentence each; nothing of it stops the agents. */
export async function folderNotes(
  files: MachineFiles,
  path: string,
  branch: string | null,
  gitProblem: string | null,
): Promise<string[]> {
  const there = await files.look(path).catch(() => null);
  if (there?.kind !== 'folder') return [`The folder ${path} is gone. Put it back, or remove this workspace.`];
  const notes: string[] = [];
  if (!(await files.may(path, 'write')))
    notes.push('The folder cannot be written: agents can read it, and their edits will fail.');
  if (branch === null && gitProblem === null)
    notes.push('Not a git repository: branches, changes and worktrees are missing.');
  return notes;
}

/** The folders below one, for choosing in a browser. Hidden ones are left out. Throws ContractFailure. */
export async function listFolders(disk: WorkspaceDisk, path: string | undefined): Promise<FolderListing> {
  const { files } = disk;
  const folder = await realFolder(disk, path ?? disk.home);
  const entries = await files.list(folder).catch((error: unknown) => {
    throw new ContractFailure({ code: 'badRequest', message: folderProblem(folder, error) });
  });
  const names = entries
    .filter(({ name, kind }) => (kind === 'folder' || kind === 'link') && !name.startsWith('.'))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b))
    .slice(0, LISTING_LIMIT);
  const folders = await Promise.all(
    names.map(async (name) => {
      const full = join(folder, name);
      const [self, git] = await Promise.all([
        files.look(full).catch(() => null),
        files.look(join(full, '.git')).catch(() => null),
      ]);
      return self?.kind === 'folder' ? [{ name, path: full, repository: git !== null }] : [];
    }),
  );
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, folders: folders.flat() };
}

/** What a new workspace is called. */
export function folderName(path: string): string {
  return basename(path) || path;
}
