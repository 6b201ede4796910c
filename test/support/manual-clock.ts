import type { Clock } from '#shared/base/clock.ts';

export interface ManualClock extends Clock {
  /** Moves time on, running what falls due in its order. */
  advance(ms: number): void;
  /** Time until the next timer, ms; undefined when none is set. */
  next(): number | undefined;
}

/** A clock that only the test moves. Its randomness is always the middle. */
export function manualClock(start = 1_000_000): ManualClock {
  let now = start;
  let ids = 0;
  const timers = new Map<number, { due: number; run: () => void }>();
  const earliest = (): [number, { due: number; run: () => void }] | undefined =>
    [...timers].sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
  return {
    now: () => now,
    random: () => 0.5,
    setTimeout: (run, ms) => {
      timers.set(++ids, { due: now + Math.max(0, ms), run });
      return ids;
    },
    clearTimeout: (handle) => void timers.delete(handle as number),
    next: () => {
      const timer = earliest();
      return timer === undefined ? undefined : timer[1].due - now;
    },
    advance: (ms) => {
      const until = now + ms;
      for (let timer = earliest(); timer !== undefined && timer[1].due <= until; timer = earliest()) {
        timers.delete(timer[0]);
        now = timer[1].due;
        timer[1].run();
      }
      now = until;
    },
  };
}
