/**
 * How long a person waits for the fleet: from the navigation to rows that are on the screen and follow a key, with
 * 1,000 threads in the index and a browser that has never been here.
 */
import type { Page } from 'playwright-core';
import { fleetTopic } from '#shared/contract/topics.ts';
import { servePage, writeEmptyPage, type BarePage } from './support/bare-page.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { launchChromium, newPage } from './support/page.ts';
import { median, report } from './support/report.ts';
import { seed } from './support/seed.ts';
import { startWebHost, type WebHost } from './support/web-host.ts';

const WORKSPACES = 20;
const THREADS = 1_000;
const ROUNDS = 5;
/** Times of an empty page, whose one row follows the same key. */
const EMPTY_RATIO = 12;
/** A person who sees no answer presses again. */
const PRESS_AGAIN_MS = 100;

/** Moments of one navigation, ms since it began. */
interface Opened {
  readonly rows: number;
  readonly usable: number;
}

/** Runs in the page before its own scripts: notes when rows were drawn, and when a key moved the focus to one. */
function note(): void {
  const page = window as unknown as { __rows?: number; __usable?: number };
  const look = (): void => {
    if (document.querySelector('[data-testid="fleet-row"]') === null) {
      requestAnimationFrame(look);
      return;
    }
    // After the callbacks of a frame comes its drawing, and then this.
    setTimeout(() => (page.__rows = performance.now()), 0);
  };
  requestAnimationFrame(look);
  document.addEventListener('focusin', ({ target }) => {
    const row = (target as Element).closest('[data-testid="fleet-row"]');
    if (row !== null && page.__rows !== undefined) page.__usable ??= performance.now();
  });
}

async function openOnce(host: WebHost, bare: BarePage | null): Promise<Opened> {
  const browser = await launchChromium();
  try {
    const page = await newPage(browser, host);
    await page.addInitScript(note);
    await page.goto(bare?.url ?? `${host.origin}/`, { waitUntil: 'commit' });
    const rows = await moment(page, '__rows');
    let usable: number | null = null;
    while (usable === null) {
      await page.keyboard.press('j');
      usable = await moment(page, '__usable', PRESS_AGAIN_MS).catch(() => null);
    }
    if (bare !== null) return { rows: rows ?? Number.NaN, usable };
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="thread-view"]').waitFor();
    return { rows: rows ?? Number.NaN, usable };
  } finally {
    await browser.close();
  }
}

/** Waits until the page has noted a moment. */
async function moment(page: Page, name: '__rows' | '__usable', timeout = 30_000): Promise<number> {
  const find = (key: string): number | undefined => (window as unknown as Record<string, number>)[key];
  const found = await page.waitForFunction(find, name, { timeout });
  return (await found.jsonValue()) ?? Number.NaN;
}

async function run(): Promise<boolean> {
  const seeded = seed(scratch('open'), { workspaces: WORKSPACES, threads: THREADS });
  const folder = scratch('empty');
  writeEmptyPage(folder);
  const bare = await servePage(folder);
  const host = await startWebHost(seeded);
  try {
    const client = host.client();
    await client.follow(fleetTopic.topic);
    await client.threads(THREADS);
    client.dispose();
    const opened: Opened[] = [];
    const empty: Opened[] = [];
    for (let at = 0; at < ROUNDS; at += 1) {
      empty.push(await openOnce(host, bare));
      opened.push(await openOnce(host, null));
    }
    return report('open', [
      {
        name: 'navigation → a fleet that follows a key',
        value: median(opened.map(({ usable }) => usable)),
        bound: 1_500,
        unit: 'ms',
        beside: {
          name: 'an empty page',
          value: median(empty.map(({ usable }) => usable)),
          most: EMPTY_RATIO,
        },
      },
      {
        name: 'navigation → rows drawn',
        value: median(opened.map(({ rows }) => rows)),
        bound: null,
        unit: 'ms',
      },
      {
        name: 'the slowest of the navigations',
        value: Math.max(...opened.map(({ usable }) => usable)),
        bound: null,
        unit: 'ms',
      },
    ]);
  } finally {
    await host.end();
    await bare.end();
  }
}

runBench({
  about:
    'open: from the navigation to a usable fleet of 1,000 threads in a browser that has never been here.',
  run,
});
