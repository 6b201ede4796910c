import { MOST_FILE_BYTES, type FileSides } from '#shared/model/changes/changes.ts';
import type { LookedFile } from './look.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { ChangesGit, Checkouts } from './ports.ts';
import { partsOf, undoEdits } from './turn.ts';
import { describeContent, readWorking, type WorkingFile } from './working-file.ts';

/** Reads both sides of a file as they are now. Rejects when git or the file system fails. */
export async function readSides(
  { git, files }: Checkouts,
  root: string,
  looked: LookedFile,
): Promise<FileSides> {
  const { file, oldId, edits } = looked;
  if (file.path.includes('\ufffd'))
    return {
      type: 'unreadable',
      message: 'The name of this file is not written in UTF-8, so it cannot be opened here.',
    };
  if (edits !== null) return turnSides(files, root, looked, edits);
  if (file.kind === 'submodule')
    return {
      type: 'submodule',
      before: oldId,
      after: file.status === 'deleted' ? null : await git.commitOf(`${root}/${file.path}`, 'HEAD'),
    };
  const [before, after] = await Promise.all([
    oldId === null ? none : readBlob(git, root, oldId),
    file.status === 'deleted' ? none : readWorking(files, root, file.path),
  ]);
  return join(before, after, file.kind === 'symlink' ? 'A symbolic link: its text is where it leads.' : null);
}

const none: WorkingFile = { type: 'none' };

async function readBlob(git: ChangesGit, root: string, id: string): Promise<WorkingFile> {
  const content = await git.blob(root, id, MOST_FILE_BYTES);
  if (content !== null) return describeContent(content);
  return { type: 'large', size: await git.blobSize(root, id), lines: null };
}

function join(before: WorkingFile, after: WorkingFile, note: string | null): FileSides {
  const sides = [before, after];
  for (const side of sides) {
    if (side.type === 'special')
      return {
        type: 'unreadable',
        message: 'This is no plain file (a pipe, a device, or outside of the checkout).',
      };
  }
  if (sides.some(({ type }) => type === 'binary'))
    return { type: 'binary', before: sizeOf(before), after: sizeOf(after) };
  for (const side of sides)
    if (side.type === 'large') return { type: 'large', bytes: side.size, lines: side.lines };
  return { type: 'text', before: textOf(before), after: textOf(after), numbers: null, note };
}

function sizeOf(side: WorkingFile): number | null {
  switch (side.type) {
    case 'binary':
    case 'large':
      return side.size;
    case 'text':
      return Buffer.byteLength(side.text);
    default:
      return null;
  }
}

function textOf(side: WorkingFile): string {
  if (side.type === 'text') return side.text;
  return side.type === 'symlink' ? side.target : '';
}

/** The sides of a turn's patches: of the whole file where they still fit to it, else only what they show. */
async function turnSides(
  files: MachineFiles,
  root: string,
  { file }: LookedFile,
  edits: NonNullable<LookedFile['edits']>,
): Promise<FileSides> {
  const inside = !/^([\\/]|[A-Za-z]:)/.test(file.path);
  const now =
    file.status === 'deleted' || !inside ? none : await readWorking(files, root, file.path).catch(() => none);
  const after = now.type === 'text' ? now.text : '';
  if (now.type === 'text' || file.status === 'deleted') {
    const before = undoEdits(after, edits);
    if (before !== null) return { type: 'text', before, after, numbers: null, note: null };
  }
  const note = inside
    ? 'The file was changed again since, so only the lines that the turn’s patches touched are shown.'
    : 'The file lies outside of the checkout, so only the lines that the turn’s patches touched are shown.';
  return { type: 'text', ...partsOf(edits), note };
}
