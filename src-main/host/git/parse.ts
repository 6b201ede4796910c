import type { DiffEntry, WorktreeEntry } from '#shared/model/changes/git-entries.ts';

/** Reads `git worktree list --porcelain -z`. The first entry is the main checkout. */
export function parseWorktrees(output: string): WorktreeEntry[] {
  const entries: WorktreeEntry[] = [];
  let fields = new Map<string, string>();
  const close = (): void => {
    const path = fields.get('worktree');
    if (path !== undefined) {
      entries.push({
        path,
        head: fields.get('HEAD') ?? null,
        branch: fields.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
        bare: fields.has('bare'),
        locked: fields.get('locked') ?? null,
        prunable: fields.get('prunable') ?? null,
      });
    }
    fields = new Map();
  };
  for (const line of output.split('\0')) {
    if (line === '') {
      close();
      continue;
    }
    const space = line.indexOf(' ');
    if (space < 0) fields.set(line, '');
    else fields.set(line.slice(0, space), line.slice(space + 1));
  }
  close();
  return entries;
}

/** One path of `git status --porcelain=v2 -z`. */
export interface StatusEntry {
  readonly path: string;
  /** The path it had before, of a rename or copy. */
  readonly from: string | null;
  readonly type: 'changed' | 'renamed' | 'unmerged' | 'untracked';
}

/** Reads `git status --porcelain=v2 -z`, headers left out. */
export function parseStatus(output: string): StatusEntry[] {
  const parts = output.split('\0');
  const entries: StatusEntry[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    switch (part[0]) {
      case '1':
        entries.push({ path: afterFields(part, 8), from: null, type: 'changed' });
        break;
      case '2':
        at += 1;
        entries.push({ path: afterFields(part, 9), from: parts[at] ?? null, type: 'renamed' });
        break;
      case 'u':
        entries.push({ path: afterFields(part, 10), from: null, type: 'unmerged' });
        break;
      case '?':
        entries.push({ path: part.slice(2), from: null, type: 'untracked' });
        break;
      default:
    }
  }
  return entries;
}

/** What follows so many fields that end with a space: a path may hold spaces itself. */
function afterFields(line: string, count: number): string {
  let from = 0;
  for (let field = 0; field < count; field += 1) {
    const space = line.indexOf(' ', from);
    if (space < 0) return '';
    from = space + 1;
  }
  return line.slice(from);
}

/** Reads `git diff --raw --numstat -z`: first every file's modes and objects, then every file's counts. */
export function parseDiffList(output: string): DiffEntry[] {
  const parts = output.split('\0');
  const files = new Map<string, DiffEntry>();
  let at = 0;
  for (; at < parts.length; at += 1) {
    const head = parts[at] ?? '';
    if (!head.startsWith(':')) break;
    const [oldMode = '', newMode = '', oldId = '', newId = '', letters = ''] = head.slice(1).split(' ');
    const letter = letters[0] ?? 'M';
    at += 1;
    const first = parts[at] ?? '';
    let path = first;
    if (letter === 'R' || letter === 'C') {
      at += 1;
      path = parts[at] ?? '';
    }
    const from = path === first ? null : first;
    // A path in conflict comes twice, once as unmerged: that is what it is.
    if (files.get(path)?.letter === 'U') continue;
    files.set(path, { path, from, letter, oldMode, newMode, oldId, newId, added: null, removed: null });
  }
  for (; at < parts.length; at += 1) {
    const counts = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(parts[at] ?? '');
    if (counts === null) continue;
    let path = counts[3] ?? '';
    if (path === '') {
      path = parts[at + 2] ?? '';
      at += 2;
    }
    const known = files.get(path);
    if (known !== undefined)
      files.set(path, { ...known, added: numberOf(counts[1]), removed: numberOf(counts[2]) });
  }
  return [...files.values()];
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text);
}

/** Reads names that end with a NUL each. */
export function parseNames(output: string): string[] {
  return output.split('\0').filter((name) => name !== '');
}
