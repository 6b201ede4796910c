import type { ThreadId } from '#shared/model/ids.ts';

/** Threads that fit beside one another. */
export const MOST_PANES = 4;

/**
 * The threads that stand side by side after another one was opened. One that has a pane gets the keys, and nothing
 * moves; another takes the pane that had the keys. Without a thread there are no panes.
 */
export function panesAfter(
  panes: readonly ThreadId[],
  before: ThreadId | null,
  now: ThreadId | null,
): readonly ThreadId[] {
  if (now === null) return [];
  if (panes.includes(now)) return panes;
  if (before === null || !panes.includes(before)) return [now];
  return panes.map((id) => (id === before ? now : id));
}

/** The panes with one more thread, right of the one that has the keys; the last makes room where there is none. */
export function withPane(
  panes: readonly ThreadId[],
  active: ThreadId | null,
  more: ThreadId,
): readonly ThreadId[] {
  if (panes.includes(more)) return panes;
  if (active === null || panes.length === 0) return [more];
  const at = panes.indexOf(active) + 1;
  const next = [...panes.slice(0, at), more, ...panes.slice(at)];
  if (next.length <= MOST_PANES) return next;
  const out = next.findLast((id) => id !== more && id !== active);
  return next.filter((id) => id !== out);
}

/** The panes without one, and the thread that gets the keys: the one that takes its place, else the one before it. */
export function withoutPane(
  panes: readonly ThreadId[],
  gone: ThreadId,
): { readonly panes: readonly ThreadId[]; readonly active: ThreadId | null } {
  const at = panes.indexOf(gone);
  const left = panes.filter((id) => id !== gone);
  return { panes: left, active: left[Math.min(Math.max(0, at), left.length - 1)] ?? null };
}
