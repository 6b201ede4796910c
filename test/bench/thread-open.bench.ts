/**
 * How long a person waits for a thread of 10,000 items in 1,000 turns: from the click on its row to what was said, on
 * the screen. Each thread is opened once, so that nothing of it was read before.
 */
import { runBench } from './support/bench.ts';
import { longThreadId } from './support/long-codex.ts';
import { startLongHost } from './support/long-host.ts';
import { median, percentile, report } from './support/report.ts';

const THREADS = 24;

/** Runs in the page: clicks a row, resolves with the ms until an item of that thread was painted. */
function openRow(id: string): Promise<number> {
  const row = document.querySelector<HTMLElement>(`[data-testid="fleet-row"][data-thread-id="${id}"] > a`);
  if (row === null) throw new Error(`no row of ${id} is drawn`);
  const began = performance.now();
  row.click();
  return new Promise((resolve) => {
    const look = (): void => {
      const shown = document.querySelector(
        `[data-testid="thread-view"][data-thread-id="${id}"] [data-testid="item"]`,
      );
      if (shown === null) requestAnimationFrame(look);
      // After the callbacks of a frame comes its drawing, and then this.
      else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
    };
    requestAnimationFrame(look);
  });
}

async function run(): Promise<boolean> {
  const host = await startLongHost('thread-open', {
    threads: THREADS,
    items: 10_000,
    turns: 1000,
    into: 'first',
    deltas: 0,
    deltasPerSecond: 1,
    rows: 0,
  });
  try {
    const { page } = host;
    const times: number[] = [];
    for (let at = 0; at < THREADS; at += 1) {
      const id = longThreadId(at);
      await page.locator(`[data-testid="fleet-row"][data-thread-id="${id}"]`).scrollIntoViewIfNeeded();
      times.push(await page.evaluate(openRow, id));
    }
    return report('thread-open', [
      {
        name: 'click → what was said, 95th percentile',
        value: percentile(times, 0.95),
        bound: 300,
        unit: 'ms',
      },
      { name: 'the same, median', value: median(times), bound: null, unit: 'ms' },
    ]);
  } finally {
    await host.end();
  }
}

runBench({ about: 'thread-open: from a click to the content of a thread of 10,000 items.', run });
