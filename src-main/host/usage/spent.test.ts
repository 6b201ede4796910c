import { describe, expect, it } from 'vitest';
import { spentSince } from './spent.ts';

const told = (tokens: number, last = 100) =>
  ({
    type: 'tokensUsed',
    tokens,
    contextShare: null,
    last: { tokens: last, cached: 40, output: 10 },
  }) as const;

describe('what was used', () => {
  it('is the difference of two sums', () => {
    expect(spentSince(0, told(100))).toEqual({ tokens: 100, cached: 40, output: 10 });
    expect(spentSince(100, told(250, 150))).toEqual({ tokens: 150, cached: 40, output: 10 });
  });

  it('is nothing where the same is told again, as after a resumption', () => {
    expect(spentSince(250, told(250))).toBeNull();
    expect(spentSince(250, told(120))).toBeNull();
  });

  it('does not count the past of a thread that others used', () => {
    expect(spentSince(0, told(90_000))).toBeNull();
    expect(spentSince(90_000, told(90_100))).toMatchObject({ tokens: 100 });
  });
});
