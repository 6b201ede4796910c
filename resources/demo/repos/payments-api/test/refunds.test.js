import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refundLines } from '../src/refunds.js';

const charge = {
  amount: 3000,
  lines: [
    { sku: 'poster', amount: 1000 },
    { sku: 'frame', amount: 1000 },
    { sku: 'hooks', amount: 1000 },
  ],
};
const sum = (lines) => lines.reduce((total, line) => total + line.amount, 0);

test('a refund of the whole charge gives every line back', () => {
  assert.deepEqual(
    refundLines(charge, 3000).map((line) => line.amount),
    [1000, 1000, 1000],
  );
});

test('a partial refund books exactly what was refunded', () => {
  assert.equal(sum(refundLines(charge, 1000)), 1000);
  assert.equal(sum(refundLines(charge, 2000)), 2000);
});

test('a refund cannot exceed its charge', () => {
  assert.throws(() => refundLines(charge, 3001), RangeError);
});
