import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, sortRows } from '../src/table.js';

test('sorts by name', () => {
  const rows = [{ name: 'Ines' }, { name: 'Ada' }, { name: 'Grace' }];
  assert.deepEqual(
    sortRows(rows, 'name').map((row) => row.name),
    ['Ada', 'Grace', 'Ines'],
  );
});

test('pages from 1', () => {
  assert.deepEqual(page([1, 2, 3, 4, 5], 2, 2), [3, 4]);
});
