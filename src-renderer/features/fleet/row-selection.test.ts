import { describe, expect, it } from 'vitest';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { picked, ranged } from './row-selection.ts';

const ids = (...names: string[]): ThreadId[] => names.map((name) => asId<ThreadId>(name));
const [a = asId<ThreadId>(''), b = a, c = a, d = a] = ids('a', 'b', 'c', 'd');

describe('selecting rows', () => {
  it('takes one in and out', () => {
    expect(picked([], a)).toEqual([a]);
    expect(picked([a, b], a)).toEqual([b]);
  });
  it('takes all between two, in either direction, each once', () => {
    expect(ranged([b], [a, b, c, d], c, a)).toEqual([b, a, c]);
    expect(ranged([], [a, b, c, d], b, d)).toEqual([b, c, d]);
  });
  it('takes what is left where one of the ends is gone', () => {
    expect(ranged([a], [a, b], d, b)).toEqual([a, b]);
    expect(ranged([a], [a, b], d, c)).toEqual([a]);
  });
});
