import type { ThreadId } from '#shared/model/ids.ts';

/** The selection with a row in it, or out of it when it was in. */
export function picked(selected: readonly ThreadId[], id: ThreadId): readonly ThreadId[] {
  return selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id];
}

/** The selection with all rows from one to another, both included, whichever stands first. */
export function ranged(
  selected: readonly ThreadId[],
  ids: readonly ThreadId[],
  from: ThreadId,
  to: ThreadId,
): readonly ThreadId[] {
  const ends = [ids.indexOf(from), ids.indexOf(to)].filter((at) => at !== -1);
  if (ends.length === 0) return selected;
  const known = new Set(selected);
  return [...selected, ...ids.slice(Math.min(...ends), Math.max(...ends) + 1).filter((id) => !known.has(id))];
}
