/** What stays in the page after 200,000 deltas over 100 threads that are opened and closed in turn. */
import { runBench } from './support/bench.ts';
import { startLongHost, type LongHost } from './support/long-host.ts';
import { longThreadId } from './support/long-codex.ts';
import { report } from './support/report.ts';

const THREADS = 100;
const DELTAS = 2000;
const MIB = 2 ** 20;

async function heapOf({ page }: LongHost): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / MIB;
}

async function run(): Promise<boolean> {
  const host = await startLongHost('heap', {
    threads: THREADS + 1,
    items: 200,
    turns: 20,
    into: 'next',
    deltas: DELTAS,
    deltasPerSecond: 8000,
    rows: 0,
  });
  try {
    // What is loaded once, such as grammars, is there before it is measured.
    await host.open(THREADS);
    const before = await heapOf(host);
    for (let at = 0; at < THREADS; at += 1) {
      await host.open(at);
      host.go();
      const view = host.page.locator(`[data-thread-id="${longThreadId(at)}"]`);
      await view.locator('[data-item-id^="message-live"][data-done]').first().waitFor();
    }
    await host.open(THREADS);
    // Topics and answers linger for a while after they are left.
    await host.page.waitForTimeout(5000);
    const after = await heapOf(host);
    return report('heap', [
      { name: 'growth of the page’s heap', value: after - before, bound: 30, unit: 'MiB' },
      { name: 'the heap before', value: before, bound: null, unit: 'MiB' },
    ]);
  } finally {
    await host.end();
  }
}

runBench({ about: 'heap: what stays in the page after 200,000 deltas over 100 threads.', run });
