import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProblems } from '../tools/check-networks.js';
import { contains, overlap, range } from '../tools/cidr.js';

test('a block knows its ends', () => {
  assert.deepEqual(range('10.0.0.0/30'), { first: 167772160, last: 167772163 });
  assert.throws(() => range('10.0.0.1/30'), /boundary/);
});

test('blocks overlap or contain each other', () => {
  assert.equal(overlap('10.0.0.0/20', '10.0.8.0/21'), true);
  assert.equal(overlap('10.0.0.0/20', '10.0.16.0/20'), false);
  assert.equal(contains('10.0.0.0/16', '10.0.16.0/20'), true);
});

test('a network outside its region is a problem', () => {
  const region = { region: 'r', block: '10.1.0.0/16', networks: [{ name: 'n', cidr: '10.2.0.0/20' }] };
  assert.match(findProblems([region])[0], /outside its region's block/);
});
