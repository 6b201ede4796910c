import { describe, expect, it } from 'vitest';
import { boundDepth, boundRaw, countValues, DEPTH_LIMIT, TOO_DEEP } from './bounds.ts';

const nested = (depth: number, open = '[', close = ']'): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

function depthOf(value: unknown): number {
  let depth = 0;
  for (let at = value; typeof at === 'object' && at !== null; at = Object.values(at)[0]) depth += 1;
  return depth;
}

describe('boundDepth', () => {
  it.each([1000, 100_000, 1_000_000])('leaves %i levels of lists as deep as anybody can walk', (depth) => {
    const bounded = boundDepth({ method: 'x', params: { item: nested(depth), id: 'i' } });
    expect(depthOf(bounded.params.item)).toBe(DEPTH_LIMIT - 2);
    expect(JSON.stringify(bounded)).toContain(TOO_DEEP);
    expect(bounded.params.id).toBe('i');
  });

  it('does the same with objects, also under a name that is not what it seems', () => {
    const bounded = boundDepth(nested(5000, '{"__proto__":', '}'));
    expect(JSON.stringify(bounded)).toContain(TOO_DEEP);
  });

  it('leaves alone what is not deeper', () => {
    const text = JSON.stringify(nested(DEPTH_LIMIT));
    expect(JSON.stringify(boundDepth(JSON.parse(text)))).toBe(text);
  });
});

describe('boundRaw', () => {
  it('keeps small things as they are', () => {
    const raw = { a: [1, 'two', null, { b: true }], c: '' };
    expect(boundRaw(raw)).toEqual(raw);
  });

  it.each([
    ['a long text', 'x'.repeat(30_000_000)],
    ['a long text far inside', { a: [{ b: 'x'.repeat(30_000_000) }] }],
    ['many values', Array.from({ length: 1_000_000 }, (_, at) => at)],
    ['many texts', Array.from({ length: 100_000 }, () => 'x'.repeat(100))],
    ['many names', Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`name ${at}`, at]))],
    ['a long name', { ['x'.repeat(1_000_000)]: 1 }],
    ['depth', nested(10_000)],
  ])('bounds %s, and says that something was left out', (_what, raw) => {
    const text = JSON.stringify(boundRaw(raw));
    expect(text.length).toBeLessThan(100_000);
    expect(text).toContain('left out');
  });
});

describe('countValues', () => {
  it('counts over all levels, and no further than asked', () => {
    expect(countValues({ a: [1, 2, { b: 3 }], c: 4 }, 100)).toBe(6);
    expect(
      countValues(
        Array.from({ length: 1000 }, () => [1]),
        10,
      ),
    ).toBe(10);
  });
});
