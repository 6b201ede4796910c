/** What is true of a card at one moment. */
export interface CardMoment {
  /** A part of it that a person can read is on the screen, in a window that has the focus. */
  readonly inView: boolean;
  /** Keys of decisions are about this card and no other. */
  readonly hasKeys: boolean;
}

/**
 * Whether a card may be decided by a key: it must have been in view and have had the keys, both without a break, for
 * its settle time. What gave it the keys does not matter: another client, a rule, the gateway or the end of a turn may
 * have ended the card before it.
 */
export class Readiness {
  readonly #settleMs: number;
  #since: number | null = null;

  /** `settleMs`: how long a card must have had the keys, in view, ms. */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Notes what is true at `at` (ms of any steady clock). Answers whether a key may decide now. */
  look(at: number, { inView, hasKeys }: CardMoment): boolean {
    if (!inView || !hasKeys) this.#since = null;
    else this.#since ??= at;
    return this.#since !== null && at - this.#since >= this.#settleMs;
  }

  /** The ms left at `at` until a key may decide if nothing changes; null while the time does not run. */
  left(at: number): number | null {
    return this.#since === null ? null : Math.max(0, this.#settleMs - (at - this.#since));
  }

  /** What is shown changed: it has to be read again. */
  restart(): void {
    this.#since = null;
  }
}
