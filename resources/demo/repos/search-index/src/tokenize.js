const STOP = new Set(['a', 'an', 'and', 'for', 'in', 'of', 'the', 'with']);

/** The terms of a text: lower case, without accents, without the words that say nothing. */
export function tokenize(text) {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((term) => term !== '' && !STOP.has(term));
}
