/**
 * How old a text is when the page has it: from the moment at which the app-server writes a line, through the real
 * browser host and its WebSocket, to the mirror of an open thread in Chromium, while 50 threads stream.
 */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { ContractClient } from '#shared/contract/client.ts';
import { fleetTopic, threadTopic } from '#shared/contract/topics.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { realTimeOffset, STAMP, STAMP_SPAN, stampReader } from './support/clock.ts';
import { readyPid } from './support/host-process.ts';
import { launchChromium, newPage } from './support/page.ts';
import { recording } from './support/recording.ts';
import { replayer } from './support/replay.ts';
import { median, percentile, report } from './support/report.ts';
import { seed } from './support/seed.ts';
import { startWebHost } from './support/web-host.ts';

const SHAPE = { threads: 50, deltasPerThread: 1_000, charsPerDelta: 12 } as const;
const RATE = 5_000;
const ROUNDS = 5;
/** Both wait for the same flush; the page has the parsing and drawing of what came before in its way. */
const PAGE_RATIO = 1.6;

/** Ages of one delta, ms since it was written: when it was applied, and when a frame had shown it. */
interface Seen {
  readonly applied: number;
  readonly drawn: number;
}

interface Round {
  readonly seen: readonly Seen[];
  /** The ages in a client without a page, in the benchmark's own process. */
  readonly bare: readonly number[];
  readonly seconds: number;
}

const FORMAT = { ...STAMP, span: STAMP_SPAN };

interface Watch {
  readonly topic: string;
  readonly offset: number;
}

/** What the benchmark keeps in the page. */
interface BenchWindow {
  __muster?: { readonly client: ContractClient };
  __read?: ReturnType<typeof stampReader>;
  __seen?: Seen[];
}

/** Runs in the page: reads the times in the thread's growing text as updates are applied. */
function watch({ topic, offset }: Watch): void {
  const page = window as unknown as BenchWindow;
  const client = page.__muster?.client;
  const read = page.__read;
  if (client === undefined || read === undefined) throw new Error('the page was not opened with ?bench');
  const seen: Seen[] = (page.__seen = []);
  let fresh: { at: number; age: number }[] = [];
  client.open(topic, () => {
    const at = performance.now();
    const waiting = fresh.length > 0;
    for (const { text } of client.view(topic)?.mirror.texts.values() ?? []) {
      for (const age of read(text, at + offset)) fresh.push({ at, age });
    }
    if (waiting || fresh.length === 0) return;
    // The frame that shows it is done when the task after its callbacks runs.
    requestAnimationFrame(() => {
      const shown = fresh;
      fresh = [];
      setTimeout(() => {
        const now = performance.now();
        for (const one of shown) seen.push({ applied: one.age, drawn: one.age + now - one.at });
      }, 0);
    });
  });
}

async function round(browser: Browser, file: string, stamp: string): Promise<Round> {
  const folder = scratch('latency');
  const codex = replayer(folder, 'paced', { file, linesPerSecond: RATE, stamp });
  const seeded = seed(folder, { workspaces: 1 });
  const host = await startWebHost({ ...seeded, codex });
  try {
    const client = host.client();
    await client.follow(fleetTopic.topic);
    await client.threads(SHAPE.threads);
    const appServers = async () => (await client.client.call('diagnostics/read', {})).appServers;
    const pid = await readyPid(appServers);
    const topic = threadTopic(asId<ThreadId>(stamp));
    const page = await newPage(browser, host);
    await page.addInitScript({
      content: `window.__read = (${String(stampReader)})(${JSON.stringify(FORMAT)})`,
    });
    await page.goto(`${host.origin}/?bench#/fleet?thread=${stamp}`);
    await page.locator('[data-testid="thread-view"] textarea').waitFor();
    const offset = await page.evaluate(realTimeOffset);
    await page.evaluate(watch, { topic, offset });
    const bare = bareAges(client.client, topic);
    const begin = performance.now();
    process.kill(pid, 'SIGUSR2');
    await client.ranToEnd();
    const seconds = (performance.now() - begin) / 1000;
    const seen = await page.evaluate(() => (window as unknown as BenchWindow).__seen ?? []);
    await page.context().close();
    client.dispose();
    return { seen, bare, seconds };
  } finally {
    await host.end();
  }
}

/** The same in a client that draws nothing, for telling the page's share from the host's. */
function bareAges(client: ContractClient, topic: string): number[] {
  const ages: number[] = [];
  const offset = realTimeOffset();
  const read = stampReader(FORMAT);
  client.open(topic, () => {
    const now = performance.now() + offset;
    for (const { text } of client.view(topic)?.mirror.texts.values() ?? []) ages.push(...read(text, now));
  });
  return ages;
}

/** The thread that a recording begins with. */
function firstThread(file: string): string {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((text) => text.includes('"method":"thread/started"'));
  return (JSON.parse(line ?? '') as { params: { thread: { id: string } } }).params.thread.id;
}

async function run(): Promise<boolean> {
  const file = await recording(SHAPE);
  const stamp = firstThread(file);
  const browser = await launchChromium();
  try {
    const rounds: Round[] = [];
    for (let at = 0; at < ROUNDS; at += 1) rounds.push(await round(browser, file, stamp));
    const of = (what: keyof Seen, share: number): number =>
      median(
        rounds.map(({ seen }) =>
          percentile(
            seen.map((one) => one[what]),
            share,
          ),
        ),
      );
    const bare = (share: number): number => median(rounds.map((one) => percentile(one.bare, share)));
    const deltas = SHAPE.threads * SHAPE.deltasPerThread;
    return report('latency', [
      {
        name: 'line written → applied in Chromium, 99th percentile',
        value: of('applied', 0.99),
        bound: 30,
        unit: 'ms',
        beside: { name: 'a client that draws nothing', value: bare(0.99), most: PAGE_RATIO },
      },
      { name: 'the same, median', value: of('applied', 0.5), bound: null, unit: 'ms' },
      { name: 'line written → drawn, 99th percentile', value: of('drawn', 0.99), bound: null, unit: 'ms' },
      { name: 'the same, median', value: of('drawn', 0.5), bound: null, unit: 'ms' },
      { name: 'line written → applied in a bare client, median', value: bare(0.5), bound: null, unit: 'ms' },
      {
        name: 'share of the open thread’s deltas that were timed',
        value: (100 * median(rounds.map(({ seen }) => seen.length))) / SHAPE.deltasPerThread,
        bound: null,
        unit: '%',
      },
      {
        name: 'deltas a second',
        value: median(rounds.map(({ seconds }) => deltas / seconds)),
        bound: null,
        unit: '/s',
      },
    ]);
  } finally {
    await browser.close();
  }
}

runBench({
  about: 'latency: from a line that the app-server writes to the text in the page, while 50 threads stream.',
  run,
});
