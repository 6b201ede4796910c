import type { ChangedFile } from '#shared/model/changes/changes.ts';

/** One row of the list of files: a file, or a folder above files. */
export type FileRow =
  | { readonly type: 'file'; readonly file: ChangedFile; readonly depth: number; readonly name: string }
  | { readonly type: 'folder'; readonly path: string; readonly depth: number; readonly name: string };

/** The files whose path, or former path, holds every word of a filter, whatever its case. */
export function filterFiles(files: readonly ChangedFile[], filter: string): readonly ChangedFile[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return files;
  return files.filter(({ path, from }) => {
    const text = `${path}\n${from ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Files in the order of their paths, as a list. */
export function pathRows(files: readonly ChangedFile[]): readonly FileRow[] {
  return files.map((file) => ({ type: 'file', file, depth: 0, name: file.path }));
}

/** Files below the folders they are in. A folder with nothing but one folder in it is named together with it. */
export function folderRows(files: readonly ChangedFile[]): readonly FileRow[] {
  const root: Folder = { folders: new Map(), files: [] };
  for (const file of files) {
    const parts = file.path.split('/');
    const name = parts.pop() ?? '';
    let at = root;
    for (const part of parts) {
      const inside = at.folders.get(part) ?? { folders: new Map(), files: [] };
      at.folders.set(part, inside);
      at = inside;
    }
    at.files.push({ name, file });
  }
  const rows: FileRow[] = [];
  addRows(rows, root, '', 0);
  return rows;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: { readonly name: string; readonly file: ChangedFile }[];
}

function addRows(rows: FileRow[], folder: Folder, path: string, depth: number): void {
  for (const [first, inside] of folder.folders) {
    let name = first;
    let at = inside;
    while (at.files.length === 0 && at.folders.size === 1) {
      const [[next, below]] = [...at.folders] as [[string, Folder]];
      name = `${name}/${next}`;
      at = below;
    }
    rows.push({ type: 'folder', path: `${path}${name}/`, depth, name });
    addRows(rows, at, `${path}${name}/`, depth + 1);
  }
  for (const { name, file } of folder.files) rows.push({ type: 'file', file, depth, name });
}

/** The file that is `step` rows after another one; the first or last where there is no such. */
export function fileAfter(rows: readonly FileRow[], path: string | null, step: 1 | -1): string | null {
  const paths = rows.flatMap((row) => (row.type === 'file' ? [row.file.path] : []));
  const at = path === null ? -1 : paths.indexOf(path);
  if (at < 0) return (step === 1 ? paths[0] : paths.at(-1)) ?? null;
  return paths[Math.min(paths.length - 1, Math.max(0, at + step))] ?? null;
}

const WORDS: Readonly<Record<ChangedFile['status'], { readonly letter: string; readonly word: string }>> = {
  added: { letter: 'A', word: 'added' },
  copied: { letter: 'C', word: 'copied' },
  deleted: { letter: 'D', word: 'deleted' },
  modified: { letter: 'M', word: 'modified' },
  renamed: { letter: 'R', word: 'renamed' },
  typeChanged: { letter: 'T', word: 'became another kind of file' },
  untracked: { letter: 'N', word: 'new, not known to git' },
  conflicted: { letter: 'U', word: 'in conflict' },
};

/** The letter and the word for what happened to a file. */
export function statusWords(status: ChangedFile['status']): {
  readonly letter: string;
  readonly word: string;
} {
  return WORDS[status];
}

/** What a change of git's modes means. */
export function modeWords(modes: readonly [string, string]): string {
  const [before, after] = modes;
  if (before === '100644' && after === '100755') return 'may be run now';
  if (before === '100755' && after === '100644') return 'may not be run any more';
  if (after === '120000') return 'became a symbolic link';
  if (before === '120000') return 'is no symbolic link any more';
  return `mode ${before} → ${after}`;
}
