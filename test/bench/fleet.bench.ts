/**
 * A very large fleet: 10,000 threads in the index. How soon it can be used, the longest that the page is busy at a
 * stretch while the list is scrolled and filtered, and what the host keeps for them.
 */
import type { Page } from 'playwright-core';
import { fleetTopic } from '#shared/contract/topics.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { launchChromium, newPage } from './support/page.ts';
import { median, report } from './support/report.ts';
import { seed } from './support/seed.ts';
import { startWebHost, type WebHost } from './support/web-host.ts';

const WORKSPACES = 20;
const THREADS = 10_000;
const ROUNDS = 3;
/** Screens that are scrolled through, and letters that are typed into the filter. */
const SCREENS = 60;
const LETTERS = 'refunds 7';
/** A person who sees no answer presses again, ms. */
const PRESS_AGAIN_MS = 100;
/** What the host does after its start settles in this time, ms: it is memory that is looked at, not speed. */
const SETTLE_MS = 3_000;

interface Used {
  readonly usable: number;
  readonly scroll: number;
  readonly filter: number;
}

/** Runs in the page before its own scripts: notes long tasks, and when a key moved the focus to a row. */
function note(): void {
  const page = window as unknown as { __tasks: number[]; __usable?: number };
  page.__tasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) page.__tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  document.addEventListener('focusin', ({ target }) => {
    if ((target as Element).closest('[data-testid="fleet-row"]') !== null)
      page.__usable ??= performance.now();
  });
}

/** The longest that the page was busy at a stretch while `work` went on, ms: 0 where nothing took 50. */
async function longest(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => ((window as unknown as { __tasks: number[] }).__tasks.length = 0));
  await work();
  // What was begun is drawn and its tasks are told within two frames.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
  return page.evaluate(() => Math.max(0, ...(window as unknown as { __tasks: number[] }).__tasks));
}

async function useOnce(host: WebHost): Promise<Used> {
  const browser = await launchChromium();
  try {
    const page = await newPage(browser, host);
    await page.addInitScript(note);
    await page.goto(`${host.origin}/`, { waitUntil: 'commit' });
    let usable: number | undefined;
    while (usable === undefined) {
      await page.keyboard.press('j');
      await page.waitForTimeout(PRESS_AGAIN_MS);
      usable = await page.evaluate(() => (window as unknown as { __usable?: number }).__usable);
    }
    await page.mouse.move(400, 500);
    const scroll = await longest(page, async () => {
      for (let at = 0; at < SCREENS; at += 1) {
        await page.mouse.wheel(0, 700);
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
    });
    const filter = await longest(page, async () => {
      await page.keyboard.press('/');
      await page.keyboard.type(LETTERS, { delay: 60 });
      await page.getByText(new RegExp(`^\\d+ of ${THREADS}$`)).waitFor();
    });
    return { usable, scroll, filter };
  } finally {
    await browser.close();
  }
}

/** What a host keeps that knows so many threads, MiB. */
async function memoryWith(threads: number): Promise<number> {
  const seeded = seed(scratch(`fleet-${threads}`), { workspaces: WORKSPACES, threads, idle: true });
  const host = await startWebHost(seeded);
  try {
    const client = host.client();
    await client.follow(fleetTopic.topic);
    if (threads > 0) await client.threads(threads);
    client.dispose();
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    return host.memory().pss;
  } finally {
    await host.end();
  }
}

async function run(): Promise<boolean> {
  const seeded = seed(scratch('fleet'), { workspaces: WORKSPACES, threads: THREADS });
  const host = await startWebHost(seeded);
  const used: Used[] = [];
  try {
    const client = host.client();
    await client.follow(fleetTopic.topic);
    await client.threads(THREADS);
    client.dispose();
    for (let at = 0; at < ROUNDS; at += 1) used.push(await useOnce(host));
  } finally {
    await host.end();
  }
  const empty = await memoryWith(0);
  const full = await memoryWith(THREADS);
  return report('fleet', [
    {
      name: 'navigation → a fleet that follows a key',
      value: median(used.map(({ usable }) => usable)),
      bound: 1_500,
      unit: 'ms',
    },
    {
      name: 'scrolling: the longest task',
      value: median(used.map(({ scroll }) => scroll)),
      bound: 50,
      unit: 'ms',
    },
    {
      name: 'filtering: the longest task',
      value: median(used.map(({ filter }) => filter)),
      bound: 50,
      unit: 'ms',
    },
    { name: 'the host over an empty one', value: full - empty, bound: 60, unit: 'MiB' },
  ]);
}

runBench({
  about: 'fleet: 10,000 threads in the index: usable, scrolled, filtered, and what the host keeps.',
  run,
});
