import { constants } from 'node:fs';
import { lstat, open, readlink, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
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
  root: string,
  path: string,
): Promise<{ size: number; stamp: string; mtimeMs: number } | null> {
  const found = await lstat(join(root, path)).catch(() => null);
  if (found === null) return null;
  return { size: found.size, stamp: `${found.size}.${found.mtimeMs}.${found.ino}`, mtimeMs: found.mtimeMs };
}

/** Reads a file of the working tree. A pipe or a device is never opened. */
export async function readWorking(root: string, path: string): Promise<WorkingFile> {
  const full = join(root, path);
  try {
    const found = await lstat(full);
    // A folder of the path may have become a link that leads out of the checkout.
    const parent = await realpath(dirname(full));
    const top = await realpath(root);
    if (parent !== top && !parent.startsWith(top + sep)) return { type: 'special' };
    if (found.isSymbolicLink()) return { type: 'symlink', target: await readlink(full) };
    if (found.isDirectory()) return { type: 'folder' };
    if (!found.isFile()) return { type: 'special' };
    if (found.size > MOST_FILE_BYTES) return { type: 'large', size: found.size, lines: null };
    const file = await open(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      if (!(await file.stat()).isFile()) return { type: 'special' };
      return describeContent(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
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
