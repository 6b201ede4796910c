/** One round about words: people send, steer, queue, interrupt and reload, something dies, and every text is looked for. */
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Attached, Draft, PromptInput } from '#shared/model/prompt/attached.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import type { TestClient } from '../../support/test-client.ts';
import { isExpected } from '../person.ts';
import { below, pick, type Random } from '../random.ts';
import type { WorldWorkspace } from '../world.ts';
import type { WordsFleet } from './fleet.ts';

/** Threads that are written to in a round. */
const PLACES = 4;
/** A thread is sent so many texts, then its place is taken by a new one. */
const TEXTS_PER_THREAD = 30;
const ACTIONS = 7;
const RECOVERY_MS = 80_000;
const REST_MS = 120_000;
const FOUND_MS = 32_000;
/** A person who sees a longer wait than this presses *Restart*. */
const PATIENCE_MS = 700;
/** The share of texts that carry a picture. */
const PICTURED = 0.15;
/** One dot, as a PNG. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** Stands behind a text that has a picture, wherever it is looked for. */
const WITH_PICTURE = '[has a picture]';
const BUSY = new Set(['running', 'needsApproval', 'needsAnswer', 'disconnected']);

interface Place {
  readonly workspace: WorldWorkspace;
  threadId: ThreadId | null;
  /** Texts that the host said it has, and not yet found for good in the record. */
  texts: string[];
  sent: number;
  /** The draft that the host said it keeps; null while that is not known. */
  draft: string | null;
  /** What its composer holds; null while that is not known, and nothing is done with it then. */
  composer: string | null;
  /** What goes with the text in its composer. */
  attached: Draft['attached'];
  /** Something is done with its composer. */
  composing: boolean;
  /** Its thread is being started. */
  begins: boolean;
}

export class WordRounds {
  readonly problems: string[] = [];
  readonly counts = {
    sent: 0,
    steered: 0,
    queued: 0,
    failed: 0,
    drafts: 0,
    interrupts: 0,
    reloads: 0,
    takenBack: 0,
    moved: 0,
    edited: 0,
    sentNow: 0,
    pictures: 0,
  };
  lost = 0;
  growing = 0;
  returned = 0;
  cutOff = 0;
  kills = 0;
  hostKills = 0;
  stage = '';
  readonly #fleet: WordsFleet;
  readonly #random: Random;
  readonly #places: Place[];
  #words = 0;
  /** Words that were sent with a picture. */
  readonly #pictured = new Set<string>();
  /** App-servers that were killed, by their pids, and those that were restarted by hand, in this round. */
  readonly #killed = new Set<number>();
  readonly #pressed = new Set<string>();

