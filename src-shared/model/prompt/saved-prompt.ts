/** A prompt that the person keeps for later use. `{{words}}` in it stand for what is filled in each time. */
export interface SavedPrompt {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** Unix ms of the last change. */
  readonly at: number;
}

const PLACEHOLDER = /\{\{[^{}\n]{1,80}\}\}/g;

/** The next placeholder of a text at or after a place; after the last one it begins again. Null where there is none. */
export function nextPlaceholder(
  text: string,
  from: number,
): { readonly start: number; readonly end: number } | null {
  let first: { start: number; end: number } | null = null;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const place = { start: found.index, end: found.index + found[0].length };
    if (place.start >= from) return place;
    first ??= place;
  }
  return first;
}
