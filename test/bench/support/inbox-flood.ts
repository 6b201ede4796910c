/** 500 requests of 20 app-servers: how fast the inbox opens, one decision is written, and one for all of them. */
import type { Browser, Page } from 'playwright-core';
import { CALL_LIMIT } from '#shared/contract/frames.ts';
import { batchesTopic } from '#shared/contract/topics.ts';
import type { Batch } from '#shared/model/approval/batch.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { askEverywhere, fiveAtOnce, startAskingFleet, type AskingFleet } from './asking-fleet.ts';
import { servePage, writeEmptyPage, type BarePage } from './bare-page.ts';
import { pause } from './bench.ts';
import { realTimeOffset } from './clock.ts';
import { scratch } from './lifetime.ts';
import { newPage } from './page.ts';
import { median, percentile, type Figure } from './report.ts';

const WORKSPACES = 20;
const THREADS = 100;
const PENDING = THREADS * 5;
const OPENINGS = 9;
const COLD_OPENINGS = 5;
const DECISIONS = 60;
const ROUNDS = 3;
/** The inbox knows of each row what it is about; a bare list draws words. */
const LIST_RATIO = 2.5;
/** What a key costs in the page, over the call that it makes. */
const ANSWER_RATIO = 4;
/** Of the calls that it saves; between those the first commands run already, and take the cores. */
const BATCH_RATIO = 0.15;
/** How long a person looks at a screen of the group before they press on. Its contents must be in view for 300 ms. */
const LOOK_MS = 500;

/** Runs in the page before its own scripts: notes when keys are pressed, and when the inbox can be read. */
function note(): void {
  const page = window as unknown as {
    __keys: { key: string; at: number; card: string | null }[];
    __inboxDrawn(): Promise<number>;
  };
  page.__keys = [];
  window.addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      const card = document.querySelector<HTMLElement>('[data-testid="approval-card"]');
      page.__keys.push({ key, at: timeStamp, card: card?.dataset['approvalId'] ?? null });
    },
    { capture: true },
  );
  page.__inboxDrawn = () =>
    new Promise((done, fail) => {
      const began = performance.now();
      const look = (): void => {
        if (performance.now() - began > 20_000) fail(new Error('the inbox is not drawn'));
        const row = document.querySelector('[data-testid="inbox-row"], [data-testid="inbox-group"]');
        const card = document.querySelector(
          '[data-testid="approval-card"], [data-testid="group"] [data-seen]',
        );
        if (row === null || card === null) {
          requestAnimationFrame(look);
          return;
        }
        // After the callbacks of a frame comes its drawing, and then this.
        requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
      };
      look();
    });
}

interface NotedKey {
  readonly key: string;
  readonly at: number;
  readonly card: string | null;
}

const keysOf = (page: Page): Promise<NotedKey[]> =>
  page.evaluate(() => (window as unknown as { __keys: NotedKey[] }).__keys);
const inboxDrawn = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { __inboxDrawn(): Promise<number> }).__inboxDrawn());

/** From the fleet by the keys to the inbox; ms from the second of them. */
async function openByKeys(page: Page): Promise<number> {
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page.getByTestId('fleet-row').first().waitFor();
  await page
    .getByTestId('inbox-row')
    .or(page.getByTestId('inbox-group'))
    .first()
    .waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  const drawn = await inboxDrawn(page);
  const pressed = (await keysOf(page)).findLast(({ key }) => key === 'i');
  return drawn - (pressed?.at ?? Number.NaN);
}

/** From the navigation of a window that has never been here; ms. */
async function openCold(browser: Browser, fleet: AskingFleet): Promise<number> {
  const page = await newPage(browser, fleet.host);
  try {
    await page.addInitScript(note);
    await page.goto(`${fleet.host.origin}/#/inbox`, { waitUntil: 'commit' });
    return await inboxDrawn(page);
  } finally {
    await page.context().close();
  }
}

/** When the answer to each request arrived at its app-server, Unix ms, by its name. Twice is a failure. */
async function answersOf({ teed, client }: AskingFleet): Promise<Map<string, number>> {
  const { appServers } = await client.client.call('diagnostics/read', {});
  const answers = new Map<string, number>();
  for (const { pid, answered } of teed.read()) {
    const generation = appServers.find((one) => one.pid === pid)?.generation;
    for (const { id, at } of answered) {
      const name = `${generation}/${id}`;
      if (answers.has(name)) throw new Error(`${name} was answered twice`);
      answers.set(name, at);
    }
  }
  return answers;
}

