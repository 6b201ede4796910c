/**
 * Foreign JSON may be as deep and as long as its sender likes: 2 KB hold a list a thousand levels deep. Whoever walks it
 * by recursion (`JSON.stringify`, `structuredClone`, a page) ends with it. What a message may hold is bounded here.
 */

/** Levels of a message that are kept. The deepest that Codex itself sends is about twenty; a tool's arguments may nest. */
export const DEPTH_LIMIT = 100;
/** What stands in place of what was deeper. */
export const TOO_DEEP = `[deeper than ${DEPTH_LIMIT} levels: left out]`;

/** Puts TOO_DEEP in place of what lies deeper in a parsed message than DEPTH_LIMIT; changes it in place and answers it. */
export function boundDepth<T>(value: T): T {
  bound(value, 1);
  return value;
}

function bound(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    for (let at = 0; at < items.length; at += 1) {
      const inner = items[at];
      if (typeof inner !== 'object' || inner === null) continue;
      if (depth >= DEPTH_LIMIT) items[at] = TOO_DEEP;
      else bound(inner, depth + 1);
    }
    return;
  }
  const fields = value as Record<string, unknown>;
  for (const key in fields) {
    const inner = fields[key];
    if (typeof inner !== 'object' || inner === null) continue;
    if (depth >= DEPTH_LIMIT) fields[key] = TOO_DEEP;
    else bound(inner, depth + 1);
  }
}

/** Values in all lists and objects of something, counted no further than `limit`. */
export function countValues(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = values.length;
  for (const inner of values) {
    if (count >= limit) return limit;
    count += countValues(inner, limit - count);
  }
  return Math.min(count, limit);
}

/** How much of something raw is shown and kept. */
export interface RawBounds {
  /** UTF-16 units over all texts and names. */
  readonly characters: number;
  /** Values over all lists and objects. */
  readonly values: number;
}

/** Enough to see what it is; a card shows no more. */
const RAW: RawBounds = { characters: 48 * 1024, values: 5000 };

/**
 * A copy of something foreign that is bounded in every direction, for showing and keeping it raw. What was left out is
 * said where it was. Small things are copied whole.
 */
export function boundRaw(value: unknown, bounds: RawBounds = RAW): unknown {
  const left = { characters: bounds.characters, values: bounds.values };
  return copy(value, left, 1);
}

type Left = { characters: number; values: number };

function copy(value: unknown, left: Left, depth: number): unknown {
  if (typeof value === 'string') return copyText(value, left);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_LIMIT) return TOO_DEEP;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const inner of value as unknown[]) {
      if (left.values <= 0 || left.characters <= 0) {
        items.push(`[${value.length - items.length} more: left out]`);
        break;
      }
      left.values -= 1;
      items.push(copy(inner, left, depth + 1));
    }
    return items;
  }
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    if (left.values <= 0 || left.characters <= 0) {
      entries.push(['…', `[${Object.keys(value).length - entries.length} more: left out]`]);
      break;
    }
    left.values -= 1;
    const name = String(copyText(key, left));
    entries.push([name, copy((value as Record<string, unknown>)[key], left, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

function copyText(text: string, left: Left): string {
  if (text.length <= left.characters) {
    left.characters -= text.length;
    return text;
  }
  const kept = Math.max(0, left.characters);
  left.characters = 0;
  // A slice of a large string keeps all of it alive; a copy made of its own characters does not.
  const start = kept === 0 ? '' : (JSON.parse(JSON.stringify(text.slice(0, kept))) as string);
  return `${start}… [${text.length - kept} more characters: left out]`;
}
