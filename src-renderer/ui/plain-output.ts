// Output of commands is hostile input: escape sequences are taken out, never interpreted.
// eslint-disable-next-line no-control-regex
const STRINGS = /(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])[\s\S]*?(?:\u0007|\u001b\\|\u009c|$)/g;
// eslint-disable-next-line no-control-regex
const SEQUENCES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0007\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** What a terminal would have left on the screen, roughly: no escapes, progress lines in their last form. */
export function plainOutput(text: string): string {
  let plain = text;
  // eslint-disable-next-line no-control-regex
  if (/[\u001b\u0090-\u009f]/.test(plain)) plain = plain.replace(STRINGS, '').replace(SEQUENCES, '');
  if (plain.includes('\r')) plain = plain.replace(/\r+\n/g, '\n');
  if (plain.includes('\r')) plain = plain.split('\n').map(lastForm).join('\n');
  if (plain.includes('\b')) plain = withBackspaces(plain);
  return plain.replace(CONTROLS, '');
}

/** A line that was written over itself: each carriage return starts again at its beginning. */
function lastForm(line: string): string {
  if (!line.includes('\r')) return line;
  let shown = '';
  for (const part of line.split('\r')) shown = part + shown.slice(part.length);
  return shown;
}

function withBackspaces(text: string): string {
  const kept: string[] = [];
  for (const char of text) {
    if (char !== '\b') kept.push(char);
    else if (kept.length > 0 && kept.at(-1) !== '\n') kept.pop();
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
