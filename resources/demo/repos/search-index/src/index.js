import { score } from './rank.js';
import { tokenize } from './tokenize.js';

export class SearchIndex {
  #postings = new Map();
  #lengths = new Map();
  #totalLength = 0;

  get size() {
    return this.#lengths.size;
  }

  terms() {
    return this.#postings.keys();
  }

  add(id, text) {
    const terms = tokenize(text);
    this.#lengths.set(id, terms.length);
    this.#totalLength += terms.length;
    for (const term of terms) {
      const documents = this.#postings.get(term) ?? new Map();
      documents.set(id, (documents.get(id) ?? 0) + 1);
      this.#postings.set(term, documents);
    }
  }

  /** The best matches first, at most `limit`. */
  search(query, limit = 10) {
    const scores = new Map();
    for (const term of tokenize(query)) {
      const documents = this.#postings.get(term);
      if (documents === undefined) continue;
      for (const [id, frequency] of documents) {
        const points = score({
          frequency,
          length: this.#lengths.get(id),
          averageLength: this.#totalLength / this.size,
          documents: this.size,
          withTerm: documents.size,
        });
        scores.set(id, (scores.get(id) ?? 0) + points);
      }
    }
    return [...scores]
      .map(([id, points]) => ({ id, score: points }))
      .sort((a, b) => b.score - a.score || String(a.id).localeCompare(String(b.id)))
      .slice(0, limit);
  }
}
