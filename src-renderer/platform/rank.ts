interface Candidate<T> {
  readonly row: T;
  readonly text: string;
}

/**
 * What matches every word of a search, the best first: words that begin the name, then words that begin any word,
 * then any place. Without a search all, as they came.
 */
export function rankRows<T>(candidates: readonly Candidate<T>[], search: string): readonly T[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return candidates.map(({ row }) => row);
  const scored: { readonly row: T; readonly score: number; readonly at: number }[] = [];
  for (const [at, { row, text }] of candidates.entries()) {
    const lower = text.toLowerCase();
    let score = 0;
    for (const word of words) {
      const index = lower.indexOf(word);
      if (index === -1) {
        score = -1;
        break;
      }
      const starts = index === 0 ? 3 : new RegExp(`[^a-z0-9]${escape(word)}`).test(lower) ? 2 : 1;
      score += starts;
    }
    if (score > 0) scored.push({ row, score, at });
  }
  return scored.sort((a, b) => b.score - a.score || a.at - b.at).map(({ row }) => row);
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
