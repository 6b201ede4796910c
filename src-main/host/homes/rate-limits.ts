import type { RateLimit } from '#shared/model/workspace/workspace.ts';
import type { LimitWindow, RateLimits } from '../engines/engine.ts';

/** Merges a sparse update: only what it names is new. */
export function mergeRateLimits(before: RateLimits, update: RateLimits): RateLimits {
  const merged: Partial<Record<'primary' | 'secondary', LimitWindow>> = { ...before };
  for (const key of ['primary', 'secondary'] as const) {
    const next = update[key];
    if (next === undefined) continue;
    merged[key] = {
      usedPercent: next.usedPercent,
      windowDurationMins: next.windowDurationMins ?? before[key]?.windowDurationMins ?? null,
      resetsAt: next.resetsAt ?? before[key]?.resetsAt ?? null,
    };
  }
  return merged;
}

/** As the person reads them: "5-hour limit", with the time of its reset in Unix ms. */
export function shownRateLimits(limits: RateLimits): RateLimit[] {
  return (['primary', 'secondary'] as const).flatMap((key) => {
    const window = limits[key];
    if (window === undefined) return [];
    const { usedPercent, windowDurationMins, resetsAt } = window;
    return [
      {
        name: nameOf(windowDurationMins),
        usedPercent,
        windowMinutes: windowDurationMins,
        resetsAt: resetsAt === null ? null : resetsAt * 1000,
      },
    ];
  });
}

function nameOf(minutes: number | null): string {
  if (minutes === null) return 'Limit';
  if (minutes % 10_080 === 0) return minutes === 10_080 ? 'Weekly limit' : `${minutes / 10_080}-week limit`;
  if (minutes % 1440 === 0) return `${minutes / 1440}-day limit`;
  return minutes % 60 === 0 ? `${minutes / 60}-hour limit` : `${minutes}-minute limit`;
}
