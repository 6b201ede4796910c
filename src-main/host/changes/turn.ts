import { isAbsolute, relative, sep } from 'node:path';
import { applyPatch, type StructuredPatchHunk } from 'diff';
import type { ChangedFile } from '#shared/model/changes/changes.ts';
import { parseEdit, type DiffHunk, type EditLike } from '#shared/model/changes/unified-diff.ts';

/** One file that the patches of a turn touched, with these patches in their order. */
export interface TurnFile {
  readonly path: string;
  readonly from: string | null;
  readonly status: Extract<ChangedFile['status'], 'added' | 'deleted' | 'modified' | 'renamed'>;
  readonly edits: readonly EditLike[];
  readonly added: number;
  readonly removed: number;
}

/** A path as it is called inside a checkout, with forward slashes; outside of it, as it is. */
export function pathInside(root: string | null, path: string): string {
  if (root === null || !isAbsolute(path)) return path.replaceAll('\\', sep === '\\' ? '/' : '\\');
  const inside = relative(root, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    ? path
    : inside.replaceAll(sep, '/');
}

/** Puts together what the patches of a turn did to each file. Absolute paths become those inside `root`. */
export function turnFiles(edits: readonly EditLike[], root: string | null): TurnFile[] {
  const files = new Map<string, TurnFile>();
  for (const edit of edits) {
    const was = pathInside(root, edit.path);
    const moved = edit.kind.move_path;
    const path = moved == null ? was : pathInside(root, moved);
    const before = files.get(was);
    files.delete(was);
    const { added, removed } = parseEdit(edit);
    const from = before === undefined ? (path === was ? null : was) : before.from;
    const file = {
      path,
      from: from === path ? null : from,
      status: statusAfter(before?.status, edit.kind.type, from !== null && from !== path),
      edits: [...(before?.edits ?? []), edit],
      added: (before?.added ?? 0) + added,
      removed: (before?.removed ?? 0) + removed,
    };
    // Made and gone again within the turn: nothing is left to see.
    if (before?.status === 'added' && file.status === 'deleted') continue;
    files.set(path, file);
  }
  return [...files.values()];
}

function statusAfter(
  before: TurnFile['status'] | undefined,
  kind: string,
  moved: boolean,
): TurnFile['status'] {
  if (kind === 'delete') return 'deleted';
  if (before === 'added') return 'added';
  if (kind === 'add') return before === 'deleted' ? 'modified' : 'added';
  return moved ? 'renamed' : 'modified';
}

/**
 * The content before the patches, from the content after them: each is undone, the last one first. Null when one does
 * not fit, because the file was changed by something else since.
 */
export function undoEdits(after: string, edits: readonly EditLike[]): string | null {
  let text: string | null = after;
  for (const edit of [...edits].reverse()) {
    if (text === null) return null;
    const { hunks } = parseEdit(edit);
    if (edit.kind.type === 'add') text = sameText(text, edit.diff) || undo(text, hunks) === '' ? '' : null;
    else if (edit.kind.type === 'delete') text = edit.diff;
    else text = undo(text, hunks);
  }
  return text;
}

function sameText(a: string, b: string): boolean {
  return a === b || a === `${b}\n` || `${a}\n` === b;
}

function undo(text: string, hunks: readonly DiffHunk[]): string | null {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const placed: StructuredPatchHunk[] = [];
  let end = 1;
  for (const hunk of hunks) {
    const patch = structured(hunk);
    const oldStart = placeOf(lines, patch);
    // Hunks follow one another in a file; one that was found before its predecessor belongs to another part.
    if (oldStart === null || oldStart < end) return null;
    end = oldStart + patch.oldLines;
    placed.push({ ...patch, oldStart });
  }
  const without = applyPatch(text, { ...PATCH, hunks: placed });
  return without === false ? null : without;
}

const PATCH = { oldFileName: 'after', newFileName: 'before', oldHeader: '', newHeader: '' };
const SIGNS = { same: ' ', add: '-', del: '+', note: '\\ ' } as const;

/** A hunk that leads from the lines after a patch to those before it. */
function structured(hunk: DiffHunk): StructuredPatchHunk {
  const count = (type: 'add' | 'del'): number =>
    hunk.lines.filter((line) => line.type === 'same' || line.type === type).length;
  const first = hunk.lines.find((line) => line.after !== null)?.after;
  const start = first ?? hunk.lines.find((line) => line.before !== null)?.before ?? 1;
  return {
    oldStart: start,
    newStart: start,
    oldLines: count('add'),
    newLines: count('del'),
    lines: hunk.lines.map(({ type, text }) => `${SIGNS[type]}${text}`),
  };
}

/**
 * Where a hunk's lines stand in a text, counted from 1: at the place they are said to, else where they stand exactly
 * once. A library would take the nearest place, which may be another part of the file that reads the same.
 */
function placeOf(all: readonly string[], { oldStart, lines }: StructuredPatchHunk): number | null {
  const wanted = lines.filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1));
  const fits = (from: number): boolean => wanted.every((line, index) => all[from + index] === line);
  if (fits(oldStart - 1)) return oldStart;
  if (wanted.length === 0) return null;
  let found: number | null = null;
  for (let from = 0; from + wanted.length <= all.length; from += 1) {
    if (!fits(from)) continue;
    if (found !== null) return null;
    found = from;
  }
  return found === null ? null : found + 1;
}

/** Only what the patches show of both sides, with the number of each line; null stands between two parts. */
export function partsOf(edits: readonly EditLike[]): {
  before: string;
  after: string;
  numbers: { before: (number | null)[]; after: (number | null)[] };
} {
  const before: string[] = [];
  const after: string[] = [];
  const numbers: { before: (number | null)[]; after: (number | null)[] } = { before: [], after: [] };
  for (const edit of edits) {
    for (const hunk of parseEdit(edit).hunks) {
      if (before.length + after.length > 0) {
        before.push('⋯');
        after.push('⋯');
        numbers.before.push(null);
        numbers.after.push(null);
      }
      for (const line of hunk.lines) {
        if (line.type === 'del' || line.type === 'same') {
          before.push(line.text);
          numbers.before.push(line.before);
        }
        if (line.type === 'add' || line.type === 'same') {
          after.push(line.text);
          numbers.after.push(line.after);
        }
      }
    }
  }
  return { before: before.join('\n'), after: after.join('\n'), numbers };
}
