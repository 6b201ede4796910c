/**
 * How long a letter takes from the key to the screen: 100,000 characters in the composer of a thread that streams, with
 * 19 others that do, held against a bare field with the same text in the same Chromium.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { fleetTopic } from '#shared/contract/topics.ts';
import { servePage } from './support/bare-page.ts';
import { pause, runBench } from './support/bench.ts';
import { readyPid } from './support/host-process.ts';
import { scratch } from './support/lifetime.ts';
import { launchChromium, newPage } from './support/page.ts';
import { recording } from './support/recording.ts';
import { replayer } from './support/replay.ts';
import { median, percentile, report } from './support/report.ts';
import { seed } from './support/seed.ts';
import { startWebHost } from './support/web-host.ts';

const SHAPE = { threads: 20, deltasPerThread: 1_000, charsPerDelta: 12 } as const;
/** Deltas a second of all threads: twenty answers as fast as models write them. */
const RATE = 1_500;
const LENGTH = 100_000;
const KEYS = 120;
/** A fast typist: 25 letters a second. */
const KEY_EVERY_MS = 40;
const ROUNDS = 3;
/** Times of a bare field, whose text is drawn by the same browser. */
const RATIO = 3;

/** A text as people paste it: lines of words. */
function longText(): string {
  const line = 'the report still rounds on a second path, used by exports, and the test says so\n';
  return line.repeat(Math.ceil(LENGTH / line.length)).slice(0, LENGTH);
}

/** Runs in the page: notes how long each letter took until the frame that shows it was drawn. */
function watch(): void {
  const page = window as unknown as { __typed: number[] };
  page.__typed = [];
  window.addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key.length !== 1) return;
      requestAnimationFrame(() => setTimeout(() => page.__typed.push(performance.now() - timeStamp), 0));
    },
    { capture: true },
  );
}

/** Types at the end of the field that has the focus, and answers the times. */
async function type(page: Page): Promise<readonly number[]> {
  await page.evaluate(watch);
  await page.keyboard.press('Control+End');
  for (let at = 0; at < KEYS; at += 1) {
    const due = pause(KEY_EVERY_MS);
    await page.keyboard.press('abcdefgh'[at % 8] ?? 'a');
    await due;
  }
  return page.evaluate(() => (window as unknown as { __typed: number[] }).__typed);
}

async function typeInMuster(browser: Browser, file: string): Promise<readonly number[]> {
  const folder = scratch('type');
  const codex = replayer(folder, 'paced', { file, linesPerSecond: RATE });
  const host = await startWebHost({ ...seed(folder, { workspaces: 1 }), codex });
  try {
    const client = host.client();
    await client.follow(fleetTopic.topic);
    const [threadId] = await client.threads(SHAPE.threads);
    if (threadId === undefined) throw new Error('there is no thread');
    await client.client.call('draft/set', { key: `thread:${threadId}`, text: longText() });
    const appServers = async () => (await client.client.call('diagnostics/read', {})).appServers;
    const pid = await readyPid(appServers);
    const page = await newPage(browser, host);
    await page.goto(`${host.origin}/#/fleet?thread=${threadId}`);
    const field = page.getByTestId('composer');
    await field.waitFor();
    await page.waitForFunction(
      (length) =>
        document.querySelector<HTMLTextAreaElement>('[data-testid="composer"]')?.value.length === length,
      LENGTH,
    );
    await field.focus();
    process.kill(pid, 'SIGUSR2');
    await pause(1_000);
    const times = await type(page);
    const length = await field.evaluate((element) => (element as HTMLTextAreaElement).value.length);
    if (length !== LENGTH + KEYS) throw new Error(`${length - LENGTH} of ${KEYS} letters arrived`);
    await page.context().close();
    client.dispose();
    return times;
  } finally {
    await host.end();
  }
}

async function typeBare(browser: Browser, url: string): Promise<readonly number[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.locator('textarea').focus();
  const times = await type(page);
  await page.close();
  return times;
}

async function run(): Promise<boolean> {
  const file = await recording(SHAPE);
  const folder = scratch('bare-field');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><title>bare</title><textarea style="width:640px;height:315px;font:15px/24px sans-serif">\n${longText()}</textarea>`,
  );
  const bare = await servePage(folder);
  const browser = await launchChromium();
  try {
    const rounds: { readonly own: readonly number[]; readonly bare: readonly number[] }[] = [];
    for (let at = 0; at < ROUNDS; at += 1)
      rounds.push({ bare: await typeBare(browser, bare.url), own: await typeInMuster(browser, file) });
    const of = (what: 'own' | 'bare', share: number): number =>
      median(rounds.map((round) => percentile(round[what], share)));
    return report('type', [
      {
        name: 'key → painted, 100,000 characters, 95th percentile',
        value: of('own', 0.95),
        bound: 32,
        unit: 'ms',
        beside: { name: 'a bare field', value: of('bare', 0.95), most: RATIO },
      },
      { name: 'the same, median', value: of('own', 0.5), bound: null, unit: 'ms' },
      { name: 'the same, the slowest', value: of('own', 1), bound: null, unit: 'ms' },
      { name: 'a bare field, median', value: of('bare', 0.5), bound: null, unit: 'ms' },
    ]);
  } finally {
    await browser.close();
    await bare.end();
  }
}

runBench({
  about:
    'type: from the key to the letter on the screen, 100,000 characters in the composer, 20 threads streaming.',
  run,
});
