/**
 * Characters that are drawn as nothing, as a blank that is none, or that change the order of what stands around them:
 * the one list behind every mark, refusal and removal. Spaces that have a width are not among them.
 */
const UNSEEN_CLASS =
  '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb' +
  '\\u{13430}-\\u{1343f}\\u{1bca0}-\\u{1bca3}\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}\\p{Cs}';

/** One of them. Line feeds and tabs are layout, not hidden. */
export const UNSEEN = new RegExp(`[${UNSEEN_CLASS}]`, 'u');

/** Where a whole text can only be what it looks like: most are, so that one scan is what they cost. */
// oxlint-disable-next-line no-control-regex -- line feeds and tabs belong to it
export const PLAIN_ASCII = /^[\t\n\u0020-\u007e]*$/;

/** Scripts in which joiners and variation selectors are a part of how a word is written. */
const JOINING =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}' +
  '\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}' +
  '\\p{Script=Khmer}\\p{Script=Mongolian}\\p{Script=Myanmar}';

/**
 * What of them is writing and not hiding: one joiner between the parts of an emoji or the letters of a script that
 * joins, one selector behind an emoji, a digit of a keycap or a Han letter, the tags of a flag.
 */
const WRITING = new RegExp(
  '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{2,7}\\u{e007f}' +
    '|(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})' +
    '|(?<=[\\p{Extended_Pictographic}0-9#*])[\\ufe0e\\ufe0f]' +
    '|(?<=\\p{Script=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]' +
    '|(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f]' +
    `|(?<=[${JOINING}]\\p{M}?)[\\u200c\\u200d](?=[${JOINING}])`,
  'gu',
);

/** The places in a text, in UTF-16 units, at which a character of the list is a part of ordinary writing. */
export function writtenJoiners(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  for (const found of text.matchAll(WRITING)) {
    for (let at = 0; at < found[0].length; at += 1) places.add(found.index + at);
  }
  return places;
}

/**
 * A text without what cannot be seen, a space in the place of each run of it; emoji and scripts that need joiners stay
 * whole. For what the system draws and not we, where no mark can stand.
 */
export function withoutUnseen(text: string): string {
  if (PLAIN_ASCII.test(text)) return text;
  const written = writtenJoiners(text);
  let plain = '';
  let gap = false;
  let at = 0;
  for (const char of text) {
    const hides = UNSEEN.test(char) && !written.has(at);
    at += char.length;
    if (hides && !gap) plain += ' ';
    if (!hides) plain += char;
    gap = hides;
  }
  return plain;
}
