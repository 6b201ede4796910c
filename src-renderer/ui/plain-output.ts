// Output of commands is hostile input: escape sequences are taken out, never interpreted. What is written over is no
// less printed: a command may not take back what it said by a carriage return or backspaces.

// A title or a link that does not end on its line is none: it would swallow everything behind it.
const STRINGS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u0090-\u009f]*(?:\u0007|\u001b\\|\u009c)/g;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const SEQUENCES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0007\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Marks in the place of what took the words before back: the pictures that Unicode has for the two controls. */
const RETURNED = '␍';
const ERASED = '␈';
/** So many forms of a line that differ only in figures and signs are shown; of more, the first and the last. */
const MOST_FORMS = 3;

/** Output for reading. */
export interface PlainOutput {
  readonly text: string;
  /** Forms of progress lines, alike but for figures and signs, that were left out. */
  readonly leftOut: number;
}

/**
 * What a command printed, without escapes. Each form of a line that was written over stands on a line of its own, ended
 * by ␍; what backspaces took back stays, with ␈ behind it. A progress line of many forms that differ only in figures
 * and signs is shortened to its first and its last, unless `all` is asked for.
 */
export function plainOutput(text: string, all = false): PlainOutput {
  let plain = text;
  let leftOut = 0;
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u001b\u0090-\u009f]/.test(plain)) plain = plain.replace(STRINGS, '').replace(SEQUENCES, '');
  if (plain.includes('\r')) {
    const lines = plain.split('\n').map((line) => {
      const forms = formsOf(line, all);
      leftOut += forms.leftOut;
      return forms.text;
    });
    plain = lines.join('\n');
  }
  if (plain.includes('\b')) plain = withBackspaces(plain);
  return { text: plain.replace(CONTROLS, ''), leftOut };
}

/** A line that was written over itself: each of its forms, but for those that say the same. */
function formsOf(line: string, all: boolean): PlainOutput {
  if (!line.includes('\r')) return { text: line, leftOut: 0 };
  const forms = line.split('\r').filter((form) => form.trim() !== '');
  const shown: string[] = [];
  let leftOut = 0;
  for (let from = 0; from < forms.length;) {
    const words = wordsOf(forms[from] ?? '');
    let to = from + 1;
    while (to < forms.length && wordsOf(forms[to] ?? '') === words) to += 1;
    const alike = forms.slice(from, to).filter((form, at, known) => form !== known[at - 1]);
    const few = all || alike.length <= MOST_FORMS;
    leftOut += few ? 0 : alike.length - 2;
    shown.push(...(few ? alike : [...alike.slice(0, 1), ...alike.slice(-1)]));
    from = to;
  }
  return { text: shown.join(`${RETURNED}\n`), leftOut };
}

/** The letters of a form: what is left when figures, bars and spinners are taken away. */
function wordsOf(form: string): string {
  return form.replace(/\P{L}+/gu, '');
}

/** Signs of a spinner and of underlining: nothing is lost with them. */
const TURNING = /^[\s|/\\._\u2801-\u28ff\u25d0-\u25ff\u2190-\u21ff-]$/u;

/** What backspaces took back stays, unless it is a spinner's, or is written again as it was, as bold letters are. */
function withBackspaces(text: string): string {
  const kept: string[] = [];
  const chars = Array.from(text);
  let line = 0;
  for (let at = 0; at < chars.length;) {
    if (chars[at] !== '\b') {
      kept.push(chars[at] ?? '');
      if (chars[at] === '\n') line = kept.length;
      at += 1;
      continue;
    }
    let end = at;
    while (chars[end] === '\b') end += 1;
    const from = Math.max(line, kept.length - (end - at));
    const erased = kept.slice(from);
    const again = erased.every((char, index) => char === chars[end + index]);
    if (again || erased.every((char) => TURNING.test(char))) kept.length = from;
    else if (kept.at(-1) !== ERASED) kept.push(ERASED);
    at = end;
  }
  return kept.join('');
}

/** The last lines of a long text without reading all of it, and whether something was left out before them. */
export function tailLines(
  text: string,
  lines: number,
  maxLength: number,
): { readonly text: string; readonly cut: boolean } {
  let from = text.length;
  // A line feed at the very end closes the last line, it does not begin another.
  if (text.endsWith('\n')) from -= 1;
  for (let count = 0; count < lines; count += 1) {
    const before = text.lastIndexOf('\n', from - 1);
    if (before === -1) {
      from = 0;
      break;
    }
    from = before;
  }
  if (from > 0) from += 1;
  from = Math.max(from, text.length - maxLength);
  return { text: text.slice(from), cut: from > 0 };
}

/** Counts lines as an editor does, a last line feed not counted. */
export function lineCount(text: string): number {
  if (text === '') return 0;
  let count = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
