/**
 * How code is coloured, as data. The colours of one line are a text such as `5k1-7f`: five characters of a keyword, one
 * plain, seven of a function's name. A text compares by its value, so that a line whose colours stay is not drawn anew.
 */
export type LineColours = string;

/** Each kind of word by its letter, with the class that draws it. */
export const KINDS = {
  k: 'sx-k',
  s: 'sx-s',
  n: 'sx-n',
  f: 'sx-f',
  t: 'sx-t',
  c: 'sx-c',
  p: 'sx-p',
} as const satisfies Readonly<Record<string, string>>;
type Kind = keyof typeof KINDS;

/** A stretch of one line with its class; undefined where it has none. */
export interface ColouredSpan {
  readonly text: string;
  readonly className: string | undefined;
}

const SPAN = /(\d+)([a-z-])/g;

/** A line in its stretches. Colours that do not reach its end leave the rest plain. */
export function colouredSpans(line: string, colours: LineColours): readonly ColouredSpan[] {
  if (colours === '') return [{ text: line, className: undefined }];
  const spans: ColouredSpan[] = [];
  let at = 0;
  for (const [, length, kind] of colours.matchAll(SPAN)) {
    if (at >= line.length) break;
    const end = at + Number(length);
    spans.push({ text: line.slice(at, end), className: KINDS[kind as Kind] });
    at = end;
  }
  if (at < line.length) spans.push({ text: line.slice(at), className: undefined });
  return spans;
}

/** What was coloured, and how. */
export interface Coloured {
  readonly text: string;
  readonly lines: readonly LineColours[];
}

/**
 * The colours of a text that went on since it was coloured: those of all lines that were whole then. None where the text
 * is another. So a block that grows keeps its colours, and only its newest lines wait for theirs.
 */
export function coloursOf(text: string, coloured: Coloured | null): readonly LineColours[] {
  if (coloured === null) return [];
  if (text === coloured.text) return coloured.lines;
  const whole = coloured.text.lastIndexOf('\n') + 1;
  if (whole === 0 || !text.startsWith(coloured.text.slice(0, whole))) return [];
  return coloured.lines.slice(0, -1);
}
