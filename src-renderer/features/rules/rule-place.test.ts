import { describe, expect, it } from 'vitest';
import { keepPlace } from './rule-place.ts';

describe('keepPlace', () => {
  const place = { id: 'b', at: 1 };
  it('stays with its rule, also when others come before it', () => {
    expect(keepPlace(place, ['a', 'b', 'c'])).toBe(place);
    expect(keepPlace(place, ['new', 'a', 'b'])).toEqual({ id: 'b', at: 2 });
    expect(keepPlace(null, ['a'])).toBeNull();
  });
  it('goes to what took the place of a rule that is gone, else to the last', () => {
    expect(keepPlace(place, ['a', 'c'])).toEqual({ id: 'c', at: 1 });
    expect(keepPlace(place, ['a'])).toEqual({ id: 'a', at: 0 });
    expect(keepPlace(place, [])).toBeNull();
  });
});
