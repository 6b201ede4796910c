/**
 * What the page does while an agent writes: a thread of 10,000 items is open, 500 deltas a second of prose and code grow
 * its newest message, and 100 rows of the fleet change once a second.
 */
import { pause, runBench } from './support/bench.ts';
import { startLongHost } from './support/long-host.ts';
import { report } from './support/report.ts';

const SECONDS = 10;
const PER_SECOND = 500;
const ROWS = 100;
/** A frame is on time when no screen refresh at 30 a second is missed. */
const ON_TIME_MS = 34;

interface Watched {
  readonly longest: number;
  readonly frames: readonly number[];
  /** Of all blocks, and of the one that grows. */
  readonly parses: number;
  readonly growing: number;
}
interface BenchWindow {
  __muster?: { parses?: number; growing?: number };
  __watched?: () => Watched;
}

/** Runs in the page: notes long tasks, the time between frames, and how often Markdown is parsed. */
function watch(): void {
  const page = window as unknown as BenchWindow;
  let longest = 0;
  const frames: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  let before = performance.now();
  let going = true;
  const frame = (now: number): void => {
    frames.push(now - before);
    before = now;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  if (page.__muster !== undefined) Object.assign(page.__muster, { parses: 0, growing: 0 });
  page.__watched = () => {
    going = false;
    observer.disconnect();
    const { parses = Number.NaN, growing = Number.NaN } = page.__muster ?? {};
    return { longest, frames: frames.slice(1), parses, growing };
  };
}

async function run(): Promise<boolean> {
  const host = await startLongHost('stream-render', {
    threads: ROWS + 1,
    items: 10_000,
    turns: 1000,
    into: 'first',
    deltas: PER_SECOND * (SECONDS + 2),
    deltasPerSecond: PER_SECOND,
    rows: ROWS,
  });
  try {
    await host.open(0);
    await pause(2000);
    host.go();
    await host.page.locator('[data-testid="item"]:not([data-done])').first().waitFor();
    await pause(1000);
    await host.page.evaluate(watch);
    await pause(SECONDS * 1000);
    const { longest, frames, parses, growing } = await host.page.evaluate(
      () => (window as unknown as BenchWindow).__watched?.() as Watched,
    );
    const late = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / (1000 / 60)) - 2), 0);
    const all = frames.length + late;
    return report('stream-render', [
      { name: 'longest task', value: longest, bound: 50, unit: 'ms' },
      {
        name: 'frames that are late',
        value: (100 * frames.filter((ms) => ms > ON_TIME_MS).length) / all,
        bound: 5,
        unit: '%',
      },
      {
        name: 'Markdown parses of the growing block, a painted frame',
        value: growing / frames.length,
        bound: 1,
        unit: '',
      },
      {
        name: 'Markdown parses of all blocks, a painted frame',
        value: parses / frames.length,
        bound: null,
        unit: '',
      },
      { name: 'painted frames a second', value: frames.length / SECONDS, bound: null, unit: '/s' },
    ]);
  } finally {
    await host.end();
  }
}

runBench({ about: 'stream-render: tasks, frames and parses of the page while an agent writes.', run });
