/**
 * Lets the screens of all terminals parse in turns, so that a flood in one delays neither the others nor the rest of
 * the host.
 */

/** One turn may take about this long, ms: short against a frame of 16 ms. */
const TURN_MS = 3;
const LEAST_UNITS = 32 * 1024;
const MOST_UNITS = 128 * 1024;

/** Who has something to parse. */
export interface Parser {
  /**
   * Parses at most so much and calls `done` when that is over, with the time it took, ms; undefined when it was too
   * little to tell. A turn always ends.
   */
  parse(units: number, done: (tookMs: number | undefined) => void): void;
  /** Whether something is left. */
  readonly hasWork: boolean;
}

/** Gives turns, one at a time, to those who asked for one, in the order of their asking. */
export class ParseTurns {
  readonly #waiting = new Set<Parser>();
  #busy = false;
  /** Units that fit a turn, learnt from the turns before. */
  #units = 32 * 1024;

  /** Asks for a turn; asking twice is asking once. */
  ask(parser: Parser): void {
    this.#waiting.add(parser);
    if (!this.#busy) this.#next();
  }

  /** Takes back what was asked: its end. */
  leave(parser: Parser): void {
    this.#waiting.delete(parser);
  }

  #next(): void {
    const [parser] = this.#waiting;
    if (parser === undefined) {
      this.#busy = false;
      return;
    }
    this.#busy = true;
    this.#waiting.delete(parser);
    let ended = false;
    parser.parse(this.#units, (took) => {
      if (ended) return;
      ended = true;
      this.#learn(took);
      if (parser.hasWork) this.#waiting.add(parser);
      this.#next();
    });
  }

  #learn(took: number | undefined): void {
    if (took === undefined) return;
    const scale = took > TURN_MS ? 0.7 : 1.2;
    this.#units = Math.round(Math.min(MOST_UNITS, Math.max(LEAST_UNITS, this.#units * scale)));
  }
}
