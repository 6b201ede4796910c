import { expect, it } from 'vitest';
import { stepIn } from './step.ts';

it('goes one on, stays inside, and begins at an end', () => {
  const list = ['a', 'b', 'c'];
  expect([stepIn(list, 'a', 1), stepIn(list, 'c', 1), stepIn(list, 'a', -1)]).toEqual(['b', 'c', 'a']);
  expect([stepIn(list, null, 1), stepIn(list, null, -1), stepIn(list, 'gone', 1)]).toEqual(['a', 'c', 'a']);
  expect(stepIn([], null, 1)).toBeNull();
});
