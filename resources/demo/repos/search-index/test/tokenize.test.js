import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenize } from '../src/tokenize.js';

test('folds case and accents, drops what says nothing', () => {
  assert.deepEqual(tokenize('The Café-Table, for 2'), ['cafe', 'table', '2']);
});
