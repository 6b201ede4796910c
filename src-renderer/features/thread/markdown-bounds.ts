/**
 * What a piece of Markdown may cost. A parser nests as deep as its text says, which ends its stack and the page's, and
 * looks again and again for the ends of marks that have none: 24,000 characters can take it minutes (measured with
 * micromark 4). So a text that is deeper or more marked than anybody writes is shown as it is.
 */

/** Quotes and lists that one line opens inside of each other. */
const DEPTH_LIMIT = 12;
/** Emphasis inside of emphasis, counted from above: an element each, and a few calls. */
const NESTED_LIMIT = 150;
/** Marks of emphasis of one block: the time grows with their square, 0.2 s at this many. */
const RUNS_LIMIT = 1200;
/** Brackets of one block. */
const BRACKETS_LIMIT = 1600;
/** Lines of one block: each may be a heading, a row or a definition. */
const LINES_LIMIT = 2000;

/** Marks over all blocks of a text that are drawn as Markdown. */
export const MARKS_LIMIT = 20_000;

const CONTAINER = /[ \t]{0,3}(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y;

/** How many marks a block has, or null when it is deeper or more marked than is worth parsing. Linear in its length. */
export function marksOf(block: string): number | null {
  return isFlat(block) ? inlineMarks(block) : null;
}

/** Whether a text has no more lines, and none that opens more quotes and lists, than is worth parsing. */
export function isFlat(block: string): boolean {
  let lines = 0;
  for (let from = 0; from <= block.length;) {
    lines += 1;
    if (lines > LINES_LIMIT || containersAt(block, from) > DEPTH_LIMIT) return false;
    const end = block.indexOf('\n', from);
    if (end < 0) break;
    from = end + 1;
  }
  return true;
}

/** Quotes and lists that a line opens, as far as it is worth counting. */
function containersAt(block: string, from: number): number {
  CONTAINER.lastIndex = from;
  let depth = 0;
  while (depth <= DEPTH_LIMIT && CONTAINER.test(block)) depth += 1;
  return depth;
}

function inlineMarks(block: string): number | null {
  let runs = 0;
  let brackets = 0;
  let open = 0;
  let mostOpen = 0;
  let closing = 0;
  for (let at = 0; at < block.length; at += 1) {
    const code = block.charCodeAt(at);
    if (code === OPEN || code === CLOSE) brackets += 1;
    else if (code === STAR || code === UNDERSCORE || code === TILDE) {
      const before = block.charCodeAt(at - 1);
      while (block.charCodeAt(at + 1) === code) at += 1;
      const after = block.charCodeAt(at + 1);
      // Inside of a word an underscore marks nothing.
      if (code === UNDERSCORE && isWord(before) && isWord(after)) continue;
      runs += 1;
      if (isWord(after) && !isWord(before)) {
        open += 1;
        mostOpen = Math.max(mostOpen, open);
      } else {
        closing += 1;
        open = Math.max(0, open - 1);
      }
    }
    if (runs > RUNS_LIMIT || brackets > BRACKETS_LIMIT) return null;
  }
  // An opening mark without a closing one nests nothing.
  return Math.min(mostOpen, closing) > NESTED_LIMIT ? null : runs + brackets;
}

const OPEN = 0x5b;
const CLOSE = 0x5d;
const STAR = 0x2a;
const UNDERSCORE = 0x5f;
const TILDE = 0x7e;

/** Letters, digits, and whatever is beyond ASCII. */
function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code >= 0x80
  );
}
