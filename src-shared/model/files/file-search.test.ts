import { describe, expect, it } from 'vitest';
import { fitting, type FoundFiles } from './file-search.ts';

const found = (query: string, ...paths: string[]): FoundFiles => ({
  query,
  files: paths.map((path) => ({ path, folder: false, fits: [] })),
  problem: null,
});
const shown = (of: FoundFiles, query: string): string[] => fitting(of, query).map(({ path }) => path);

describe('files that may be chosen', () => {
  it('are all that was found for this query, but for what is the repository’s own', () => {
    expect(shown(found('ref', '.git/refs', 'docs/reference.md', '.gitignore'), 'ref')).toEqual([
      'docs/reference.md',
      '.gitignore',
    ]);
  });
  it('are, of what was found for an earlier one, those that still have its letters in their order', () => {
    const earlier = found('ref', 'docs/reference.md', 'src/refund-split.ts');
    expect(shown(earlier, 'refspl')).toEqual(['src/refund-split.ts']);
    expect(shown(earlier, 'REF SPL')).toEqual(['src/refund-split.ts']);
    expect(shown(earlier, 'splref')).toEqual([]);
  });
});
