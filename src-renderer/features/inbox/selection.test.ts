import { describe, expect, it } from 'vitest';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import type { Entry } from '../groups/index.ts';
import { idsNamed, toggled, withRange } from './selection.ts';

const id = (text: string): ApprovalId => asId<ApprovalId>(text);
const one = (name: string): Entry => ({ type: 'one', id: id(name) });
const entries: Entry[] = [
  one('a'),
  { type: 'group', group: { key: 'g', label: { words: '', code: '' }, ids: [id('b'), id('c')] } },
  one('d'),
  one('e'),
];

describe('selecting', () => {
  it('takes a line, all of a group, or one member of it', () => {
    expect(idsNamed(entries, 'a')).toEqual(['a']);
    expect(idsNamed(entries, 'g')).toEqual(['b', 'c']);
    expect(idsNamed(entries, 'c')).toEqual(['c']);
    expect(idsNamed(entries, 'gone')).toEqual([]);
  });

  it('adds what is not in it, and takes out what is in it as a whole', () => {
    expect(toggled([id('a'), id('b')], [id('b'), id('c')])).toEqual(['a', 'b', 'c']);
    expect(toggled([id('a'), id('b'), id('c')], [id('b'), id('c')])).toEqual(['a']);
  });

  it('takes a range in either direction, and one line where the other end is gone', () => {
    expect(withRange([], entries, 'g', 'd')).toEqual(['b', 'c', 'd']);
    expect(withRange([id('e')], entries, 'd', 'a')).toEqual(['e', 'a', 'b', 'c', 'd']);
    expect(withRange([], entries, 'gone', 'd')).toEqual(['d']);
    expect(withRange([], entries, 'gone', 'gone')).toEqual([]);
  });
});
