import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** Every path of a folder that is its own: as it is named, and where it really lies. */
export function pathsOfFolder(cwd: string | undefined): readonly string[] {
  if (cwd === undefined || !isAbsolute(cwd)) return [];
  return [...new Set([cwd, realPath(cwd)])];
}

/** The real path of a file of a change. What goes up is left as it is, for the system goes up from where links lead. */
export function realFile(cwd: string, path: string): string {
  if (path.split(/[\\/]/).includes('..')) return isAbsolute(path) ? path : `${cwd}/${path}`;
  return realPath(resolve(cwd, path));
}

/** Links that are followed one after the other. */
const MOST_LINKS = 40;

/** The real path of a file that may not be there yet: of the deepest folder above it that is, also behind a link to it. */
export function realPath(path: string, links = 0): string {
  if (!isAbsolute(path)) return path;
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    if (parent === path) return path;
    const target = links < MOST_LINKS ? linkAt(path) : null;
    // Writing to a dangling link makes the file that the link names.
    if (target !== null) return realPath(resolve(realPath(parent, links + 1), target), links + 1);
    return join(realPath(parent, links), basename(path));
  }
}

function linkAt(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}
