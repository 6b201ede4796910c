/** What a topic is made of. Reducers answer with changes to it; nothing else in Muster changes live state. */

declare const ENTITY: unique symbol;
declare const GROWS: unique symbol;

/** The key of one value of a topic; `T` is what is under it. Keys come from the topic's definition (`topic.ts`) alone. */
export type Key<T> = string & { readonly [ENTITY]: T };
/** The key of one growing text of a topic. */
export type TextKey = string & { readonly [GROWS]: true };
/** The key of whatever a topic holds. */
export type AnyKey = Key<unknown> | TextKey;

/** A topic's content: small values by key, and growing texts by key. Whoever owns the state applies changes to it. */
export type Change =
  | { readonly type: 'put'; readonly key: Key<unknown>; readonly value: unknown }
  | { readonly type: 'cut'; readonly key: Key<unknown> }
  | { readonly type: 'append'; readonly key: TextKey; readonly text: string }
  | { readonly type: 'cutText'; readonly key: TextKey };

/** Whatever has the values of a topic: the topic itself, a client's copy, a map. */
export interface Values {
  get(key: Key<unknown>): unknown;
  entries(): Iterable<readonly [key: Key<unknown>, value: unknown]>;
}

/** What a reducer may look at. */
export interface Reader {
  get(key: Key<unknown>): unknown;
  hasText(key: TextKey): boolean;
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
