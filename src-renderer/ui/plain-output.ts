// Output of commands is hostile input: of its escape sequences only those that set colours are read, the rest is taken
// out. What is written over is no less printed: a command may not take back what it said by a carriage return or
// backspaces.
import { StyleReader, type Span } from './output-styles.ts';

// A title or a link that does not end on its line is none: it would swallow everything behind it.
const STRINGS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u0090-\u009f]*(?:\u0007|\u001b\\|\u009c)/g;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const SEQUENCES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;
/** A sequence that sets colours, of a length that somebody means. */
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const COLOURS = /^(?:\u001b\[|\u009b)([\d;]{0,64})m$/;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const COLOURS_LEFT = /\u001b\[[\d;]*m/g;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0007\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Marks in the place of what took the words before back: the pictures that Unicode has for the two controls. */
const RETURNED = '␍';
const ERASED = '␈';
/** So many forms of a line that differ only in figures and signs are shown; of more, the first and the last. */
const MOST_FORMS = 3;
/** A line that does not end is read in parts of this length, so that each part is read once. UTF-16 units. */
const LONG = 16 * 1024;
/** Lines that are drawn, and kept, together. */
const PIECE = 200;

/** Some lines that belong together: what is drawn of them, line feeds between them. */
export interface Piece {
  /** The place of its first line among all lines there were. */
  readonly first: number;
  readonly lines: number;
  readonly spans: readonly Span[];
}

/** Output for reading. */
export interface ReadOutput {
  readonly pieces: readonly Piece[];
  /** Forms of progress lines, alike but for figures and signs, that were left out. */
  readonly leftOut: number;
}

/** A form of a line that may be written over. */
interface Form {
  /** What it says, without sequences. */
  readonly plain: string;
  readonly spans: readonly Span[];
}

const NOTHING: Form = { plain: '', spans: [] };

/** Forms of the open line that say the same in other figures. */
interface Alike {
  readonly words: string;
  /** The first few. */
  readonly shown: readonly Form[];
  readonly last: Form;
  readonly count: number;
}

/**
 * Reads output as it grows, each part of it once. Each form of a line that was written over stands on a line of its own,
 * ended by ␍; what backspaces took back stays, with ␈ behind it. A progress line of many forms that differ only in
 * figures and signs is shortened to its first and its last, unless `all` is asked for.
 */
export class OutputReader {
  readonly #all: boolean;
  #styles = new StyleReader();
  /** What was read, and where it begins in all that was written. */
  #text = '';
  #start = 0;
  #pieces: Piece[] = [];
  /** Lines that have ended and fill no piece yet. */
  #lines: (readonly Span[])[] = [];
  #count = 0;
  #leftOut = 0;
  /** Of the open line: what was written over last, whether anything was, and what stands there now. */
  #alike: Alike | null = null;
  #returned = false;
  #form = '';
  /** The beginning of a form that is longer than one part. */
  #begun: Span[] = [];

  constructor(all = false) {
    this.#all = all;
  }

  /** Reads on to the end of a text that begins at `start` of all that was written; another text is read from its beginning. */
  read(text: string, start = 0): ReadOutput {
    const known = this.#start + this.#text.length - start;
    const goesOn =
      start >= this.#start &&
      known >= 0 &&
      known <= text.length &&
      text.startsWith(this.#text.slice(start - this.#start));
    if (!goesOn) this.#forget();
    const more = goesOn ? text.slice(known) : text;
    const lost = goesOn && start > this.#start;
    this.#text = text;
    this.#start = start;
    this.#feed(more);
    // What is not kept any more is let go piece by piece, so that nothing else moves.
    if (lost) this.#letGo(text);
    const open = this.#open();
    return { pieces: [...this.#pieces, open.piece], leftOut: this.#leftOut + open.leftOut };
  }

  #forget(): void {
    this.#styles = new StyleReader();
    this.#pieces = [];
    this.#lines = [];
    this.#count = 0;
    this.#leftOut = 0;
    this.#alike = null;
    this.#returned = false;
    this.#form = '';
    this.#begun = [];
  }

  #letGo(text: string): void {
    const kept = count(text, '\n') + count(text, '\r') + 2 * PIECE;
    let lines = this.#count - (this.#pieces[0]?.first ?? this.#count);
    let gone = 0;
    for (const piece of this.#pieces) {
      if (lines - piece.lines <= kept) break;
      lines -= piece.lines;
      gone += 1;
    }
    if (gone > 0) this.#pieces = this.#pieces.slice(gone);
  }

  #feed(more: string): void {
    let from = 0;
    // oxlint-disable-next-line no-control-regex -- a carriage return is what is looked for
    for (const { index } of more.matchAll(/[\n\r]/g)) {
      this.#grow(more.slice(from, index));
      if (more[index] === '\n') this.#endLine();
      else this.#endForm();
      from = index + 1;
    }
    this.#grow(more.slice(from));
  }

  #grow(more: string): void {
    this.#form += more;
    while (this.#form.length > LONG) {
      const cut = safeCut(this.#form, LONG);
      this.#begun.push(...this.#spansOf(this.#form.slice(0, cut)).spans);
      this.#form = this.#form.slice(cut);
    }
  }

  /** What stands in the open line now, as a form that is over. */
  #take(): Form {
    if (this.#form === '' && this.#begun.length === 0) return NOTHING;
    const { plain, spans } = this.#spansOf(this.#form);
    const form: Form = { plain: this.#plainOf(plain), spans: [...this.#begun, ...spans] };
    this.#form = '';
    this.#begun = [];
    return form;
  }

  #endForm(): void {
    this.#returned = true;
    this.#written(this.#take());
  }

  #endLine(): void {
    const form = this.#take();
    if (!this.#returned) {
      this.#push(form.spans);
      return;
    }
    this.#written(form);
    const shown = shownOf(this.#alike);
    this.#leftOut += leftOutOf(this.#alike);
    shown.forEach(({ spans }, at) => this.#push(at < shown.length - 1 ? returned(spans) : spans));
    if (shown.length === 0) this.#push([]);
    this.#alike = null;
    this.#returned = false;
  }

  /** A form was written over, or its line ended. */
  #written(form: Form): void {
    const next = withForm(this.#alike, form, this.#all);
    if (next !== this.#alike && next?.count === 1) {
      // Others follow them in their line.
      this.#leftOut += leftOutOf(this.#alike);
      for (const { spans } of shownOf(this.#alike)) this.#push(returned(spans));
    }
    this.#alike = next;
  }

  #push(line: readonly Span[]): void {
    this.#lines.push(line);
    this.#count += 1;
    if (this.#lines.length < PIECE) return;
    this.#pieces = [...this.#pieces, pieceOf(this.#lines, this.#count - this.#lines.length)];
    this.#lines = [];
  }

  /** The lines that fill no piece yet, and the open one as it is now: a look ahead, which changes nothing. */
  #open(): { readonly piece: Piece; readonly leftOut: number } {
    const { spans, plain } = this.#spansOf(this.#form, this.#styles.copy());
    const form: Form = { plain: this.#plainOf(plain), spans: [...this.#begun, ...spans] };
    const lines = [...this.#lines];
    let leftOut = 0;
    if (!this.#returned) lines.push(form.spans);
    else {
      const next = withForm(this.#alike, form, this.#all);
      const groups = next !== null && next !== this.#alike && next.count === 1 ? [this.#alike, next] : [next];
      const shown = groups.flatMap((alike) => shownOf(alike));
      for (const alike of groups) leftOut += leftOutOf(alike);
      shown.forEach((one, at) => lines.push(at < shown.length - 1 ? returned(one.spans) : one.spans));
      if (shown.length === 0) lines.push([]);
    }
    return { piece: pieceOf(lines, this.#count - this.#lines.length), leftOut };
  }

  #plainOf(rest: string): string {
    return this.#begun.length === 0 ? rest : `${this.#begun.map(({ text }) => text).join('')}${rest}`;
  }

  #spansOf(raw: string, styles = this.#styles): Form {
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    const coloured = /[\u001b\u0090-\u009f]/.test(raw)
      ? raw.replace(STRINGS, '').replace(SEQUENCES, colourAlone)
      : raw;
    const plain = coloured.replace(COLOURS_LEFT, '');
    let spans = styles.read(coloured);
    // What was taken back has no colour: it is read by its characters.
    if (plain.includes('\b')) spans = [{ text: withBackspaces(plain) }];
    return { plain, spans: spans.flatMap((span) => visibleSpan(span)) };
  }
}

/** A place up to which a form can be read by itself: in no sequence, and between no halves of a character. */
function safeCut(form: string, most: number): number {
  const begin = Math.max(form.lastIndexOf('\u001b', most - 1), form.lastIndexOf('\u009b', most - 1));
  if (begin > 0 && most - begin < 128) return begin;
  const code = form.charCodeAt(most - 1);
  return code >= 0xd800 && code < 0xdc00 ? most - 1 : most;
}

function colourAlone(sequence: string): string {
  const numbers = COLOURS.exec(sequence)?.[1];
  return numbers === undefined ? '' : `\u001b[${numbers}m`;
}

function visibleSpan(span: Span): readonly Span[] {
  const text = span.text.replace(CONTROLS, '');
  return text === '' ? [] : [text === span.text ? span : { ...span, text }];
}

function returned(spans: readonly Span[]): readonly Span[] {
  return [...spans, { text: RETURNED }];
}

/**
 * The forms of a line that are alike, with one more: the same object where it says nothing new, and another with a count
 * of one where it is not like them. With `all` no form is.
 */
function withForm(alike: Alike | null, form: Form, all: boolean): Alike | null {
  if (form.plain.trim() === '' || form.plain === alike?.last.plain) return alike;
  const words = wordsOf(form.plain);
  if (alike === null || alike.words !== words || all) return { words, shown: [form], last: form, count: 1 };
  const shown = alike.shown.length < MOST_FORMS ? [...alike.shown, form] : alike.shown;
  return { words, shown, last: form, count: alike.count + 1 };
}

function shownOf(alike: Alike | null): readonly Form[] {
  if (alike === null) return [];
  const { shown, last, count } = alike;
  return count <= MOST_FORMS ? shown : [...shown.slice(0, 1), last];
}

function leftOutOf(alike: Alike | null): number {
  return alike === null || alike.count <= MOST_FORMS ? 0 : alike.count - 2;
}

/** Lines as one piece; stretches that are drawn alike are one. */
function pieceOf(lines: readonly (readonly Span[])[], first: number): Piece {
  const spans: Span[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') spans.push({ text: plain });
    plain = '';
  };
  lines.forEach((line, at) => {
    if (at > 0) plain += '\n';
    for (const span of line) {
      if (isPlain(span)) plain += span.text;
      else {
        flush();
        spans.push(span);
      }
    }
  });
  flush();
  return { first, lines: lines.length, spans };
}

/** Whether it is drawn as any text. */
export function isPlain(span: Span): boolean {
  const { hue, back, bold, italic, underline, strike } = span;
  return (hue ?? back ?? bold ?? italic ?? underline ?? strike) === undefined;
}

/** What a command printed, as one text without colours. See `OutputReader`. */
export function plainOutput(text: string, all = false): { readonly text: string; readonly leftOut: number } {
  const { pieces, leftOut } = new OutputReader(all).read(text);
  return { text: pieces.map(({ spans }) => spans.map((span) => span.text).join('')).join('\n'), leftOut };
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
  return text === '' ? 0 : count(text, '\n') + (text.endsWith('\n') ? 0 : 1);
}

function count(text: string, what: string): number {
  let found = 0;
  for (let at = text.indexOf(what); at !== -1; at = text.indexOf(what, at + 1)) found += 1;
  return found;
}
