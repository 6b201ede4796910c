/** How fast a scripted model speaks. */
export interface Pace {
  /** Characters per text delta. */
  readonly deltaChars: number;
  /** Time between two deltas of one stream, ms; 0 means as fast as the reader takes them. */
  readonly deltaMs: number;
  /** Time from a request to the first event of its reply, ms. */
  readonly replyMs: number;
  /** What the pauses of the scripts are multiplied by; 0 skips them. */
  readonly pauseScale: number;
}

/** `live` reads like a real model, `brisk` lets a fleet finish within seconds, `instant` does not wait at all. */
export const PACES = {
  live: { deltaChars: 4, deltaMs: 25, replyMs: 700, pauseScale: 1 },
  brisk: { deltaChars: 24, deltaMs: 8, replyMs: 40, pauseScale: 0.05 },
  instant: { deltaChars: 48, deltaMs: 0, replyMs: 0, pauseScale: 0 },
} as const satisfies Record<string, Pace>;

/** A pace from possibly odd numbers: nothing negative, no empty deltas. */
export function checkedPace(pace: Pace): Pace {
  const least = (value: number, floor: number): number =>
    Number.isFinite(value) && value > floor ? value : floor;
  return {
    deltaChars: Math.floor(least(pace.deltaChars, 1)),
    deltaMs: least(pace.deltaMs, 0),
    replyMs: least(pace.replyMs, 0),
    pauseScale: least(pace.pauseScale, 0),
  };
}
