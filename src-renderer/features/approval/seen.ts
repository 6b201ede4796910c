/** A part of something tall: from one height to another, px from its top. */
export type Range = readonly [from: number, to: number];

/** Layout rounds: this much at an edge is nothing, px. */
const SLACK = 2;

/** What two parts have in common; null when nothing. */
export function common(a: Range, b: Range): Range | null {
  const from = Math.max(a[0], b[0]);
  const to = Math.min(a[1], b[1]);
  return from < to ? [from, to] : null;
}

/** Parts with one more, joined where they touch, from the top down. */
export function withRange(ranges: readonly Range[], added: Range): readonly Range[] {
  const sorted = [...ranges, added].sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + SLACK) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Whether the parts are all of something so tall. */
export function isWhole(ranges: readonly Range[], height: number): boolean {
  const [first] = ranges;
  return first !== undefined && first[0] <= SLACK && first[1] >= height - SLACK;
}

/** How long a part must stay in view to count as seen, ms. */
export const SEEN_MS = 300;

/**
 * Notes which of several tall things were seen whole: each part of them in view, without a break, for SEEN_MS. Being
 * drawn is not being seen: `look` says what is in view, and nothing is while the window has no focus.
 */
export class SeenWatch {
  readonly #seen = new Map<string, readonly Range[]>();
  readonly #whole = new Set<string>();
  #held = new Map<string, Range>();
  #since: number | null = null;

  /** Keys of what was seen whole. */
  get whole(): ReadonlySet<string> {
    return this.#whole;
  }

  /**
   * What is in view now (`at`, ms) of each thing that is: its part, and how tall it is. Answers whether something was
   * seen whole by this look.
   */
  look(at: number, visible: ReadonlyMap<string, { readonly part: Range; readonly height: number }>): boolean {
    const held = new Map<string, Range>();
    if (this.#since === null) {
      for (const [key, { part }] of visible) held.set(key, part);
      this.#since = at;
      this.#held = held;
      return false;
    }
    for (const [key, before] of this.#held) {
      const now = visible.get(key);
      const both = now === undefined ? null : common(before, now.part);
      if (both !== null) held.set(key, both);
    }
    this.#held = held;
    if (at - this.#since < SEEN_MS) return false;
    let news = false;
    for (const [key, part] of held) {
      const height = visible.get(key)?.height ?? 0;
      const ranges = withRange(this.#seen.get(key) ?? [], part);
      this.#seen.set(key, ranges);
      if (this.#whole.has(key) || !isWhole(ranges, height)) continue;
      this.#whole.add(key);
      news = true;
    }
    this.#since = at;
    this.#held = new Map([...visible].map(([key, { part }]) => [key, part]));
    return news;
  }

  /** The person looked away: parts in view so far were not there long enough. */
  away(): void {
    this.#since = null;
    this.#held = new Map();
  }

  /** Heights changed: what was seen in part has to be seen again. */
  forgetParts(): void {
    this.#seen.clear();
    this.away();
  }
}
