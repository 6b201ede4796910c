/** Where in a line the words stand that were changed: from, and up to. */
export type Changed = readonly [from: number, to: number];

interface Line {
  readonly type: string;
  readonly text: string;
}

/**
 * The changed words of each line of a diff, by the line: only where lines took the place of as many others, one by one,
 * and have most of their words in common. A line that is wholly new has none: its tint says it.
 */
export function changedWords(lines: readonly Line[]): ReadonlyMap<Line, Changed> {
  const changed = new Map<Line, Changed>();
  for (let at = 0; at < lines.length;) {
    const dels = runOf(lines, at, 'del');
    const adds = runOf(lines, at + dels.length, 'add');
    if (dels.length > 0 && dels.length === adds.length)
      dels.forEach((before, index) => {
        const after = adds[index];
        const found = after === undefined ? null : between(before.text, after.text);
        if (after === undefined || found === null) return;
        changed.set(before, found[0]);
        changed.set(after, found[1]);
      });
    at += Math.max(1, dels.length + adds.length);
  }
  return changed;
}

function runOf(lines: readonly Line[], from: number, type: string): readonly Line[] {
  let end = from;
  while (lines[end]?.type === type) end += 1;
  return lines.slice(from, end);
}

const WORD = /[\p{L}\p{N}_$]/u;

/** What lies between the beginning and the end that two lines have in common, in whole words; null where that is little. */
function between(before: string, after: string): readonly [Changed, Changed] | null {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const inWord = (at: number, text: string): boolean =>
    WORD.test(text[at - 1] ?? '') && WORD.test(text[at] ?? '');
  while (start > 0 && (inWord(start, before) || inWord(start, after))) start -= 1;
  while (end > 0 && (inWord(before.length - end, before) || inWord(after.length - end, after))) end -= 1;
  const common = before.slice(0, start).trim().length + before.slice(before.length - end).trim().length;
  if (common * 3 < Math.min(before.trim().length, after.trim().length)) return null;
  return [
    [start, before.length - end],
    [start, after.length - end],
  ];
}
