import { describe, expect, it } from 'vitest';
import {
  ago,
  baseName,
  bytes,
  duration,
  middleCut,
  msUntilNextLabel,
  msUntilNextStep,
  plural,
  relativePath,
  short,
  spent,
  stepStart,
  timeLabel,
  timeOfDay,
} from './format.ts';

describe('format', () => {
  it('says how long ago', () => {
    expect([0, 41_000, 61_000, 3_700_000, 90_000_000].map((ms) => ago(0, ms))).toEqual([
      '0 s',
      '41 s',
      '1 m',
      '1 h',
      '1 d',
    ]);
    expect(ago(10, 0)).toBe('0 s');
    expect([4_999, 12_345, 60_000].map((ms) => timeLabel('calm', 0, ms))).toEqual(['now', '12 s', '1 m']);
  });

  it('says when, for what is over', () => {
    const now = new Date(2026, 10, 21, 14, 5).getTime();
    const label = (...date: [number, number, number, number]): string =>
      timeLabel('rest', new Date(...date).getTime(), now);
    expect(label(2026, 10, 21, 9)).toBe(timeOfDay(new Date(2026, 10, 21, 9).getTime()));
    expect(label(2026, 10, 20, 23)).toBe(
      new Date(2026, 10, 20).toLocaleDateString(undefined, { weekday: 'short' }),
    );
    expect(label(2026, 10, 14, 23)).toMatch(/14/);
    expect(label(2026, 10, 14, 23)).not.toMatch(/2026/);
    expect(label(2025, 10, 20, 23)).toMatch(/2025/);
    // A clock that was set back does not make it tomorrow.
    expect(label(2026, 10, 22, 9)).toBe(timeOfDay(new Date(2026, 10, 22, 9).getTime()));
  });

  it('knows when the label changes next, and not sooner', () => {
    for (const style of ['live', 'calm'] as const) {
      for (const now of [0, 999, 1000, 59_500, 60_000, 3_599_999, 3_600_000, 86_399_000, 200_000_000]) {
        const label = (at: number) => timeLabel(style, 0, at);
        const wait = msUntilNextLabel(style, 0, now);
        expect(wait).toBeGreaterThan(0);
        expect(label(now + wait)).not.toBe(label(now));
        expect(label(now + wait - 1)).toBe(label(now));
      }
    }
    const evening = new Date(2026, 10, 21, 23, 59, 50).getTime();
    expect(msUntilNextLabel('rest', evening - 1000, evening)).toBe(10_000);
  });

  it('knows when a minute and a day began, and when the next one does', () => {
    const now = new Date(2026, 10, 21, 23, 59, 50, 20).getTime();
    expect(stepStart('minute', now)).toBe(new Date(2026, 10, 21, 23, 59).getTime());
    expect(stepStart('day', now)).toBe(new Date(2026, 10, 21).getTime());
    for (const step of ['minute', 'day'] as const) {
      expect(msUntilNextStep(step, now)).toBe(9_980);
      expect(stepStart(step, now + 9_979)).toBe(stepStart(step, now));
      expect(stepStart(step, now + 9_980)).toBe(now + 9_980);
    }
  });

  it('keeps numbers short', () => {
    expect([80, 1234, 12_345, 200_000, 3_600_000].map(duration)).toEqual([
      '80 ms',
      '1.2 s',
      '12 s',
      '3 m 20 s',
      '1 h',
    ]);
    expect([null, 0, 80].map(spent)).toEqual(['', '', '80 ms']);
    expect([5, 950, 1000, 41_234, 999_600, 1_234_567].map(short)).toEqual([
      '5',
      '950',
      '1k',
      '41k',
      '1M',
      '1.2M',
    ]);
    expect(bytes(3 * 1024 ** 2)).toBe('3 MiB');
    expect([plural(1, 'thread'), plural(2, 'thread')]).toEqual(['1 thread', '2 threads']);
  });

  it('handles paths of both kinds', () => {
    expect([baseName('/a/b/'), baseName('C:\\x\\y'), baseName('/')]).toEqual(['b', 'y', '/']);
    expect([middleCut('/a/b', 10), middleCut('/home/ada/code/payments', 13)]).toEqual([
      '/a/b',
      '/h…e/payments',
    ]);
    expect(relativePath('/w/src/a.ts', '/w')).toBe('src/a.ts');
    expect(relativePath('/web/a.ts', '/w')).toBe('/web/a.ts');
  });
});
