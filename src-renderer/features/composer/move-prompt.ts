/** The ids with one of them at another place; null where that changes nothing. */
export function moved(ids: readonly string[], id: string, to: number): string[] | null {
  const from = ids.indexOf(id);
  const at = Math.max(0, Math.min(ids.length - 1, to));
  if (from === -1 || from === at) return null;
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, at), id, ...others.slice(at)];
}
