/**
 * One clock for the processes of a benchmark: the machine's real time with the resolution of each process's own
 * `performance.now()`.
 */

/**
 * What to add to this process's `performance.now()` to get Unix ms: found at the moments when `Date.now()` ticks.
 * Runs in Node and, handed over as source, in a page; so it uses nothing from outside.
 */
export function realTimeOffset(): number {
  let offset = -Infinity;
  for (let tick = 0; tick < 40; tick += 1) {
    const before = Date.now();
    let now = before;
    while (now === before) now = Date.now();
    // Whatever came between the tick and this line makes it too small, never too large.
    offset = Math.max(offset, now - performance.now());
  }
  return offset;
}

/** Begins and ends a time inside a text; neither occurs in a recording. */
const OPEN = '\u27e6';
const CLOSE = '\u27e7';

/** A delta's line of that thread with the time in its text; any other line as it is. */
export function stamped(line: string, threadId: string, time: number): string {
  if (!line.includes('"method":"item/agentMessage/delta"') || !line.includes(threadId)) return line;
  return line.replace(/"delta":"/, `"delta":"${OPEN}${time.toFixed(3)}${CLOSE}`);
}

/** The same two characters, for a page that reads the times. */
export const STAMP = { open: OPEN, close: CLOSE } as const;
