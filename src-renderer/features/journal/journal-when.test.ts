import { describe, expect, it } from 'vitest';
import { timeOfDay } from '../../ui/format.ts';
import { datesWords, dayWords, quickTime, rangeOf, sinceWords, stepOf } from './journal-when.ts';

const noon = new Date(2026, 2, 10, 12).getTime();
const day = (date: number): number => new Date(2026, 2, date).getTime();

describe('rangeOf', () => {
  it.each([
    ['week', { from: day(4) }],
    ['2026-03-02..2026-03-04', { from: day(2), to: day(5) }],
    ['2026-03-02..', { from: day(2) }],
    ['..2026-03-02', { to: day(3) }],
    ['..', {}],
    ['', {}],
  ])('reads %s as whole days', (when, range) => {
    expect(rangeOf(when, noon)).toEqual(range);
  });
  it('begins the last hour with a minute, and moves it on with the next one', () => {
    const from = (now: number): number | undefined => rangeOf('hour', now).from;
    expect(from(noon)).toBe(noon - 3_600_000);
    expect(from(noon + 59_999)).toBe(noon - 3_600_000);
    expect(from(noon + 60_000)).toBe(noon - 3_540_000);
    expect([stepOf('hour'), stepOf('today'), stepOf('')]).toEqual(['minute', 'day', 'day']);
  });
});

it('says days in words', () => {
  expect(dayWords(noon - 3_600_000, noon)).toBe('Today');
  expect(dayWords(day(9), noon)).toBe('Yesterday');
  expect(dayWords(day(2), noon)).toMatch(/2/);
  expect(datesWords('hour')).toBe('From … to …');
  expect(datesWords('..')).toBe('From … to …');
  expect(datesWords('2026-03-02..')).toMatch(/^Since .*2/);
  expect(datesWords('..2026-03-02')).toMatch(/^Until .*2/);
});

it('says since when, and which day where that is not clear', () => {
  const at = timeOfDay;
  expect(sinceWords('hour', noon + 30_000)).toBe(`since ${at(noon - 3_600_000)}`);
  expect(sinceWords('hour', day(10) + 60_000)).toBe(
    `since ${at(day(9) + 23 * 3_600_000 + 60_000)} yesterday`,
  );
  expect(sinceWords('today', noon)).toBe('since midnight');
  expect(sinceWords('week', noon)).toMatch(/^since .*4/);
  for (const when of ['', 'soon', '2026-03-02..']) expect(sinceWords(when, noon)).toBe('');
});

it('knows which of the quick times an address has', () => {
  expect(['hour', 'today', 'week', ''].map(quickTime)).toEqual(['hour', 'today', 'week', '']);
  expect(['soon', '..'].map(quickTime)).toEqual(['', '']);
  expect(['month', '2026-03-02..'].map(quickTime)).toEqual([null, null]);
});
