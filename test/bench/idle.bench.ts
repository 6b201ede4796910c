/**
 * What Muster costs while nothing happens: a fleet of 100 idle threads in Chromium, for one minute, beside a Chromium
 * with an empty page in the same minute.
 */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { fleetTopic } from '#shared/contract/topics.ts';
import { living, treeOf } from '../support/processes.ts';
import { pause, runBench } from './support/bench.ts';
import { cpuOf, cpuOfTree } from './support/cpu.ts';
import { scratch } from './support/lifetime.ts';
import { launchChromium, newPage } from './support/page.ts';
import { report } from './support/report.ts';
import { seed } from './support/seed.ts';
import { startWebHost } from './support/web-host.ts';

const WORKSPACES = 5;
const THREADS = 100;
const MINUTE_MS = 60_000;
/** After this a page that was just opened has done what it does at first. */
const SETTLE_MS = 10_000;
/** How long the page is disturbed on purpose, to see that drawn frames are counted. */
const CONTROL_MS = 2_000;

/** Counts frames that a page draws, from the browser's own trace. */
class FrameCount {
  readonly #session: CDPSession;
  #frames = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Tracing.dataCollected', ({ value }) => {
      for (const event of value as readonly { name?: string }[])
        if (event.name === 'DrawFrame') this.#frames += 1;
    });
  }

  static async of(browser: Browser): Promise<FrameCount> {
    return new FrameCount(await browser.newBrowserCDPSession());
  }

  /** Frames drawn while `work` runs. */
  async during(work: () => Promise<void>): Promise<number> {
    this.#frames = 0;
    await this.#session.send('Tracing.start', {
      traceConfig: {
        includedCategories: ['disabled-by-default-devtools.timeline.frame', 'devtools.timeline.frame'],
      },
      transferMode: 'ReportEvents',
    });
    await work();
    const complete = new Promise<void>((done) => this.#session.once('Tracing.tracingComplete', () => done()));
    await this.#session.send('Tracing.end');
    await complete;
    return this.#frames;
  }
}

/** A browser with the process that is the root of all of its own. */
async function launched(): Promise<{ browser: Browser; pid: number }> {
  const before = new Set(treeOf(process.pid).map(({ pid }) => pid));
  const browser = await launchChromium();
  const root = treeOf(process.pid).find(({ pid, parent }) => parent === process.pid && !before.has(pid));
  if (root === undefined || living([root]).length === 0) throw new Error('the browser has no process');
  return { browser, pid: root.pid };
}

async function run(): Promise<boolean> {
  const seeded = seed(scratch('idle'), { workspaces: WORKSPACES, threads: THREADS, idle: true });
  const host = await startWebHost(seeded);
  const browsers: Browser[] = [];
  try {
    const client = host.client();
    await client.follow(fleetTopic.topic);
    await client.threads(THREADS);
    client.dispose();
    const muster = await launched();
    browsers.push(muster.browser);
    const empty = await launched();
    browsers.push(empty.browser);
    const page = await newPage(muster.browser, host);
    await page.goto(`${host.origin}/#/fleet`);
    await page.locator('[data-testid="fleet-row"]').first().waitFor();
    await (await empty.browser.newPage()).goto('about:blank');
    await pause(SETTLE_MS);

    const frames = await FrameCount.of(muster.browser);
    const cost = { host: -cpuOf(host.pid), page: -cpuOfTree(muster.pid), empty: -cpuOfTree(empty.pid) };
    await pause(MINUTE_MS);
    cost.host += cpuOf(host.pid);
    cost.page += cpuOfTree(muster.pid);
    cost.empty += cpuOfTree(empty.pid);
    // Tracing costs by itself: it has a minute of its own.
    const drawn = await frames.during(() => pause(MINUTE_MS));
    const control = await frames.during(() => disturb(page));
    if (control === 0) throw new Error('no frame was counted of a page that was drawn on purpose');
    return report('idle', [
      { name: 'frames painted by itself in a minute', value: drawn, bound: 0, unit: 'frames' },
      {
        name: 'CPU of host and page over an empty page',
        value: (cost.host + cost.page) / cost.empty,
        bound: 1.2,
        unit: '×',
      },
      { name: 'CPU of the host in a minute', value: cost.host, bound: null, unit: 'ms' },
      { name: 'CPU of the browser with the fleet in a minute', value: cost.page, bound: null, unit: 'ms' },
      {
        name: 'CPU of the browser with an empty page in a minute',
        value: cost.empty,
        bound: null,
        unit: 'ms',
      },
      {
        name: 'frames counted when the page is drawn on purpose',
        value: control,
        bound: null,
        unit: 'frames',
      },
    ]);
  } finally {
    for (const browser of browsers) await browser.close();
    await host.end();
  }
}

/** Moves through the fleet by keys for a while. */
async function disturb(page: Page): Promise<void> {
  for (let spent = 0; spent < CONTROL_MS; spent += 200) {
    await page.keyboard.press('j');
    await pause(200);
  }
}

runBench({
  about: 'idle: frames and CPU of a fleet of 100 idle threads over an empty page, for a minute.',
  run,
});
