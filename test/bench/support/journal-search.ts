/** A journal of 10,000 requests, searched as one types: from each key until what it finds is drawn. */
import type { Browser, Page } from 'playwright-core';
import { hostTopic } from '#shared/contract/topics.ts';
import { pause } from './bench.ts';
import { seedJournal } from './journal-seed.ts';
import { scratch } from './lifetime.ts';
import { newPage } from './page.ts';
import type { SocketClient } from './socket-client.ts';
import { median, percentile, type Figure } from './report.ts';
import { seed } from './seed.ts';
import { startWebHost } from './web-host.ts';

const REQUESTS = 10_000;
const ROUNDS = 3;
/** Requests that the page asks for at a time. */
const PAGE = 100;
/** The page waits for a pause in typing and draws what it found. */
const SEARCH_RATIO = 6;
/** A quick typist: ten keys a second, and never ahead of what is shown, so that each key has its own answer. */
const BETWEEN_KEYS_MS = 100;

/** What a person looks for: words that much has, words that little has, words that nothing has, and quoted ones. */
const SEARCHES = [
  'git push refunds',
  'docker compose up -d indexer',
  'declined my phone',
  'payments terraform plan-77',
  'registry.example.invalid/checkout',
  '"npm install" login-client@4',
  'src/scheduler-12',
  'nothing has this',
];

/** Runs in the page before its own scripts: notes for each key of the search when its answer was drawn. */
function noteAnswers(): void {
  const page = window as unknown as { __answer(text: string): Promise<number> };
  let pressed = 0;
  window.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), { capture: true });
  page.__answer = (text) =>
    new Promise((done, fail) => {
      const began = performance.now();
      const look = (): void => {
        const list = document.querySelector<HTMLElement>('[data-testid="journal"]');
        const of = JSON.parse(list?.dataset['answered'] || '{}') as { text?: string };
        if ((of.text ?? '') !== text) {
          if (performance.now() - began > 10_000) fail(new Error(`no answer for ${text}`));
          else requestAnimationFrame(look);
          return;
        }
        // After the callbacks of a frame comes its drawing, and then this.
        setTimeout(() => done(performance.now() - pressed), 0);
      };
      look();
    });
}

/** Types one search, a key at a time; ms of each key that asks something new. */
async function search(page: Page, text: string): Promise<number[]> {
  const answer = (typed: string): Promise<number> =>
    page.evaluate(
      (of) => (window as unknown as { __answer(text: string): Promise<number> }).__answer(of),
      typed,
    );
  const times: number[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    await page.keyboard.press(text[end - 1] === ' ' ? 'Space' : (text[end - 1] ?? ''));
    const typed = text.slice(0, end).trim();
    // A space at the end asks nothing that was not asked before.
    if (typed.length === end) times.push(await answer(typed));
    await pause(BETWEEN_KEYS_MS);
  }
  await page.keyboard.press('Escape');
  await answer('');
  return times;
}

/** The same questions asked by a client that draws nothing; ms of each. */
async function ask({ client }: SocketClient, text: string): Promise<number[]> {
  const times: number[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    const typed = text.slice(0, end).trim();
    if (typed.length !== end) continue;
    const began = performance.now();
    await client.call('journal/search', { filter: { text: typed }, limit: PAGE });
    times.push(performance.now() - began);
  }
  return times;
}

/** Seeds the journal, types, and answers the figures. */
export async function measureSearch(browser: Browser): Promise<Figure[]> {
  const seeded = seed(scratch('journal'), { workspaces: 1 });
  seedJournal(seeded.dataDir, REQUESTS);
  const host = await startWebHost(seeded);
  try {
    const page = await newPage(browser, host);
    await page.addInitScript(noteAnswers);
    await page.goto(`${host.origin}/#/journal`);
    await page.getByTestId('journal-row').first().waitFor();
    await page.keyboard.press('/');
    const times: number[] = [];
    const client = host.client();
    await client.follow(hostTopic.topic);
    const asked: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      for (const text of SEARCHES) {
        times.push(...(await search(page, text)));
        asked.push(...(await ask(client, text)));
      }
    client.dispose();
    await page.context().close();
    const of = `of ${REQUESTS.toLocaleString('en')} requests`;
    return [
      {
        name: `key → what it finds ${of}, 95th percentile`,
        value: percentile(times, 0.95),
        bound: 100,
        unit: 'ms',
        beside: { name: 'a client that draws nothing', value: percentile(asked, 0.95), most: SEARCH_RATIO },
      },
      { name: 'the same, median', value: median(times), bound: null, unit: 'ms' },
      { name: 'the slowest of the keys', value: Math.max(...times), bound: null, unit: 'ms' },
    ];
  } finally {
    await host.end();
  }
}
