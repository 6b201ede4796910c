import { attempt } from './attempt.ts';

/** The platform's timers and randomness behind one object, so that tests hold time in their hands. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  /** A number in [0, 1). */
  random(): number;
}

/** The same clock, whose timers cost no more than themselves: what one throws goes to `failed`. */
export function guardedClock(clock: Clock, failed: (error: unknown) => void): Clock {
  return {
    now: () => clock.now(),
    setTimeout: (run, ms) => clock.setTimeout(() => attempt(run, failed), ms),
    clearTimeout: (handle) => clock.clearTimeout(handle),
    random: () => clock.random(),
  };
}
