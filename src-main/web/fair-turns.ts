/** What one socket may take of a turn of the event loop, ms: short against a frame, so that a flood of calls delays nobody else. */
const SLICE_MS = 4;
/** What waits before the socket is not read any more, and when it is read again. */
const STOP_AT = 256;
const GO_ON_AT = 32;

export interface FairTurnsOptions<T> {
  /** Handles one. What it throws is its own affair: it must not. */
  readonly handle: (one: T) => void;
  /** Stops reading, and goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Any steady clock, ms. */
  readonly now?: () => number;
}

/**
 * Handles what comes in at once while there is time, and else in the next turns of the event loop, in order. Many
 * sockets that do so share the time.
 */
export class FairTurns<T> {
  readonly #options: FairTurnsOptions<T>;
  readonly #now: () => number;
  #waiting: T[] = [];
  #next = 0;
  #until = 0;
  #inTurn = false;
  #paused = false;
  #after: (() => void) | undefined;

  constructor(options: FairTurnsOptions<T>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  push(one: T): void {
    if (this.#left === 0 && this.#hasTime()) {
      this.#options.handle(one);
      return;
    }
    this.#waiting.push(one);
    if (this.#paused || this.#left < STOP_AT) return;
    this.#paused = true;
    this.#options.pause();
  }

  /** Calls back when all that came so far was handled; at once when it was. */
  afterAll(done: () => void): void {
    if (this.#left === 0) done();
    else this.#after = done;
  }

  get #left(): number {
    return this.#waiting.length - this.#next;
  }

  #hasTime(): boolean {
    if (!this.#inTurn) {
      this.#inTurn = true;
      this.#until = this.#now() + SLICE_MS;
      setImmediate(() => this.#turn());
    }
    return this.#now() < this.#until;
  }

  #turn(): void {
    this.#inTurn = false;
    while (this.#left > 0 && this.#hasTime()) {
      const one = this.#waiting[this.#next] as T;
      this.#next += 1;
      this.#options.handle(one);
    }
    if (this.#left === 0) {
      this.#waiting = [];
      this.#next = 0;
      this.#after?.();
      this.#after = undefined;
    }
    if (!this.#paused || this.#left > GO_ON_AT) return;
    this.#paused = false;
    this.#options.resume();
  }
}
