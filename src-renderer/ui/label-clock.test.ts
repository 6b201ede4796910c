import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabelClock } from './label-clock.ts';

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
    clock.watch(0, 'live', live);
    clock.watch(0, 'calm', calm);
    vi.advanceTimersByTime(10_000);
    expect(live).toHaveBeenCalledTimes(10);
    expect(calm).toHaveBeenCalledTimes(6);
    vi.advanceTimersByTime(50_000);
    live.mockClear();
    calm.mockClear();
    vi.advanceTimersByTime(10 * 60_000);
    expect(live).toHaveBeenCalledTimes(10);
    expect(calm).toHaveBeenCalledTimes(10);
  });

  it('holds no timer when nothing is shown or the page is hidden', () => {
    const clock = new LabelClock();
    const stop = clock.watch(0, 'live', () => {});
    expect(vi.getTimerCount()).toBe(1);
    clock.pause(true);
    expect(vi.getTimerCount()).toBe(0);
    clock.pause(false);
    expect(vi.getTimerCount()).toBe(1);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
