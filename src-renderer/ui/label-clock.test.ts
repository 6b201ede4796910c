import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { msUntilNextLabel, timeLabel, type TimeStyle } from './format.ts';
import { LabelClock, type UntilNext } from './label-clock.ts';

const next =
  (style: TimeStyle, since = 0): UntilNext =>
  (now) =>
    msUntilNextLabel(style, since, now);

describe('LabelClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(0);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ticks by the second only in the first minute', () => {
    const clock = new LabelClock();
    const live = vi.fn<() => void>();
    const calm = vi.fn<() => void>();
    clock.watch(next('live'), live);
    clock.watch(next('calm'), calm);
    vi.advanceTimersByTime(10_040);
    expect(live).toHaveBeenCalledTimes(10);
    expect(calm).toHaveBeenCalledTimes(6);
    vi.advanceTimersByTime(50_000);
    live.mockClear();
    calm.mockClear();
    vi.advanceTimersByTime(10 * 60_000);
    expect(live).toHaveBeenCalledTimes(10);
    expect(calm).toHaveBeenCalledTimes(10);
  });

  it('tells a label when it says something else, also one that is due just after another', () => {
    const clock = new LabelClock();
    const told: string[] = [];
    for (const since of [0, 30])
      clock.watch(next('live', since), () => told.push(timeLabel('live', since, Date.now())));
    vi.advanceTimersByTime(1_100);
    expect(told).toEqual(['1 s', '1 s']);
  });

  it('holds no timer when nothing is shown or the page is hidden', () => {
    const clock = new LabelClock();
    const stop = clock.watch(next('live'), () => {});
    expect(vi.getTimerCount()).toBe(1);
    clock.pause(true);
    expect(vi.getTimerCount()).toBe(0);
    clock.pause(false);
    expect(vi.getTimerCount()).toBe(1);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
