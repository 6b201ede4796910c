/**
 * Searches while the person types. `search` resolves with the results of a query,
 * `show` puts results on the screen.
 */
export function createSearchBox({ search, show }) {
  return {
    async type(query) {
      const results = await search(query);
      show(query, results);
    },
  };
}
