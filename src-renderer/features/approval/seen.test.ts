import { describe, expect, it } from 'vitest';
import { isWhole, SeenWatch, withRange, type Range } from './seen.ts';

const view = (...things: [key: string, from: number, to: number, height: number][]) =>
  new Map(things.map(([key, from, to, height]) => [key, { part: [from, to] as Range, height }]));

describe('SeenWatch', () => {
  it('wants the whole of it, for a while, in view', () => {
    const watch = new SeenWatch();
    expect(watch.look(0, view(['a', 0, 100, 100], ['b', 0, 50, 100]))).toBe(false);
    expect(watch.look(299, view(['a', 0, 100, 100], ['b', 0, 50, 100]))).toBe(false);
    expect(watch.look(300, view(['a', 0, 100, 100], ['b', 0, 50, 100]))).toBe(true);
    expect([...watch.whole]).toEqual(['a']);
    // The rest of the other, in view for as long.
    watch.look(400, view(['b', 50, 100, 100]));
    watch.look(700, view(['b', 50, 100, 100]));
    expect(watch.look(1000, view(['b', 50, 100, 100]))).toBe(true);
    expect([...watch.whole]).toEqual(['a', 'b']);
  });

  it('does not count what only passes by, nor time in which nobody looked', () => {
    const watch = new SeenWatch();
    watch.look(0, view(['a', 0, 50, 100]));
    watch.look(100, view(['a', 25, 75, 100]));
    watch.look(200, view(['a', 50, 100, 100]));
    watch.look(300, view(['a', 50, 100, 100]));
    watch.look(550, view(['a', 50, 100, 100]));
    expect(watch.whole.size).toBe(0);
    watch.away();
    watch.look(1000, view(['a', 0, 100, 100]));
    watch.away();
    expect(watch.look(2000, view(['a', 0, 100, 100]))).toBe(false);
    expect(watch.look(2300, view(['a', 0, 100, 100]))).toBe(true);
  });

  it('begins anew when heights change', () => {
    const watch = new SeenWatch();
    watch.look(0, view(['a', 0, 50, 100]));
    watch.look(300, view(['a', 0, 50, 100]));
    watch.forgetParts();
    watch.look(400, view(['a', 40, 80, 80]));
    watch.look(700, view(['a', 40, 80, 80]));
    expect(watch.whole.size).toBe(0);
  });
});

describe('ranges', () => {
  it('join where they touch', () => {
    expect(withRange(withRange([[0, 10]], [20, 30]), [9, 21])).toEqual([[0, 30]]);
    expect(withRange([[20, 30]], [0, 10])).toEqual([
      [0, 10],
      [20, 30],
    ]);
    expect(isWhole([[0, 99]], 100)).toBe(true);
    expect(
      isWhole(
        [
          [0, 10],
          [20, 100],
        ],
        100,
      ),
    ).toBe(false);
    expect(isWhole([], 0)).toBe(false);
  });
});
