import { describe, expect, it } from 'vitest';
import { moved } from './move-prompt.ts';

describe('moved', () => {
  it.each([
    ['a', 2, ['b', 'c', 'a']],
    ['c', 0, ['c', 'a', 'b']],
    ['b', 0, ['b', 'a', 'c']],
    ['b', 99, ['a', 'c', 'b']],
    ['a', -1, null],
    ['b', 1, null],
    ['gone', 0, null],
  ])('puts %s at %i', (id, to, expected) => {
    expect(moved(['a', 'b', 'c'], id, to)).toEqual(expected);
  });
});
