/** One line of a diff with its numbers on both sides. */
export interface DiffLine {
  readonly type: 'same' | 'add' | 'del' | 'note';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

/** Lines that stand together; `header` is what the hunk says about its surroundings. */
export interface DiffHunk {
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

export interface ParsedDiff {
  readonly hunks: readonly DiffHunk[];
  readonly added: number;
  readonly removed: number;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** Reads the diff of one file. For a whole file that comes or goes, use `wholeFile`. */
export function parseDiff(diff: string): ParsedDiff {
  const hunks: { header: string; lines: DiffLine[] }[] = [];
  let hunk: { header: string; lines: DiffLine[] } | undefined;
  let before = 0;
  let after = 0;
  let beforeLeft = 0;
  let afterLeft = 0;
  let added = 0;
  let removed = 0;
  for (const line of linesOf(diff)) {
    const start = beforeLeft <= 0 && afterLeft <= 0 ? HUNK.exec(line) : null;
    if (start !== null) {
      before = Number(start[1]);
      after = Number(start[3]);
      beforeLeft = start[2] === undefined ? 1 : Number(start[2]);
      afterLeft = start[4] === undefined ? 1 : Number(start[4]);
      hunk = { header: start[5] ?? '', lines: [] };
      hunks.push(hunk);
      continue;
    }
    // Headers of the file stand before the first hunk.
    if (hunk === undefined) continue;
    if (line.startsWith('+')) {
      hunk.lines.push({ type: 'add', before: null, after, text: line.slice(1) });
      after += 1;
      afterLeft -= 1;
      added += 1;
    } else if (line.startsWith('-')) {
      hunk.lines.push({ type: 'del', before, after: null, text: line.slice(1) });
      before += 1;
      beforeLeft -= 1;
      removed += 1;
    } else if (line.startsWith('\\')) {
      hunk.lines.push({ type: 'note', before: null, after: null, text: line.slice(1).trim() });
    } else if (beforeLeft > 0 || afterLeft > 0) {
      // An editor may have eaten the one space of an empty line.
      hunk.lines.push({ type: 'same', before, after, text: line.slice(1) });
      before += 1;
      after += 1;
      beforeLeft -= 1;
      afterLeft -= 1;
    }
  }
  return { hunks, added, removed };
}

/** A file that comes or goes as a whole, whose change is its content. */
export function wholeFile(content: string, type: 'add' | 'del'): ParsedDiff {
  const lines = linesOf(content).map((text, index): DiffLine => {
    const number = index + 1;
    return type === 'add'
      ? { type, before: null, after: number, text }
      : { type, before: number, after: null, text };
  });
  const count = lines.length;
  const hunks = count === 0 ? [] : [{ header: '', lines }];
  return { hunks, added: type === 'add' ? count : 0, removed: type === 'del' ? count : 0 };
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** The protocol's change of a file, as far as a picture of it needs. */
export interface EditLike {
  readonly path: string;
  readonly kind: { readonly type: string; readonly move_path?: string | null };
  readonly diff: string;
}

/** Reads one changed file. A file that is new or gone may come as its content or as a diff. */
export function parseEdit(edit: EditLike): ParsedDiff {
  const isDiff = /^(@@ -|--- |diff --git )/m.test(edit.diff.slice(0, 4000)) && /^@@ -\d/m.test(edit.diff);
  if (edit.kind.type === 'update' || isDiff) return parseDiff(edit.diff);
  return wholeFile(edit.diff, edit.kind.type === 'delete' ? 'del' : 'add');
}

/** Lines added and removed over several files. */
export function editTotals(edits: readonly EditLike[]): { readonly added: number; readonly removed: number } {
  let added = 0;
  let removed = 0;
  for (const edit of edits) {
    const parsed = parseEdit(edit);
    added += parsed.added;
    removed += parsed.removed;
  }
  return { added, removed };
}
