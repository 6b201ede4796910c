/** The part of a text that has to be replaced to make another one of it: line numbers count from 1. */
export interface LineEdit {
  /** First line that goes. */
  readonly from: number;
  /** First line that stays again. */
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * The smallest run of whole lines that turns one text into another, or null when they are the same: whoever reads a
 * text that grows keeps their place in what did not change.
 */
export function lineEdit(before: readonly string[], after: readonly string[]): LineEdit | null {
  let start = 0;
  const shortest = Math.min(before.length, after.length);
  while (start < shortest && before[start] === after[start]) start += 1;
  if (start === before.length && start === after.length) return null;
  let end = 0;
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end])
    end += 1;
  return { from: start + 1, to: before.length - end + 1, lines: after.slice(start, after.length - end) };
}

/**
 * Two sides as they are shown: the end of the last line makes no line of its own, as long as both have it. Where only
 * one has it, that is a difference.
 */
export function shownTexts(
  before: string,
  after: string,
): { readonly before: string; readonly after: string } {
  const ends = [before, after].every((text) => text === '' || text.endsWith('\n'));
  const cut = (text: string): string => (ends ? text.replace(/\r?\n$/, '') : text);
  return { before: cut(before), after: cut(after) };
}
