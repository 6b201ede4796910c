import type { RateLimits } from '../engine.ts';

/** Reads a snapshot, which is sparse and may be of a later version: what does not fit is left out. */
export function readRateLimits(raw: unknown): RateLimits {
  if (typeof raw !== 'object' || raw === null) return {};
  const read = (key: 'primary' | 'secondary'): RateLimits => {
    const window = (raw as Record<string, unknown>)[key];
    if (typeof window !== 'object' || window === null) return {};
    const { usedPercent, windowDurationMins, resetsAt } = window as Record<string, unknown>;
    if (typeof usedPercent !== 'number') return {};
    const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
    return {
      [key]: { usedPercent, windowDurationMins: number(windowDurationMins), resetsAt: number(resetsAt) },
    };
  };
  return { ...read('primary'), ...read('secondary') };
}
