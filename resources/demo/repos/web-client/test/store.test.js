import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStore } from '../src/store.js';

test('tells every listener, and stops when asked to', () => {
  const store = createStore({ count: 0 });
  const seen = [];
  const stop = store.subscribe((state) => seen.push(state.count));
  store.set({ count: 1 });
  stop();
  store.set({ count: 2 });
  assert.deepEqual(seen, [0, 1]);
});
