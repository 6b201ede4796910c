import { describe, expect, it } from 'vitest';
import { holds, ratioOf, type Figure } from './report.ts';

const figure = (value: number, bound: number | null, base?: number): Figure => ({
  name: 'opening',
  value,
  bound,
  unit: 'ms',
  ...(base !== undefined && { beside: { name: 'an empty page', value: base, most: 10 } }),
});

describe('holds', () => {
  it.each([
    ['no bound', figure(9_999, null), true],
    ['within its bound', figure(300, 300), true],
    ['beyond its bound', figure(301, 300), false],
    ['beyond its bound on a slow day, at its usual ratio', figure(2_000, 1_500, 200), true],
    ['within its bound on a quick machine, at a worse ratio', figure(1_100, 1_500, 100), false],
    ['a baseline that was not measured', figure(10, 1_500, Number.NaN), false],
    ['a baseline of nothing', figure(10, 1_500, 0), false],
    ['a value that was not measured', figure(Number.NaN, 300), false],
  ])('%s', (_what, one, expected) => {
    expect(holds(one)).toBe(expected);
  });

  it('says the ratio', () => {
    expect(ratioOf({ value: 300 }, { name: 'b', value: 120, most: 3 })).toBe(2.5);
  });
});
