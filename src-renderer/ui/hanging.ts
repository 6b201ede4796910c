/** Columns of a tab, as the diff draws it. */
const TAB = 4;
/** No deeper than this, columns: the rest of a line needs room as well. */
const DEEPEST = 24;

/**
 * How far what goes on of a wrapped line stands in, in columns: deeper than the line begins, so that it does not read
 * as a line of its own. Always whole tabs, for the browser counts tabs from there.
 */
export function hangingColumns(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (char === '\t') columns += TAB - (columns % TAB);
    else if (char === ' ') columns += 1;
    else break;
  }
  return Math.min(DEEPEST, Math.ceil((columns + 2) / TAB) * TAB);
}
