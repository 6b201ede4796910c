import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchIndex } from '../src/index.js';

function catalogue(...names) {
  const index = new SearchIndex();
  names.forEach((name, i) => index.add(i, name));
  return index;
}

test('finds by any of the words, the closest match first', () => {
  const index = catalogue('oak table', 'oak chair', 'steel lamp', 'glass vase');
  assert.deepEqual(
    index.search('oak chair').map((hit) => hit.id),
    [1, 0],
  );
});

test('a rare word outweighs a common one', () => {
  const index = catalogue('lamp', 'lamp shade', 'steel lamp', 'vase', 'rug', 'chair', 'bench');
  assert.equal(index.search('steel lamp')[0].id, 2);
});
