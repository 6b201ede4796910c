import { describe, expect, it } from 'vitest';
import { readRateLimits } from './rate-limits.ts';

describe('readRateLimits', () => {
  it('takes the windows that are there, whatever else is sparse', () => {
    const primary = { usedPercent: 41, windowDurationMins: null, resetsAt: 'soon', later: 1 };
    expect(readRateLimits({ primary, secondary: null })).toEqual({
      primary: { usedPercent: 41, windowDurationMins: null, resetsAt: null },
    });
  });

  it.each([null, 5, {}, { primary: 'x' }, { primary: { usedPercent: 'much' } }])(
    'takes nothing from %j',
    (raw) => {
      expect(readRateLimits(raw)).toEqual({});
    },
  );
});
