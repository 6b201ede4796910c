/** Sixty requests of eight kinds, cleared by a person who has nothing but keys: how many that takes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inboxTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import { isQuestion } from '#shared/model/approval/approval.ts';
import { startAskingFleet, type AskingFleet } from './asking-fleet.ts';
import { pause } from './bench.ts';
import { seenOrOver } from './inbox-flood.ts';
import { newPage } from './page.ts';
import type { Figure } from './report.ts';
import { KINDS, REQUESTS, SIXTY_CONFIG, SIXTY_PROMPTS, sixtyScenarios } from './sixty.ts';

const WORKSPACES = 6;
/** A fleet that asks nothing new for so long has asked what it has to ask for now. */
const QUIET_MS = 1_000;
/** A card takes keys after about a third of a second; without one in view there is a group, or nothing. */
const CARD_MS = 700;
const BUSY = new Set(['running', 'queued']);

/** A person at the keyboard. Every press counts; what is typed into an answer counts apart. */
class Keyboard {
  readonly #page: Page;
  readonly pressed: string[] = [];
  typed = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.pressed.push(key);
      await this.#page.keyboard.press(key);
    }
  }

  async type(text: string): Promise<void> {
    this.typed += text.length;
    await this.#page.keyboard.type(text);
  }
}

/** What the page shows to be decided: the request of the card that takes keys, if there is one. */
function shownCard(): string | null {
  const card = document.querySelector<HTMLElement>('[data-testid="approval-card"]');
  const takesKeys = card?.querySelector('[aria-label="Decisions"]:not([data-settling])') !== null;
  return takesKeys ? (card?.dataset['approvalId'] ?? null) : null;
}

/**
 * Runs in the page before its own scripts: notes which requests were in view from their beginning to their end, by
 * itself, whatever the page says of that. One with a part that can be scrolled inside it was not.
 */
function noteSeen(): void {
  const page = window as unknown as { __seen: Set<string> };
  page.__seen = new Set();
  const parts = new Map<string, [number, number][]>();
  const requestsOf = (block: HTMLElement): string[] =>
    block.dataset['approvalId'] === undefined
      ? [...block.querySelectorAll('.group-members a')].map(
          (link) =>
            new URLSearchParams((link.getAttribute('href') ?? '').split('?')[1]).get('approval') ?? '',
        )
      : [block.dataset['approvalId']];
  const look = (): void => {
    const blocks = '[data-testid="group"] [data-seen], [data-testid="approval-card"]';
    for (const block of document.querySelectorAll<HTMLElement>(blocks)) {
      const view = block.closest('.ap-scroll')?.getBoundingClientRect();
      const box = block.getBoundingClientRect();
      if (view === undefined) continue;
      const ids = requestsOf(block);
      const key = `${ids.join(' ')} ${Math.round(box.height)}`;
      const part: [number, number] = [
        Math.max(box.top, view.top) - box.top,
        Math.min(box.bottom, view.bottom) - box.top,
      ];
      if (part[0] >= part[1]) continue;
      const known = [...(parts.get(key) ?? []), part].sort((one, other) => one[0] - other[0]);
      parts.set(key, known);
      let end = 2;
      for (const [from, to] of known) if (from <= end) end = Math.max(end, to);
      const hidden = [...block.querySelectorAll('*')].some(
        (inner) =>
          inner.scrollHeight > inner.clientHeight + 2 &&
          /auto|scroll/.test(getComputedStyle(inner).overflowY),
      );
      if (end >= box.height - 2 && !hidden) for (const id of ids) page.__seen.add(id);
    }
  };
  setInterval(look, 50);
}

/** Nothing runs, nothing is on its way: what waits, waits for the person. */
async function settled(fleet: AskingFleet): Promise<Approval[]> {
  const rests = (): boolean =>
    fleet.client.rows().every(({ state }) => !BUSY.has(state)) &&
    fleet.pending().every(({ deciding }) => !deciding);
  for (let since = performance.now(); performance.now() - since < QUIET_MS; await pause(20)) {
    if (!rests()) since = performance.now();
  }
  return fleet.pending();
}

/** Decides together all that can be, once everything was seen. */
async function decideTogether(page: Page, keyboard: Keyboard, fleet: AskingFleet): Promise<void> {
  await keyboard.press('Shift+M');
  await page.getByTestId('group').waitFor();
  for (;;) {
    await page.waitForFunction(seenOrOver);
    await keyboard.press('Shift+A');
    if (await page.evaluate(() => document.querySelector('[data-testid="batches"]') !== null)) break;
    const sent = page.getByTestId('batches').waitFor({ timeout: 400 });
    if (
      await sent.then(
        () => true,
        () => false,
      )
    )
      break;
  }
  await page.getByTestId('batches').waitFor({ state: 'detached' });
  await settled(fleet);
}

