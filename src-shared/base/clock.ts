/** The platform's timers and randomness behind one object, so that tests hold time in their hands. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  /** A number in [0, 1). */
  random(): number;
}
