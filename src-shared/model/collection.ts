/**
 * A topic's content: small values by key, and growing texts by key. Reducers answer with changes to it;
 * whoever owns the state applies them. Nothing else in Muster changes live state.
 */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'cut'; readonly key: string }
  | { readonly type: 'append'; readonly key: string; readonly text: string }
  | { readonly type: 'cutText'; readonly key: string };

/** What a reducer may look at. */
export interface Reader {
  get(key: string): unknown;
  hasText(key: string): boolean;
}

/** A text that only grows at its end and, past its bound, loses its beginning. `start` counts UTF-16 units lost. */
export interface GrowingText {
  readonly start: number;
  readonly text: string;
}

/** UTF-16 units a growing text keeps at most: enough for what a person scrolls, small enough for hundreds. */
export const TEXT_LIMIT = 256 * 1024;
/** What is left after cutting, so that cutting happens once in a while and not on every delta. */
export const TEXT_KEEP = 192 * 1024;

/** How much a growing text keeps, UTF-16 units: past `limit` it is cut to `keep`. */
export interface TextBounds {
  readonly limit: number;
  readonly keep: number;
}

const USUAL: TextBounds = { limit: TEXT_LIMIT, keep: TEXT_KEEP };

/** Adds to a growing text and cuts its beginning past the bound, never inside a surrogate pair. */
export function grow(before: GrowingText | undefined, more: string, bounds = USUAL): GrowingText {
  const text = before === undefined ? more : before.text + more;
  const start = before?.start ?? 0;
  return text.length > bounds.limit ? cutBeginning({ start, text }, bounds.keep) : { start, text };
}

function cutBeginning({ start, text }: GrowingText, keep: number): GrowingText {
  let from = text.length - keep;
  const unit = text.charCodeAt(from);
  if (unit >= 0xdc00 && unit <= 0xdfff) from += 1;
  return { start: start + from, text: text.slice(from) };
}
