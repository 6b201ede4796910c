import { describe, expect, it } from 'vitest';
import { mergeRateLimits, shownRateLimits } from './rate-limits.ts';

const full = {
  primary: { usedPercent: 40, windowDurationMins: 300, resetsAt: 1000 },
  secondary: { usedPercent: 5, windowDurationMins: 10_080, resetsAt: 2000 },
};

describe('rate limits', () => {
  it('are named by their window, with the reset in milliseconds', () => {
    expect(shownRateLimits(full)).toEqual([
      { name: '5-hour limit', usedPercent: 40, windowMinutes: 300, resetsAt: 1_000_000 },
      { name: 'Weekly limit', usedPercent: 5, windowMinutes: 10_080, resetsAt: 2_000_000 },
    ]);
  });

  it('take from a sparse update only what it names', () => {
    const update = { primary: { usedPercent: 41, windowDurationMins: null, resetsAt: null } };
    expect(mergeRateLimits(full, update)).toEqual({
      ...full,
      primary: { ...full.primary, usedPercent: 41 },
    });
  });
});
