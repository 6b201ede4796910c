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
export const STAMP = { open: '\u27e6', close: '\u27e7' } as const;
/** Times are written as microseconds of a span this long, ms: three hours in seven characters. */
export const STAMP_SPAN = 1e7;
/** Deltas of one paragraph: about what a person reads as one. */
const PARAGRAPH = 30;

let deltas = 0;

/**
 * A delta's line of that thread with the time in its text; any other line as it is. The text keeps its length, and is
 * Markdown in paragraphs, as an answer is.
 */
export function stamped(line: string, threadId: string, time: number): string {
  if (!line.includes('"method":"item/agentMessage/delta"') || !line.includes(threadId)) return line;
  deltas += 1;
  const word = `${STAMP.open}${Math.round((time % STAMP_SPAN) * 1000).toString(36)}${STAMP.close}`;
  return line.replace(/"delta":"([^"]*)"/, (_, text: string) => {
    const rest = text.slice(0, Math.max(0, text.length - word.length - 2));
    return `"delta":"${word}${rest}${deltas % PARAGRAPH === 0 ? '\\n\\n' : ' '}"`;
  });
}

/**
 * Follows a growing text and answers how old, in ms at `now`, each time is that is new in it. Made to be handed over to
 * a page as source, so it uses nothing from outside.
 */
export function stampReader({ open, close, span }: { open: string; close: string; span: number }) {
  let read = 0;
  return (text: string, now: number): number[] => {
    const ages: number[] = [];
    for (let at = text.indexOf(open, read); at !== -1; at = text.indexOf(open, at + 1)) {
      const sent = parseInt(text.slice(at + 1, text.indexOf(close, at)), 36) / 1000;
      ages.push((((now - sent) % span) + span) % span);
    }
    read = text.length;
    return ages;
  };
}