/** Decides cards one after the other by the key, each once it takes one; ms from each key to its answer. */
async function decideSome(page: Page, fleet: AskingFleet): Promise<number[]> {
  const offset = await page.evaluate(realTimeOffset);
  const before = (await keysOf(page)).length;
  // Card by card, also where the list has them as one line: that would be decided together.
  for (const { id } of fleet.pending().slice(0, DECISIONS)) {
    await page.evaluate((name) => (location.hash = `#/inbox?approval=${encodeURIComponent(name)}`), id);
    await page.waitForFunction((name) => {
      const card = document.querySelector<HTMLElement>('[data-testid="approval-card"]');
      return (
        card?.dataset['approvalId'] === name &&
        card.querySelector('[aria-label="Decisions"]:not([data-settling])') !== null
      );
    }, id);
    await page.keyboard.press('a');
  }
  await fleet.client.when(() => (fleet.pending().length === PENDING - DECISIONS ? true : undefined));
  const pressed = (await keysOf(page)).slice(before).filter(({ key }) => key === 'a');
  const answers = await answersOf(fleet);
  return pressed.flatMap(({ at, card }) => {
    const answered = answers.get(card ?? '');
    return answered === undefined ? [] : [answered - (at + offset)];
  });
}

interface Batched {
  /** From the end of the delay until the last answer was written, ms. */
  readonly ms: number;
  readonly answers: number;
}

/** Decides all that waits at once, by `decide`, and lets every thread go on to its end. */
async function decideAll(fleet: AskingFleet, decide: () => Promise<unknown>): Promise<Batched> {
  const { client } = fleet;
  await client.follow(batchesTopic.topic);
  const wanted = fleet.pending().map(({ id }) => id);
  const before = batches(fleet).length;
  await decide();
  const batch = await client.when(() => {
    const made = batches(fleet)[before];
    return made?.outcome == null ? undefined : made;
  });
  if (batch.outcome?.type !== 'sent' || batch.outcome.failed.length > 0)
    throw new Error(`not all were decided: ${JSON.stringify(batch.outcome).slice(0, 1000)}`);
  await client.when(() => (client.rows().every(({ state }) => state === 'finished') ? true : undefined));
  const answers = await answersOf(fleet);
  const times = wanted.flatMap((id) => answers.get(id) ?? []);
  return { ms: Math.max(...times) - batch.dueAt, answers: times.length };
}

/** The same decisions by a client that draws nothing; ms from each call to its answer at the app-server. */
async function decideSomeBare(fleet: AskingFleet): Promise<number[]> {
  const calls = new Map<string, number>();
  for (const { id } of fleet.pending().slice(0, DECISIONS)) {
    // As far apart as a person's keys, so that what an answer sets going is over before the next.
    await pause(LOOK_MS);
    calls.set(id, Date.now());
    await fleet.client.client.call('approval/decide', { approvalId: id, decision: 'accept' });
  }
  const answers = await answersOf(fleet);
  return [...calls].flatMap(([id, at]) => {
    const answered = answers.get(id);
    return answered === undefined ? [] : [answered - at];
  });
}

/** Decides all that waits by a call for each, as many under way as a client may have. */
async function decideEach(fleet: AskingFleet): Promise<Batched> {
  const { client } = fleet;
  const wanted = fleet.pending().map(({ id }) => id);
  const waiting = [...wanted];
  const began = Date.now();
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      await client.client.call('approval/decide', { approvalId: id, decision: 'accept' });
  };
  await Promise.all(Array.from({ length: CALL_LIMIT / 2 }, worker));
  await client.when(() => (client.rows().every(({ state }) => state === 'finished') ? true : undefined));
  const answers = await answersOf(fleet);
  const times = wanted.flatMap((id) => answers.get(id) ?? []);
  return { ms: Math.max(...times) - began, answers: times.length };
}

/** Draws as many rows with the same words in a page that has nothing else; ms from the key to the frame. */
async function openBare(page: Page): Promise<number> {
  await page.evaluate(() => delete (window as unknown as { __listed?: number }).__listed);
  await page.keyboard.press('i');
  const find = (): number | undefined => (window as unknown as { __listed?: number }).__listed;
  const found = await page.waitForFunction(find);
  return (await found.jsonValue()) ?? Number.NaN;
}

/** Sees all that is shown, and accepts it; answers how many keys that took. */
async function acceptAllByKeys(page: Page, fleet: AskingFleet): Promise<number> {
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByTestId('inbox-row').or(page.getByTestId('inbox-group')).first().waitFor();
  await page.keyboard.press('Shift+M');
  await page.getByText(`${fleet.pending().length} waiting`, { exact: true }).waitFor();
  let keys = 3;
  for (; batches(fleet).length === 0; keys += 1) {
    await page.keyboard.press('Shift+A');
    await pause(LOOK_MS);
    await page.waitForFunction(seenOrOver);
  }
  return keys;
}

/** The same decision by a client that draws nothing, with the delay that the page asks for. */
async function acceptAll({ client, pending }: AskingFleet): Promise<void> {
  const approvalIds = pending().map(({ id }) => id);
  await client.client.call('batch/decide', { approvalIds, decision: 'accept', delayMs: 3000 });
}

