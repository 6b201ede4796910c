import { dirname, join, sep } from 'node:path';
import type { MachineFiles } from '../machine/machine.ts';
import { MOST_FILE_BYTES, MOST_FILE_LINES } from '#shared/model/changes/changes.ts';

/** What stands at a path of a checkout, read without following a link and never from outside of it. */
export type WorkingFile =
  | { readonly type: 'none' }
  | { readonly type: 'text'; readonly text: string; readonly lines: number }
  | { readonly type: 'binary'; readonly size: number }
  | { readonly type: 'large'; readonly size: number; readonly lines: number | null }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'folder' }
  | { readonly type: 'special' };

/** git looks for a NUL in as many bytes to tell a binary file. */
const LOOKED_AT_FOR_NUL = 8000;

/** Size and time of what stands at a path, for telling whether it changed; null when nothing does. */
export async function fileStamp(
  files: MachineFiles,
  root: string,
  path: string,
): Promise<{ size: number; stamp: string; mtimeMs: number } | null> {
  const found = await files.lookAtEntry(join(root, path)).catch(() => null);
  if (found === null) return null;
  const { bytes, changedAt, number } = found;
  return { size: bytes, stamp: `${bytes}.${changedAt}.${number}`, mtimeMs: changedAt };
}

/** Reads a file of the working tree. A pipe or a device is never opened. */
export async function readWorking(files: MachineFiles, root: string, path: string): Promise<WorkingFile> {
  const full = join(root, path);
  try {
    const found = await files.lookAtEntry(full);
    if (found === null) return { type: 'none' };
    // A folder of the path may have become a link that leads out of the checkout.
    const parent = await files.real(dirname(full));
    const top = await files.real(root);
    if (parent !== top && !parent.startsWith(top + sep)) return { type: 'special' };
    if (found.kind === 'link') return { type: 'symlink', target: await files.target(full) };
    if (found.kind === 'folder') return { type: 'folder' };
    if (found.kind === 'other') return { type: 'special' };
    if (found.bytes > MOST_FILE_BYTES) return { type: 'large', size: found.bytes, lines: null };
    const content = await files.content(full);
    return content === null ? { type: 'special' } : describeContent(content);
  } catch (error) {
    // It went away while it was read.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'none' };
    throw error;
  }
}

/** Tells text from what is none, and what is too large to show. */
export function describeContent(content: Buffer): WorkingFile {
  if (content.subarray(0, LOOKED_AT_FOR_NUL).includes(0)) return { type: 'binary', size: content.length };
  if (content.length > MOST_FILE_BYTES) return { type: 'large', size: content.length, lines: null };
  const lines = countLines(content);
  if (lines > MOST_FILE_LINES) return { type: 'large', size: content.length, lines };
  return { type: 'text', text: content.toString('utf8'), lines };
}

/** Lines as git counts them: the last one counts without its end, too. */
function countLines(content: Buffer): number {
  let lines = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) lines += 1;
  return content.length > 0 && content.at(-1) !== 10 ? lines + 1 : lines;
}