/** Answers the question or form of the card in view. */
async function answer(page: Page, keyboard: Keyboard, { body }: Approval): Promise<void> {
  if (body.kind === 'question') await keyboard.press('1', 'a');
  else if (body.kind === 'elicitation' && body.schema !== null) {
    await keyboard.press('a');
    await keyboard.type('Refunds');
    await keyboard.press('Tab', 'Enter');
  } else if (body.kind === 'elicitation' && body.url !== null) {
    const opened = page.context().waitForEvent('page');
    await keyboard.press('a');
    await (await opened).close();
    await keyboard.press('a');
  } else await keyboard.press('a');
}

/** What the person does next: the question in view, else all that can be decided together, else on to the next. */
async function clear(page: Page, keyboard: Keyboard, fleet: AskingFleet): Promise<void> {
  await keyboard.press('g', 'i');
  for (let waiting = await settled(fleet); waiting.length > 0; waiting = await settled(fleet)) {
    const id = await page
      .waitForFunction(shownCard, undefined, { timeout: CARD_MS })
      .then((shown) => shown.jsonValue())
      .catch(() => null);
    const question = waiting.find((approval) => approval.id === id && isQuestion(approval.body.kind));
    if (question !== undefined) {
      await answer(page, keyboard, question);
      await fleet.client.when(() =>
        fleet.pending().every((approval) => approval.id !== question.id) ? true : undefined,
      );
    } else if (waiting.some(({ body }) => !isQuestion(body.kind))) {
      const before = keyboard.pressed.length;
      await decideTogether(page, keyboard, fleet);
      process.stderr.write(`${keyboard.pressed.length - before} keys for ${waiting.length} that waited\n`);
    } else await keyboard.press('j');
  }
}

/** Lets the twelve threads ask, clears the inbox, and answers the figures. */
export async function measureKeys(browser: Browser): Promise<Figure[]> {
  const fleet = await startAskingFleet('inbox-keys', WORKSPACES, sixtyScenarios, SIXTY_CONFIG);
  try {
    mkdirSync(join(fleet.root, 'outside', 'cache'), { recursive: true });
    const { client, seeded } = fleet;
    for (const [at, text] of SIXTY_PROMPTS.entries()) {
      const workspaceId = seeded.workspaceIds[at % WORKSPACES];
      if (workspaceId === undefined) throw new Error('there is no workspace');
      await client.client.call('thread/start', { workspaceId, text, place: 'folder' });
    }
    const page = await newPage(browser, fleet.host);
    await page.addInitScript(noteSeen);
    await page.goto(`${fleet.host.origin}/#/fleet`);
    await page.getByTestId('fleet-row').first().waitFor();
    await settled(fleet);
    const keyboard = new Keyboard(page);
    await clear(page, keyboard, fleet);
    const seen = new Set(
      await page.evaluate(() => [...(window as unknown as { __seen: Set<string> }).__seen]),
    );
    await page.context().close();
    process.stderr.write(`the keys: ${keyboard.pressed.join(' ')}\n`);
    return figures(fleet, keyboard, seen);
  } finally {
    await fleet.end();
  }
}

function figures(fleet: AskingFleet, keyboard: Keyboard, seen: ReadonlySet<string>): Figure[] {
  const values = inboxTopic.approval.all(fleet.client.client.values(inboxTopic.topic));
  const asked = fleet.teed.read().reduce((sum, one) => sum + one.asked.length, 0);
  const accepted = fleet.teed.read().reduce((sum, one) => sum + one.answered.length, 0);
  const unseen = values.filter(({ id }) => !seen.has(id));
  for (const { body } of unseen) process.stderr.write(`not seen: ${JSON.stringify(body)}\n`);
  const kinds = new Set(values.map(kindOf));
  process.stderr.write(`kinds: ${[...kinds].join(', ')}\n`);
  if (asked !== REQUESTS || accepted !== REQUESTS || kinds.size !== KINDS)
    throw new Error(`${asked} asked, ${accepted} answered, of ${kinds.size} kinds`);
  return [
    {
      name: `keys to clear ${REQUESTS} requests of ${KINDS} kinds`,
      value: keyboard.pressed.length,
      bound: 24,
      unit: 'keys',
    },
    { name: 'decided without being seen', value: unseen.length, bound: 0, unit: 'requests' },
    { name: 'keys typed into answers', value: keyboard.typed, bound: null, unit: 'keys' },
  ];
}

/** Kinds as a person tells them apart. */
function kindOf({ body }: Approval): string {
  if (body.kind === 'command' && body.extraPermissions !== null) return 'command with more permissions';
  return body.kind === 'elicitation' ? `elicitation, ${body.mode}` : body.kind;
}
