import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchIndex } from '../src/index.js';
import { idf } from '../src/rank.js';

test('the weight of a term falls as it gets common, and never below zero', () => {
  assert.ok(idf(1000, 1) > idf(1000, 100));
  assert.ok(idf(1000, 900) >= 0);
});

test('more matching words never make a match worse', () => {
  const index = new SearchIndex();
  index.add('desk', 'oak desk');
  index.add('table', 'oak table');
  index.add('chair', 'oak chair');
  index.add('lamp', 'brass lamp');
  const [plain] = index.search('desk');
  const [both] = index.search('oak desk');
  assert.equal(both.id, 'desk');
  assert.ok(both.score >= plain.score);
});