  constructor(fleet: WordsFleet, random: Random) {
    this.#fleet = fleet;
    this.#random = random;
    this.#places = Array.from({ length: PLACES }, (_, at) => ({
      workspace: fleet.workspaces[at % fleet.workspaces.length] as WorldWorkspace,
      threadId: null,
      texts: [],
      sent: 0,
      draft: null,
      composer: '',
      attached: undefined,
      composing: false,
      begins: false,
    }));
  }

  /** Runs one round and answers what was done, in words. */
  async run(): Promise<string> {
    const random = this.#random;
    const done: string[] = [];
    this.stage = 'writing';
    const writing = this.#places.map((place) => this.#write(place));
    await pause(below(random, 1500));
    const luck = random();
    if (luck < 0.75) {
      this.stage = 'breaking something';
      done.push(await this.#breakSomething(luck));
    }
    this.stage = 'waiting for the answers';
    await Promise.all(writing);
    this.stage = 'waiting for recovery';
    await this.#recovered();
    if (random() < 0.3) {
      this.stage = 'continuing';
      await this.#continueAll();
      done.push('continued');
    }
    this.stage = 'waiting for rest';
    await this.#rest();
    this.stage = 'looking for every text';
    await this.#look();
    return done.length === 0 ? 'nothing broke' : done.join(', ');
  }

  /** What a person does at one thread, one after the other, sometimes without waiting for the answer. */
  async #write(place: Place): Promise<void> {
    const underWay: Promise<unknown>[] = [];
    for (let left = ACTIONS; left > 0; left -= 1) {
      const doing = this.#act(place);
      underWay.push(doing);
      if (this.#random() < 0.7) await doing;
      await pause(below(this.#random, this.#random() < 0.4 ? 10 : 300));
    }
    await Promise.all(underWay);
  }

  async #act(place: Place): Promise<void> {
    const random = this.#random;
    if (place.threadId === null || place.sent >= TEXTS_PER_THREAD) {
      await this.#begin(place);
      return;
    }
    const luck = random();
    if (luck < 0.4) await this.#send(place, 'send');
    else if (luck < 0.6) await this.#send(place, 'queue');
    else if (luck < 0.68) await this.#interrupt(place);
    else if (luck < 0.71) await this.#draft(place);
    else if (luck < 0.83) await this.#takeBack(place);
    else if (luck < 0.95) await this.#changeQueue(place);
    else {
      this.counts.reloads += 1;
      pick(random, this.#fleet.people).reload();
    }
  }

  async #begin(place: Place): Promise<void> {
    if (place.begins) return;
    const text = this.#text();
    Object.assign(place, { threadId: null, texts: [], sent: 0, draft: null, composer: '', begins: true });
    place.attached = undefined;
    try {
      const { threadId } = await this.#page().contract.call('thread/start', {
        workspaceId: place.workspace.id,
        text,
        place: 'folder',
      });
      Object.assign(place, { threadId, sent: 1 });
      // What is on its way in it is seen from the beginning.
      this.#fleet.client.open(threadTopic(threadId));
      place.texts.push(text);
      this.counts.sent += 1;
    } catch (error) {
      this.#refused('starting a thread', error);
    } finally {
      place.begins = false;
    }
  }

  async #send(place: Place, mode: 'send' | 'queue'): Promise<void> {
    const { threadId } = place;
    const text = this.#text(mode);
    if (threadId === null) return;
    place.sent += 1;
    try {
      const page = this.#page();
      const carries = this.#random() < PICTURED;
      const attached = carries ? { attached: [await this.#picture(page)] } : {};
      const { outcome } = await page.contract.call('thread/send', { threadId, text, mode, ...attached });
      if (carries) {
        this.#pictured.add(wordOf(text));
        this.counts.pictures += 1;
      }
      // From here on it is the host's to keep: the composer is empty.
      if (place.threadId === threadId) place.texts.push(text);
      this.counts[outcome === 'started' ? 'sent' : outcome] += 1;
    } catch (error) {
      // The composer has it still.
      this.#refused('sending', error);
    }
  }

  /** A picture that the host keeps, the same each time. */
  async #picture(page: TestClient): Promise<Attached> {
    return (await page.contract.call('attachment/add', { name: 'dot.png', data: DOT })).picture;
  }

  async #interrupt({ threadId }: Place): Promise<void> {
    if (threadId === null) return;
    this.counts.interrupts += 1;
    await this.#page()
      .contract.call('thread/interrupt', { threadId })
      .catch((error: unknown) => this.#refused('interrupting', error));
  }

  async #draft(place: Place): Promise<void> {
    const { threadId } = place;
    if (threadId === null) return;
    if (place.composer === null || place.composing) return;
    // What is in the composer stays there: more is typed after it.
    const text = `${place.composer} ${this.#text()}`.trim();
    place.draft = null;
    place.composing = true;
    try {
      await this.#page().contract.call('draft/set', {
        key: `thread:${threadId}`,
        text,
        ...(place.attached !== undefined && { attached: [...place.attached] }),
      });
      if (place.threadId === threadId) Object.assign(place, { draft: text, composer: text });
      this.counts.drafts += 1;
    } catch (error) {
      if (place.threadId === threadId) place.composer = null;
      this.#refused('keeping a draft', error);
    } finally {
      place.composing = false;
    }
  }

  /** Takes what is held, or came back, into the composer; where nothing is, what is steered for it. */
  async #takeBack(place: Place): Promise<void> {
    const { threadId } = place;
    if (threadId === null) return;
    if (this.#takeable(threadId).length === 0) await this.#send(place, 'send');
    const ids = [...this.#takeable(threadId)];
    const { composer } = place;
    if (ids.length === 0 || place.threadId !== threadId || composer === null || place.composing) return;
    place.composing = true;
    try {
      const { text, attached, taken } = await this.#page().contract.call('sent/take', {
        threadId,
        ids,
        draft: composer,
        ...(place.attached !== undefined && { attached: [...place.attached] }),
      });
      if (place.threadId === threadId && taken > 0)
        Object.assign(place, { composer: text, draft: text, attached });
      this.counts.takenBack += taken;
    } catch (error) {
      // Whether it was taken is not known: it is in the draft, or it comes back.
      if (place.threadId === threadId) Object.assign(place, { composer: null, draft: null });
      this.#refused('taking back', error);
    } finally {
      place.composing = false;
    }
  }

  /** What can be taken back of what the first person's page shows. */
  #takeable(threadId: ThreadId): readonly string[] {
    const sent = this.#fleet.client.values(threadTopic(threadId), threadTopic.sent)[0];
    const held = (sent?.waiting ?? []).filter((one) => one.held);
    return [...held, ...(sent?.returned ?? [])].map(({ id }) => id);
  }

  /** Puts the queue in another order, sends one now, or adds words to a prompt; fills the queue where it is too short. */
  async #changeQueue(place: Place): Promise<void> {
    const { threadId } = place;
    if (threadId === null) return;
    const queue = () => this.#fleet.client.values(threadTopic(threadId), threadTopic.queue)[0]?.prompts ?? [];
    for (let more = 2 - queue().length; more > 0; more -= 1) await this.#send(place, 'queue');
    const prompts = queue();
    const [first] = prompts;
    if (first === undefined || place.threadId !== threadId) return;
    const page = this.#page();
    const luck = this.#random();
    try {
      if (luck < 0.4 && prompts.length > 1) {
        const promptIds = prompts.map(({ id }) => id).reverse();
        await page.contract.call('queue/order', { threadId, promptIds });
        this.counts.moved += 1;
      } else if (luck < 0.55) {
        await page.contract.call('queue/now', { threadId, promptId: first.id });
        this.counts.sentNow += 1;
      } else {
        const more = `word-${this.#words++}.`;
        const { text, attached } = first;
        await page.contract.call('queue/edit', {
          threadId,
          promptId: first.id,
          text: `${text} ${more}`,
          was: text,
          ...(attached !== undefined && { attached: [...attached] }),
        });
        if (place.threadId === threadId) place.texts.push(more);
        this.counts.edited += 1;
      }
    } catch {
      // It left the queue meanwhile, or the page was cut off: its words are as they were, or they are there.
      this.counts.failed += 1;
    }
  }

  #refused(what: string, error: unknown): void {
    this.counts.failed += 1;
    if (!isExpected(error)) this.problems.push(`${what} failed: ${String(error)}`);
  }

  #page(): TestClient {
    const connected = this.#fleet.people.filter((person) => person.connected);
    return (connected.length === 0 ? pick(this.#random, this.#fleet.people) : pick(this.#random, connected))
      .client;
  }

  /** What waits in a queue is short: a round waits for all of it. */
  #text(mode: 'send' | 'queue' = 'send'): string {
    const word = `word-${this.#words++}.`;
    const short = [word, word, `[script:flood deltas=60 chars=12] ${word}`, `[script:think] ${word}`];
    if (mode === 'queue') return pick(this.#random, short);
    return pick(this.#random, [
      ...short,
      `[script:commands cmd="sleep 0.3; echo done"] ${word}`,
      `[script:commands n=2 cmd="sleep 0.2" deltas=20] ${word}`,
      // Long enough that what is said meanwhile is held, and can be taken back.
      `[script:commands cmd="sleep 1"] ${word}`,
      `[script:commands cmd="sleep 1.5"] ${word}`,
    ]);
  }

  async #breakSomething(luck: number): Promise<string> {
    if (luck < 0.2) {
      this.hostKills += 1;
      await this.#fleet.host.kill();
      await this.#fleet.host.start();
      return 'killed the host';
    }
    if (luck < 0.65) {
      const status = pick(this.#random, this.#fleet.shown())?.status;
      if (status?.type !== 'ready') return 'nothing, for nothing was there to be killed';
      this.kills += 1;
      this.#killed.add(status.pid);
      try {
        process.kill(status.pid, 'SIGKILL');
      } catch {
        // It had just ended by itself.
      }
      return 'killed an app-server';
    }
    pick(this.#random, this.#fleet.people).breakSocket();
    return 'broke a socket';
  }

  async #recovered(): Promise<void> {
    const back = (): boolean => {
      if (!this.#fleet.people.every(({ connected }) => connected)) return false;
      this.#revive();
      // A kill that the host has not noticed yet is no recovery.
      return (
        this.#fleet.ready() &&
        this.#fleet.shown().every(({ status }) => status.type === 'ready' && !this.#killed.has(status.pid))
      );
    };
    await this.#until(back, RECOVERY_MS, () => 'not every app-server came back');
    // Pids come round again.
    this.#killed.clear();
    this.#pressed.clear();
  }

  /** Restarts what gave up, or waits for long, as a person would. */
  #revive(): void {
    for (const { id, status } of this.#fleet.shown()) {
      const long = status.type === 'restarting' && status.retryAt - Date.now() > PATIENCE_MS;
      if ((status.type !== 'failed' && !long) || this.#pressed.has(id)) continue;
      this.#pressed.add(id);
      this.#fleet.client.contract
        .call('workspace/restart', { workspaceId: id })
        .catch(() => this.#pressed.delete(id));
    }
  }

  async #continueAll(): Promise<void> {
    for (const { threadId } of this.#places) {
      if (threadId === null || this.#fleet.client.row(threadId)?.queuePaused !== true) continue;
      await this.#fleet.client.contract
        .call('thread/continue', { threadId })
        .catch((error: unknown) => this.#refused('continuing', error));
    }
  }

  async #rest(): Promise<void> {
    const rests = (): boolean => {
      const { client } = this.#fleet;
      return (
        client.contract.state.type === 'connected' &&
        this.#places.every(
          ({ threadId }) => threadId === null || !BUSY.has(client.row(threadId)?.state ?? 'running'),
        )
      );
    };
    await this.#until(rests, REST_MS, () => {
      const rows = this.#places.map(({ threadId }) => threadId && this.#fleet.client.row(threadId));
      return `the fleet does not rest: ${JSON.stringify(rows.map((row) => row && [row.id, row.state, row.activity]))}`;
    });
  }

  /** Looks in a page that starts with nothing, as a person who comes back would. */
  async #look(): Promise<void> {
    const page = this.#fleet.freshClient();
    try {
      for (const place of this.#places)
        if (place.threadId !== null) await this.#lookAt(page, place, place.threadId);
    } finally {
      page.dispose();
    }
  }

  async #lookAt(page: TestClient, place: Place, threadId: ThreadId): Promise<void> {
    const topic = threadTopic(threadId);
    page.open(topic);
    // What was taken back stands in the composer, and nothing else is to be waited for.
    let draft = await this.#draftOf(page, threadId);
    let missing: readonly string[] = [];
    let grows: readonly ItemEntity[] = [];
    const found = (): boolean => {
      const detail = page.values(topic, threadTopic.thread).find((value) => 'loaded' in value);
      if (detail?.loaded !== true) return false;
      const there = placesOf(page, topic, older);
      missing = place.texts.filter(
        (text) => !this.#holds(draft, text) && !there.some((one) => this.#holds(one, text)),
      );
      grows = growingIn(page, topic);
      return missing.length === 0 && grows.length === 0;
    };
    const older = await this.#older(page, topic, threadId);
    const ok = await page.until(found, 'every text', FOUND_MS).then(
      () => true,
      () => false,
    );
    if (!ok) {
      draft = await this.#draftOf(page, threadId);
      const lost = missing.filter((text) => !this.#holds(draft, text));
      this.lost += lost.length;
      this.growing += grows.length;
      for (const text of lost)
        this.problems.push(
          `lost in ${threadId}: ${text}; there is ${placesOf(page, topic, older).join(' | ')}`,
        );
      for (const { id, item, turnId } of grows)
        this.problems.push(`growing in an ended turn: ${item.type} ${id} of ${turnId} in ${threadId}`);
      place.texts = place.texts.filter((text) => !lost.includes(text));
    }
    if (place.draft !== null) {
      const { text } = await page.call('draft/get', { key: `thread:${threadId}` });
      if (!text.includes(place.draft)) {
        this.lost += 1;
        this.problems.push(`lost draft of ${threadId}: ${place.draft}, there is ${text.slice(0, 200)}`);
      }
    }
    this.cutOff += page.values(topic, threadTopic.item).filter(({ cutOff }) => cutOff === true).length;
    this.returned += page.values(topic, threadTopic.sent)[0]?.returned.length ?? 0;
    page.close(topic);
  }

  /** Whether a place has a text of the person, with its picture where it carried one. */
  #holds(place: string, text: string): boolean {
    const word = wordOf(text);
    return place.includes(word) && (!this.#pictured.has(word) || place.includes(WITH_PICTURE));
  }

  async #draftOf(page: TestClient, threadId: ThreadId): Promise<string> {
    const { text, attached = [] } = await page.call('draft/get', { key: `thread:${threadId}` });
    return `${text}${attached.some(isPicture) ? WITH_PICTURE : ''}`;
  }

  /** The texts of the older pages of a thread. */
  async #older(page: TestClient, topic: string, threadId: ThreadId): Promise<readonly string[]> {
    const detail = await page.until(() => {
      const now = page.values(topic, threadTopic.thread).find((value) => 'loaded' in value);
      return now?.loaded === true && now;
    }, 'the record');
    const texts: string[] = [];
    for (let cursor = detail.olderCursor; cursor !== null;) {
      const history = await page.call('thread/history', { threadId, cursor });
      texts.push(...history.items.map(({ item }) => textOf(item)));
      cursor = history.cursor;
    }
    return texts;
  }

  async #until(check: () => boolean, ms: number, otherwise: () => string): Promise<void> {
    const end = Date.now() + ms;
    while (!check()) {
      if (Date.now() > end) {
        this.problems.push(otherwise());
        return;
      }
      await pause(20);
    }
  }
}

