/**
 * When a terminal's program must wait, decided from numbers alone. Offsets count UTF-16 units of its output.
 */

/** So much may wait to be parsed, or to be shown by a client, before the program is held up. */
export const HIGH_WATER = 384 * 1024;
/** The program goes on when no more than this waits. */
export const LOW_WATER = 192 * 1024;
/** A client that stays behind without any progress for this long holds nobody up any more, ms. */
export const STALL_MS = 1000;

interface Follower {
  offset: number;
  /** When it was last seen to move while it was behind, ms; null while it keeps up. */
  behindSince: number | null;
}

/** Follows how far a terminal's output is ahead of those who need it. Holds no timers: time comes in. */
export class FlowControl {
  #received = 0;
  #parsed = 0;
  #paused = false;
  readonly #followers = new Map<string, Follower>();

  /** All output so far. */
  get received(): number {
    return this.#received;
  }

  /** Whether the program must wait. It has a memory: held up above the high mark, let go below the low one. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Clients that the program is held up for. */
  get followers(): readonly string[] {
    return [...this.#followers.keys()];
  }

  /** The program wrote so much more. */
  wrote(units: number, now: number): void {
    this.#received += units;
    for (const follower of this.#followers.values()) {
      if (this.#isBehind(follower.offset)) follower.behindSince ??= now;
    }
    this.#decide();
  }

  /** The host's own screen has taken all before this offset. */
  parsed(offset: number): void {
    this.#parsed = offset;
    this.#decide();
  }

  /** A client has shown all before this offset. From now on it is waited for. */
  seen(follower: string, offset: number, now: number): void {
    const known = this.#followers.get(follower);
    // A client's claim is bounded: it cannot have seen more than was written, nor less than before.
    const at = Math.min(offset, this.#received);
    if (known !== undefined && at <= known.offset) return;
    this.#followers.set(follower, { offset: at, behindSince: this.#isBehind(at) ? now : null });
    this.#decide();
  }

  /** A client starts over from the screen at this offset. */
  restarted(follower: string, offset: number, now: number): void {
    this.#followers.delete(follower);
    this.seen(follower, offset, now);
  }

  left(follower: string): void {
    this.#followers.delete(follower);
    this.#decide();
  }

  /** Drops clients that stayed behind for too long; they start over from the screen when they come back. */
  look(now: number): void {
    for (const [id, { behindSince }] of this.#followers) {
      if (behindSince !== null && now - behindSince >= STALL_MS) this.#followers.delete(id);
    }
    this.#decide();
  }

  /** When `look` could drop somebody, in ms from now; null when nobody is behind. */
  nextLook(now: number): number | null {
    let next: number | null = null;
    for (const { behindSince } of this.#followers.values()) {
      if (behindSince === null) continue;
      const left = Math.max(0, behindSince + STALL_MS - now);
      next = next === null ? left : Math.min(next, left);
    }
    return next;
  }

  #isBehind(offset: number): boolean {
    return this.#received - offset > LOW_WATER;
  }

  #decide(): void {
    let least = this.#parsed;
    for (const { offset } of this.#followers.values()) least = Math.min(least, offset);
    const waiting = this.#received - least;
    if (waiting > HIGH_WATER) this.#paused = true;
    else if (waiting <= LOW_WATER) this.#paused = false;
  }
}
