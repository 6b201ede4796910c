/** A stretch of text to show: as it is, or a mark that stands for one character nobody could see. */
export type Segment =
  | { readonly type: 'plain'; readonly text: string }
  | { readonly type: 'mark'; readonly label: string; readonly name: string; readonly raw: string };

/** What a person must know about a text besides its visible characters. */
export interface TextWarnings {
  /** Characters without a picture of their own: control, zero-width, direction, odd spaces. */
  readonly hidden: number;
  /** Characters that reorder what is seen. */
  readonly reordering: boolean;
  /** Letters of another alphabet that look like Latin ones, inside words with Latin ones. */
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
const C0 = [
  'NUL',
  'SOH',
  'STX',
  'ETX',
  'EOT',
  'ENQ',
  'ACK',
  'BEL',
  'BS',
  'TAB',
  'LF',
  'VT',
  'FF',
  'CR',
  'SO',
  'SI',
].concat([
  'DLE',
  'DC1',
  'DC2',
  'DC3',
  'DC4',
  'NAK',
  'SYN',
  'ETB',
  'CAN',
  'EM',
  'SUB',
  'ESC',
  'FS',
  'GS',
  'RS',
  'US',
]);

// Everything that may need a mark, so that ordinary text costs one scan. Line feeds and tabs are layout, not hidden.
const SUSPECT =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is meant by itself
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]/;

/** Cuts a text into what can be shown as it is and marks for everything that cannot be seen. */
export function visibleSegments(text: string): readonly Segment[] {
  if (!SUSPECT.test(text)) return text === '' ? [] : [{ type: 'plain', text }];
  const segments: Segment[] = [];
  let plain = '';
  for (const char of text) {
    const mark = markOf(char);
    if (mark === null) {
      plain += char;
      continue;
    }
    if (plain !== '') segments.push({ type: 'plain', text: plain });
    plain = '';
    segments.push({ type: 'mark', ...mark, raw: char });
  }
  if (plain !== '') segments.push({ type: 'plain', text: plain });
  return segments;
}

function markOf(char: string): { label: string; name: string } | null {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x0a || code === 0x09) return null;
  if (code < 0x20) return { label: C0[code] ?? hex(code), name: `control character ${hex(code)}` };
  const named = NAMES[code];
  if (named !== undefined) return { label: named[0], name: `${named[1]} (${hex(code)})` };
  const invisible =
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x180b && code <= 0x180f) ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe0fff);
  return invisible ? { label: hex(code), name: `invisible character ${hex(code)}` } : null;
}

function hex(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const MIXED =
  /[A-Za-z]+[\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff\uff21-\uff5a]|[\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff\uff21-\uff5a]+[A-Za-z]/;

/** What to warn of before a person decides about this text. */
export function textWarnings(text: string): TextWarnings {
  const hidden = visibleSegments(text).filter((segment) => segment.type === 'mark').length;
  return { hidden, reordering: REORDERING.test(text), lookalikes: MIXED.test(text) };
}
