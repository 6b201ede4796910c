import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, split } from '../src/money.js';

test('splits evenly where it can', () => {
  assert.deepEqual(split(900, [1, 1, 1]), [300, 300, 300]);
  assert.deepEqual(split(1000, [3, 1]), [750, 250]);
});

test('refuses weights that add up to nothing', () => {
  assert.throws(() => split(1000, [0, 0]), RangeError);
});

test('formats by the digits of the currency', () => {
  assert.equal(format(1050, 'EUR'), '10.50 EUR');
  assert.equal(format(1050, 'JPY'), '1050 JPY');
});
