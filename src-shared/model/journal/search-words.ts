/** Words that are looked for at most; nobody types more, and each costs. */
const MOST_WORDS = 20;

/**
 * The words of a search as it was typed: parted by white space, `"in quotes"` as one, a quote that was not closed yet
 * up to the end. Each is looked for wherever it stands, also inside of other words.
 */
export function searchWords(text: string): readonly string[] {
  const found = [...text.replaceAll('\u0000', '').matchAll(/"([^"]*)"?|[^\s"]+/g)].map(
    ([whole, quoted]) => quoted ?? whole,
  );
  return [...new Set(found.filter((word) => word.trim() !== ''))].slice(0, MOST_WORDS);
}

/** A text in parts, those that a search found apart from the others; upper and lower case are alike. */
export function foundParts(
  text: string,
  words: readonly string[],
): readonly { readonly text: string; readonly found: boolean }[] {
  const wanted = words.filter((word) => word.trim() !== '').sort((a, b) => b.length - a.length);
  if (wanted.length === 0 || text === '') return [{ text, found: false }];
  const pattern = new RegExp(
    `(${wanted.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')})`,
    'gi',
  );
  return text
    .split(pattern)
    .map((part, at) => ({ text: part, found: at % 2 === 1 }))
    .filter((part) => part.text !== '');
}