/** Every place of a thread where a text of a person can be: its items, its queue, what is on its way or came back. */
function placesOf(page: TestClient, topic: string, older: readonly string[]): readonly string[] {
  const items = page.values(topic, threadTopic.item).map(({ item }) => textOf(item));
  const queue = page.values(topic, threadTopic.queue).flatMap(({ prompts }) => prompts.map(promptOf));
  const sent = page
    .values(topic, threadTopic.sent)
    .flatMap(({ waiting, returned }) => [...waiting, ...returned].map(promptOf));
  return [...older, ...items, ...queue, ...sent];
}

/** What is shown as being said in a turn that ended. */
function growingIn(page: TestClient, topic: string): readonly ItemEntity[] {
  const running = new Set(
    page.values(topic, threadTopic.turn).flatMap(({ id, status }) => (status === 'inProgress' ? [id] : [])),
  );
  return page
    .values(topic, threadTopic.item)
    .filter(({ done, turnId, item }) => !done && !running.has(turnId) && item.type !== 'commandExecution');
}

function textOf(item: Item): string {
  if (item.type !== 'userMessage') return '';
  return item.content
    .map((part) => (part.type === 'text' ? part.text : isPicture(part) ? WITH_PICTURE : ''))
    .join('\n');
}

function promptOf({ text, attached = [] }: PromptInput): string {
  return `${text}${attached.some(isPicture) ? WITH_PICTURE : ''}`;
}

function isPicture({ type }: { readonly type: string }): boolean {
  return type === 'picture';
}

function wordOf(text: string): string {
  return /word-\d+\./.exec(text)?.[0] ?? text;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
