import type { ThreadId } from '../ids.ts';

/** What one thread edited and what is in no commit yet. */
export interface ThreadEdits {
  readonly id: ThreadId;
  readonly parentId: ThreadId | null;
  /** Absolute paths: one that two threads have is the same file of the same checkout. */
  readonly paths: Iterable<string>;
}

/** A file that another thread edited as well, in the same checkout, and that is in no commit yet. */
export interface FileConflict {
  /** Absolute. */
  readonly path: string;
  /** The other threads. */
  readonly others: readonly ThreadId[];
}

/**
 * The files that more than one thread edited, for each thread that has any. A thread and its own sub-agent work
 * together and are no conflict.
 */
export function findConflicts(threads: readonly ThreadEdits[]): Map<ThreadId, FileConflict[]> {
  const byPath = new Map<string, ThreadEdits[]>();
  for (const thread of threads) {
    for (const path of thread.paths) {
      const editors = byPath.get(path);
      if (editors === undefined) byPath.set(path, [thread]);
      else editors.push(thread);
    }
  }
  const found = new Map<ThreadId, FileConflict[]>();
  for (const [path, editors] of byPath) {
    for (const editor of editors) {
      const others = editors.filter((other) => other.id !== editor.id && !areRelated(editor, other));
      if (others.length === 0) continue;
      const conflicts = found.get(editor.id) ?? [];
      conflicts.push({ path, others: others.map(({ id }) => id) });
      found.set(editor.id, conflicts);
    }
  }
  return found;
}

function areRelated(a: ThreadEdits, b: ThreadEdits): boolean {
  return a.parentId === b.id || b.parentId === a.id || (a.parentId !== null && a.parentId === b.parentId);
}

/** Whether two lists of conflicts say the same. */
export function sameConflicts(a: readonly FileConflict[], b: readonly FileConflict[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, others }, at) => {
      const other = b[at];
      return other?.path === path && other.others.join() === others.join();
    })
  );
}