/** Runs in the page: every content that is in view as a whole counts as seen, or there is nothing left to see. */
export function seenOrOver(): boolean {
  const place = document.querySelector('[data-testid="group"] .group-scroll')?.getBoundingClientRect();
  if (place === undefined) return true;
  return [...document.querySelectorAll('[data-testid="group"] [data-seen]')].every((content) => {
    const { top, bottom } = content.getBoundingClientRect();
    return top < place.top || bottom > place.bottom || content.hasAttribute('data-whole');
  });
}

function batches({ client }: AskingFleet): Batch[] {
  return batchesTopic.batch.all(client.client.values(batchesTopic.topic));
}

/** Measures all of it; answers the figures. */
export async function measureFlood(browser: Browser): Promise<Figure[]> {
  const fleet = await startAskingFleet('inbox', WORKSPACES, () => fiveAtOnce(THREADS));
  let bare: BarePage | undefined;
  try {
    const threads: ThreadId[] = await askEverywhere(fleet, THREADS);
    const page = await newPage(browser, fleet.host);
    await page.addInitScript(note);
    await page.goto(`${fleet.host.origin}/#/fleet`);
    await page.getByTestId('fleet-row').first().waitFor();
    const folder = scratch('bare-list');
    writeEmptyPage(
      folder,
      fleet.pending().map(({ threadTitle, body }) => `${threadTitle} ${JSON.stringify(body).slice(0, 200)}`),
    );
    bare = await servePage(folder);
    const list = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await list.goto(bare.url);
    const opened: number[] = [];
    const listed: number[] = [];
    for (let at = 0; at < OPENINGS; at += 1) {
      await list.bringToFront();
      listed.push(await openBare(list));
      await page.bringToFront();
      opened.push(await openByKeys(page));
    }
    await list.close();
    const cold: number[] = [];
    for (let at = 0; at < COLD_OPENINGS; at += 1) cold.push(await openCold(browser, fleet));
    await page.bringToFront();
    const decided = await decideSome(page, fleet);
    let keys = 0;
    const batched = [await decideAll(fleet, async () => (keys = await acceptAllByKeys(page, fleet)))];
    const decidedBare: number[] = [];
    const each: Batched[] = [];
    for (let round = 1; round < ROUNDS; round += 1) {
      await askEverywhere(fleet, THREADS, threads);
      if (round === 1) decidedBare.push(...(await decideSomeBare(fleet)));
      batched.push(await decideAll(fleet, () => acceptAll(fleet)));
      await askEverywhere(fleet, THREADS, threads);
      each.push(await decideEach(fleet));
    }
    await page.context().close();
    return figures({ opened, listed, cold, decided, decidedBare, keys, batched, each });
  } finally {
    await bare?.end();
    await fleet.end();
  }
}

interface Measured {
  readonly opened: readonly number[];
  readonly listed: readonly number[];
  readonly cold: readonly number[];
  readonly decided: readonly number[];
  readonly decidedBare: readonly number[];
  readonly keys: number;
  readonly batched: readonly Batched[];
  readonly each: readonly Batched[];
}

function figures({ opened, listed, cold, decided, decidedBare, keys, batched, each }: Measured): Figure[] {
  const asked = PENDING * (ROUNDS + each.length);
  const answered =
    decided.length +
    decidedBare.length +
    [...batched, ...each].reduce((sum, { answers }) => sum + answers, 0);
  return [
    {
      name: `key → the inbox with ${PENDING} requests can be read`,
      value: median(opened),
      bound: 300,
      unit: 'ms',
      beside: { name: 'as many rows in an empty page', value: median(listed), most: LIST_RATIO },
    },
    { name: 'the slowest of the openings', value: Math.max(...opened), bound: null, unit: 'ms' },
    { name: 'navigation of a new window → the same', value: median(cold), bound: null, unit: 'ms' },
    {
      name: 'key → answer written, 95th percentile',
      value: percentile(decided, 0.95),
      bound: 50,
      unit: 'ms',
      beside: {
        name: 'a call by a client that draws nothing',
        value: percentile(decidedBare, 0.95),
        most: ANSWER_RATIO,
      },
    },
    { name: 'the same, median', value: median(decided), bound: null, unit: 'ms' },
    {
      name: `end of the delay → all ${PENDING} answers written`,
      value: median(batched.map(({ ms }) => ms)),
      bound: 1000,
      unit: 'ms',
      beside: {
        name: `${PENDING} calls by a client that draws nothing`,
        value: median(each.map(({ ms }) => ms)),
        most: BATCH_RATIO,
      },
    },
    {
      name: 'the slowest of these',
      value: Math.max(...batched.map(({ ms }) => ms)),
      bound: null,
      unit: 'ms',
    },
    {
      name: 'keys to see all of them and decide',
      value: keys,
      bound: null,
      unit: 'keys',
    },
    { name: 'requests that were not answered once', value: asked - answered, bound: 0, unit: 'requests' },
  ];
}
