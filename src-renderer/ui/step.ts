/**
 * Where a key leads in a list: one on, staying inside of it. From nowhere, or from what the list does not have, to its
 * first or its last. Null when there is nothing in it.
 */
export function stepIn<T>(list: readonly T[], from: T | null, by: 1 | -1): T | null {
  const at = from === null ? -1 : list.indexOf(from);
  if (at === -1) return (by === 1 ? list[0] : list.at(-1)) ?? null;
  return list[Math.min(list.length - 1, Math.max(0, at + by))] ?? null;
}
