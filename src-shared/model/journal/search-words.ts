/** Words that are looked for at most; nobody types more, and each costs. */
const MOST_WORDS = 20;

/** Letters of a word that says something by itself. */
const LONG_ENOUGH = 3;

/**
 * The words of a search as it was typed: parted by white space, `"in quotes"` as one, a quote that was not closed yet
 * up to the end. Each is looked for wherever it stands, also inside of other words. A word of one or two letters stands
 * nearly everywhere, so it is taken with the one before it, as typed: `git pu` is on the way to `git push`.
 */
export function searchWords(text: string): readonly string[] {
  const words: string[] = [];
  let open = false;
  for (const [whole, quoted] of text.replaceAll('\u0000', '').matchAll(/"([^"]*)"?|[^\s"]+/g)) {
    const word = quoted ?? whole;
    if (word.trim() === '') continue;
    const last = words.length - 1;
    if (open && quoted === undefined && word.length < LONG_ENOUGH) words[last] = `${words[last]} ${word}`;
    else words.push(word);
    open = quoted === undefined;
  }
  return [...new Set(words)].slice(0, MOST_WORDS);
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
