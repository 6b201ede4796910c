import type { ApprovalId } from '#shared/model/ids.ts';
import { entryName, type Entry } from '../groups/index.ts';

/** The requests of a line. */
export function idsOf(entry: Entry): readonly ApprovalId[] {
  return entry.type === 'one' ? [entry.id] : entry.group.ids;
}

/** The requests of a name: of a line, or of one member of a group that is looked at by itself. */
export function idsNamed(entries: readonly Entry[], name: string): readonly ApprovalId[] {
  const entry = entries.find((one) => entryName(one) === name);
  if (entry !== undefined) return idsOf(entry);
  return entries.flatMap(idsOf).filter((id) => id === name);
}

/** Adds requests to a selection, or takes them out when all of them are in it. */
export function toggled(selected: readonly ApprovalId[], ids: readonly ApprovalId[]): readonly ApprovalId[] {
  if (ids.every((id) => selected.includes(id))) return selected.filter((id) => !ids.includes(id));
  return [...selected, ...ids.filter((id) => !selected.includes(id))];
}

/** The selection with every line from one to another, both included, whichever stands first. */
export function withRange(
  selected: readonly ApprovalId[],
  entries: readonly Entry[],
  from: string,
  to: string,
): readonly ApprovalId[] {
  const names = entries.map(entryName);
  const ends = [names.indexOf(from), names.indexOf(to)].filter((at) => at !== -1);
  if (ends.length === 0) return selected;
  const ids = entries.slice(Math.min(...ends), Math.max(...ends) + 1).flatMap(idsOf);
  return [...selected, ...ids.filter((id) => !selected.includes(id))];
}
