/** A rule of the list, and how many stand before it. */
export interface Place {
  readonly id: string;
  readonly at: number;
}

/**
 * The place in a list that became another one: the same rule, wherever it stands now; once it is gone, the rule that took
 * its place, or the last one. Null when there is none. The same object while nothing changed.
 */
export function keepPlace(place: Place | null, ids: readonly string[]): Place | null {
  if (place === null || ids[place.at] === place.id) return place;
  const at = ids.indexOf(place.id);
  if (at !== -1) return { id: place.id, at };
  const last = Math.min(place.at, ids.length - 1);
  const id = ids[last];
  return id === undefined ? null : { id, at: last };
}
