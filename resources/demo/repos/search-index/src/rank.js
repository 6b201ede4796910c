const K1 = 1.2;
const B = 0.75;

/** How much a term says: rare terms weigh more. */
export function idf(documents, withTerm) {
  return Math.log((documents - withTerm + 0.5) / (withTerm + 0.5));
}

/** The BM25 score of one term in one document. */
export function score({ frequency, length, averageLength, documents, withTerm }) {
  const saturation = (frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / averageLength));
  return idf(documents, withTerm) * saturation;
}
