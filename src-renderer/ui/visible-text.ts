import { PLAIN_ASCII, UNSEEN, writtenJoiners } from '#shared/base/unseen.ts';
import { lookalikesIn } from './lookalikes.ts';

/**
 * A stretch of text to show: as it is; a mark that stands for one character nobody could see; or a character that looks
 * like another, shown as it is and marked.
 */
export type Segment =
  | { readonly type: 'plain'; readonly text: string }
  | { readonly type: 'mark'; readonly label: string; readonly name: string; readonly raw: string }
  | { readonly type: 'lookalike'; readonly text: string; readonly name: string };

/** What a person must know about a text besides its visible characters. */
export interface TextWarnings {
  /** Characters without a picture of their own: control, zero-width, direction, odd spaces. */
  readonly hidden: number;
  /** Characters that reorder what is seen. */
  readonly reordering: boolean;
  /** Characters that look like others, of the Latin alphabet or of a shell: marked where they stand. */
  readonly lookalikes: boolean;
}

const NAMES: Readonly<Record<number, readonly [label: string, name: string]>> = {
  0x00a0: ['NBSP', 'no-break space'],
  0x00ad: ['SHY', 'soft hyphen'],
  0x034f: ['CGJ', 'grapheme joiner'],
  0x061c: ['ALM', 'Arabic letter mark: changes direction'],
  0x115f: ['HF', 'Hangul filler'],
  0x1160: ['HF', 'Hangul filler'],
  0x17b4: ['KIV', 'Khmer vowel, invisible'],
  0x17b5: ['KIV', 'Khmer vowel, invisible'],
  0x180e: ['MVS', 'Mongolian vowel separator'],
  0x200b: ['ZWSP', 'zero-width space'],
  0x200c: ['ZWNJ', 'zero-width non-joiner'],
  0x200d: ['ZWJ', 'zero-width joiner'],
  0x200e: ['LRM', 'left-to-right mark'],
  0x200f: ['RLM', 'right-to-left mark'],
  0x2028: ['LS', 'line separator'],
  0x2029: ['PS', 'paragraph separator'],
  0x202a: ['LRE', 'left-to-right embedding'],
  0x202b: ['RLE', 'right-to-left embedding'],
  0x202c: ['PDF', 'end of a change of direction'],
  0x202d: ['LRO', 'left-to-right override'],
  0x202e: ['RLO', 'right-to-left override'],
  0x2060: ['WJ', 'word joiner'],
  0x2066: ['LRI', 'left-to-right isolate'],
  0x2067: ['RLI', 'right-to-left isolate'],
  0x2068: ['FSI', 'first strong isolate'],
  0x2069: ['PDI', 'end of an isolate'],
  0x2800: ['BLANK', 'blank Braille pattern'],
  0x3000: ['IDSP', 'ideographic space'],
  0x3164: ['HF', 'Hangul filler'],
  0xfeff: ['BOM', 'byte order mark, zero width'],
  0xffa0: ['HF', 'Hangul filler'],
};
const C0 = (
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI ' +
  'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'
).split(' ');

/** Spaces that have a width, and are none to a shell. */
const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;

/**
 * Cuts a text into what can be shown as it is and marks. For what a person decides about, or copies: commands, reasons,
 * names of files. Every character that cannot be seen is marked, also odd spaces and joiners of emoji, and every one
 * that looks like another.
 */
export function visibleSegments(text: string): readonly Segment[] {
  if (PLAIN_ASCII.test(text)) return text === '' ? [] : [{ type: 'plain', text }];
  const lookalikes = lookalikesIn(text);
  return cut(text, (char, at) => {
    if (UNSEEN.test(char) || ODD_SPACE.test(char)) return markOf(char);
    return lookalikes.has(at) ? { type: 'lookalike', text: char, name: lookalikeName(char) } : null;
  });
}

/**
 * The same for titles, names and prose: what people write in any language stays as it is, with its emoji and joiners;
 * what hides or changes direction is marked.
 */
export function proseSegments(text: string): readonly Segment[] {
  if (!UNSEEN.test(text)) return text === '' ? [] : [{ type: 'plain', text }];
  // In a Windows line end only the line feed is layout. The carriage return is not marked.
  const lines = text.replaceAll('\r\n', '\n');
  const written = writtenJoiners(lines);
  return cut(lines, (char, at) => (UNSEEN.test(char) && !written.has(at) ? markOf(char) : null));
}

/** The same where only text can stand, in tooltips and the choices of a list: marks as `[RLO]`. */
export function markedWords(text: string): string {
  if (!UNSEEN.test(text)) return text;
  return proseSegments(text)
    .map((segment) => (segment.type === 'mark' ? `[${segment.label}]` : segment.text))
    .join('');
}

/** More marks than a person looks at; each is an element of the page. */
const MOST_MARKS = 1000;

function cut(text: string, marked: (char: string, at: number) => Segment | null): readonly Segment[] {
  const segments: Segment[] = [];
  let plain = '';
  let marks = 0;
  let at = 0;
  for (const char of text) {
    const mark = marked(char, at);
    at += char.length;
    if (mark === null) {
      plain += char;
      continue;
    }
    marks += 1;
    if (marks > MOST_MARKS) {
      // Still seen, still harmless, but no element of its own.
      plain += mark.type === 'mark' ? '\ufffd' : mark.text;
      continue;
    }
    if (plain !== '') segments.push({ type: 'plain', text: plain });
    plain = '';
    segments.push(mark);
  }
  if (plain !== '') segments.push({ type: 'plain', text: plain });
  return segments;
}

function markOf(char: string): Segment {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20)
    return { type: 'mark', label: C0[code] ?? hex(code), name: `control character ${hex(code)}`, raw: char };
  const [label, name] = NAMES[code] ?? [hex(code), 'invisible character'];
  return {
    type: 'mark',
    label,
    name: `${name} ${label === hex(code) ? label : `(${hex(code)})`}`,
    raw: char,
  };
}

function lookalikeName(char: string): string {
  return `Not what it looks like: ${hex(char.codePointAt(0) ?? 0)}`;
}

function hex(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What to warn of before a person decides about this text. */
export function textWarnings(text: string): TextWarnings {
  if (PLAIN_ASCII.test(text)) return { hidden: 0, reordering: false, lookalikes: false };
  let hidden = 0;
  for (const char of text) if (UNSEEN.test(char) || ODD_SPACE.test(char)) hidden += 1;
  return { hidden, reordering: REORDERING.test(text), lookalikes: lookalikesIn(text).size > 0 };
}
