import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, price } from '../src/format.js';

test('prices carry their currency', () => {
  assert.equal(price(1299, 'EUR'), '€12.99');
});

test('time passes in the largest unit that fits', () => {
  assert.equal(ago(0, 59_000), '59 s');
  assert.equal(ago(0, 3 * 3600_000), '3 h');
  assert.equal(ago(0, 49 * 3600_000), '2 d');
});
