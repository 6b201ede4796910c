/** Alphabets whose letters are taken for Latin ones. */
const FOREIGN =
  /[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;
/** Letters of Latin shape that are no letters of a keyboard: mathematical, full width, Roman numerals, small capitals. */
const SHAPES =
  /[\uff21-\uff3a\uff41-\uff5a\u2160-\u217f\u{1d400}-\u{1d7ff}\u0131\u0237\u0251\u0261\u026a\u029f\u1d00-\u1d22\ua731\u{1f130}-\u{1f149}\u24b6-\u24e9]/u;
/** Signs that look like those with a meaning in a command or an address. */
const SIGNS =
  /[\uff01-\uff0f\uff10-\uff19\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e\u037e\u01c0\u01c3\u02d0\u0589\u2024\u2044\u204e\u2215\u2216\u2217\u2223\u2236\u223c\u29f5\u29f8\u29f9\ua789\ufe52-\ufe6b]/u;
/** Letters of other alphabets that look like Latin ones by themselves, small and capital. */
const TWINS = /^[аеорсухіјѕһԁԛԝԍӏɡοανυικρτАВЕКМНОРСТХУІЈЅԌԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{2,}$/u;
const WORDS = /[\p{L}\p{M}\p{N}_]+/gu;
const DASH_OF_OPTION = /(?<=^|[\s=])[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+(?=[\p{L}\p{N}])/gu;

/**
 * The places in a text, in UTF-16 units, of characters that look like others: letters of another alphabet in a word
 * with Latin ones, or in one that is made of nothing but such twins; Latin shapes that are no Latin letters; signs that
 * look like those of a shell or an address; a long dash where an option begins. Words of another language are none.
 */
export function lookalikesIn(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  let at = 0;
  for (const char of text) {
    if (SHAPES.test(char) || SIGNS.test(char)) places.add(at);
    at += char.length;
  }
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (!FOREIGN.test(word)) continue;
    if (!/[A-Za-z]/.test(word) && !TWINS.test(word)) continue;
    let inside = index;
    for (const char of word) {
      if (FOREIGN.test(char)) places.add(inside);
      inside += char.length;
    }
  }
  for (const { 0: dashes, index } of text.matchAll(DASH_OF_OPTION)) {
    for (let dash = 0; dash < dashes.length; dash += 1) places.add(index + dash);
  }
  return places;
}
