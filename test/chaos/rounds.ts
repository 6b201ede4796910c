/** One round: a fleet at work, something breaks, everything settles, and what is shown is held against the truth. */
import { isDeepStrictEqual } from 'node:util';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { HomeEntity, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { compareClients, compareThread, endlessApprovals, missingThreads, type Compared } from './compare.ts';
import { inflict, LAST_BREATH_MS, type FaultKind, type Inflicted } from './faults.ts';
import { isExpected, Person } from './person.ts';
import { strays, type Process } from '../support/processes.ts';
import { below, pick, type Random } from './random.ts';
import type { Truth } from './truth.ts';
import type { Work } from './work.ts';
import type { World } from './world.ts';

/** What a whole run counts. */
export interface Tally {
  itemsCompared: number;
  itemsLost: number;
  itemsWrong: number;
  threadsLost: number;
  approvalsAsked: number;
  approvalsEndless: number;
  queueStarted: number;
  survivors: number;
  slowestEndMs: number;
  slowestAgreementMs: number;
  unsettled: number;
  clientsDiffer: number;
}

export const emptyTally = (): Tally => ({
  itemsCompared: 0,
  itemsLost: 0,
  itemsWrong: 0,
  threadsLost: 0,
  approvalsAsked: 0,
  approvalsEndless: 0,
  queueStarted: 0,
  survivors: 0,
  slowestEndMs: 0,
  slowestAgreementMs: 0,
  unsettled: 0,
  clientsDiffer: 0,
});

/** How long the fleet may take to be back after a fault, and to come to rest. */
const RECOVERY_MS = 60_000;
const REST_MS = 80_000;
/** A person who sees a longer wait than this presses *Restart*. */
const PATIENCE_MS = 3000;
/** Once the fleet rests, what is shown agrees with the record after this at the latest. */
const AGREEMENT_MS = 16_000;
/** Threads of earlier rounds that are looked at again. */
const OLD_ONES = 6;
const PUSHES_EVERY_MS = 100;
const BUSY = new Set(['running', 'needsApproval', 'needsAnswer', 'disconnected', 'ownedElsewhere']);

/** What one look at everything found. */
interface Comparison {
  readonly compared: readonly Compared[];
  readonly missing: readonly string[];
  readonly differ: readonly string[];
  readonly approvals: { readonly asked: number; readonly endless: readonly string[] };
  readonly slowestMs: number;
}

export class Rounds {
  readonly tally = emptyTally();
  readonly problems: string[] = [];
  readonly #world: World;
  readonly #work: Work;
  readonly #truth: Truth;
  readonly #random: Random;
  /** App-servers that were restarted by hand in this round. */
  readonly #pressed = new Set<string>();
  #tampered = false;
  #stage = '';

  constructor(world: World, work: Work, truth: Truth, random: Random) {
    this.#world = world;
    this.#work = work;
    this.#truth = truth;
    this.#random = random;
  }

  /** What a round is about, for when it does not come to its end. */
  get stage(): string {
    return this.#stage;
  }

  /** Runs one round and answers what was done, in words. Problems go to `problems` and to the tally. */
  async run(kind: FaultKind): Promise<string> {
    const now = (stage: string): void => void (this.#stage = stage);
    now('starting the turns');
    this.#pressed.clear();
    const { client } = this.#world;
    const random = this.#random;
    const person = new Person(client, random, (text) => this.problems.push(text));
    try {
      const begun = this.#work.begin();
      // Mostly everything is under way; now and then a fault meets calls that are not answered yet.
      if (random() < 0.75) await begun;
      for (const { threadId } of this.#work.places.slice(0, 3))
        if (threadId !== null) client.open(`thread:${threadId}`);
      await new Promise((resolve) => setTimeout(resolve, below(random, 1500)));
      const ran = new Set(client.rows().flatMap(({ id, state }) => (BUSY.has(state) ? [id] : [])));
      now(`doing what is done to the ${kind}`);
      const fault = await inflict(kind, this.#world, random);
      now('waiting for the answers to what was begun');
      await begun;
      this.#tampered ||= fault.tampered;
      now('waiting for recovery');
      await this.#recovered();
      now('looking at queues');
      await this.#queuesWait(fault, ran);
      person.thorough = true;
      const pushing = this.#push();
      try {
        now('waiting for rest');
        await this.#rest();
        now('looking for processes');
        await this.#nothingLives(fault);
        now('comparing');
        await this.#compare();
      } finally {
        clearInterval(pushing);
      }
      return `${fault.what}; ${ran.size} turns ran`;
    } finally {
      person.dispose();
    }
  }

  /** Every app-server is ready again. */
  async #recovered(): Promise<void> {
    const { client } = this.#world;
    const back = (): boolean => {
      if (client.contract.state.type !== 'connected') return false;
      this.#revive();
      const all = this.#appServers();
      return all.length > 1 && all.every(({ status }) => status.type === 'ready');
    };
    await client.until(back, 'every app-server to be back', RECOVERY_MS).catch(() => {
      const states = this.#appServers().map(({ status }) => JSON.stringify(status));
      this.#unsettled(`not every app-server came back: ${states.join(' ')}`);
    });
  }

  #appServers(): (WorkspaceEntity | HomeEntity)[] {
    return [...this.#world.shownWorkspaces(), this.#world.home()].filter((one) => one !== undefined);
  }

  /** Restarts what gave up, or waits for long, as a person would: once a round. */
  #revive(): void {
    const { client } = this.#world;
    for (const { id, status } of this.#appServers()) {
      const long = status.type === 'restarting' && status.retryAt - Date.now() > PATIENCE_MS;
      if ((status.type !== 'failed' && !long) || this.#pressed.has(id)) continue;
      this.#pressed.add(id);
      const pressing =
        id === this.#world.home()?.id
          ? client.call('home/restart', { homeId: id })
          : client.call('workspace/restart', { workspaceId: asId(id) });
      pressing.catch(() => this.#pressed.delete(id));
    }
  }

  /**
   * What was queued behind a turn that does not end waits: paused where the turn died, and never started unasked. A
   * turn that had not begun when its app-server died (`ran` has the threads of the others) may begin on the next one;
   * its queue then waits behind it.
   */
  async #queuesWait({ died, tampered }: Inflicted, ran: ReadonlySet<ThreadId>): Promise<void> {
    const { client, workspaces } = this.#world;
    for (const { threadId, queued, doubtful, workspace } of this.#work.places) {
      if (threadId === null || queued.length === 0) continue;
      const most = queued.length + doubtful.length;
      const paused = died.has((workspaces[workspace] as World['workspaces'][number]).id);
      const late = paused && !ran.has(threadId);
      const waits = (): boolean => {
        const row = client.row(threadId);
        if (row === undefined || row.queued < queued.length || row.queued > most) return false;
        return row.queuePaused === paused || (late && row.state === 'running');
      };
      if (!tampered || workspace !== 0) {
        await client.until(waits, 'a queue to wait', 5000).catch(() => {
          const { state, queued: shown, queuePaused } = client.row(threadId) ?? {};
          this.#unsettled(
            `${threadId}: ${queued.length} prompts wait (paused: ${paused}), the row says ${state}, ${shown}, ${queuePaused}`,
          );
        });
      }
      const started = (await this.#truth.prompts(threadId)).filter(
        (text) => queued.includes(text) || doubtful.includes(text),
      );
      this.tally.queueStarted += started.length;
      for (const text of started) this.problems.push(`${text} of ${threadId} started unasked`);
    }
  }

  /** Lets all turns end, continues what is paused and restarts what gave up, until its timer is cleared: a turn may begin late. */
  #push(): NodeJS.Timeout {
    const { client, model } = this.#world;
    const continued = new Set<ThreadId>();
    return setInterval(() => {
      model.release('held');
      if (client.contract.state.type !== 'connected') return;
      this.#revive();
      for (const { id, queued, queuePaused, state } of client.rows()) {
        if (queued === 0 || !queuePaused || BUSY.has(state) || continued.has(id)) continue;
        continued.add(id);
        client.call('thread/continue', { threadId: id }).catch((error: unknown) => {
          continued.delete(id);
          if (!isExpected(error)) this.problems.push(`continuing failed: ${String(error)}`);
        });
      }
    }, PUSHES_EVERY_MS);
  }

  /** Waits until nothing runs. */
  async #rest(): Promise<void> {
    const { client } = this.#world;
    const rests = (): boolean =>
      client.rows().every(({ state, queued }) => !BUSY.has(state) && queued === 0) &&
      client.pending().length === 0;
    await client.until(rests, 'the fleet to rest', REST_MS).catch(() => {
      const busy = client.rows().filter(({ state, queued }) => BUSY.has(state) || queued > 0);
      const rows = busy.map(
        ({ id, state, activity, queued, queuePaused }) =>
          `${id} ${state} "${activity}" queued ${queued} ${queuePaused}`,
      );
      this.#unsettled(
        `the fleet does not rest: ${rows.join('; ')}; ${client.pending().length} pending approvals`,
      );
    });
  }

  /** Nothing of what was killed lives 3 s later, in whatever place of the tree it is found by then. */
  async #nothingLives(fault: Inflicted): Promise<void> {
    const { ms, left } = await fault.gone;
    const sinceKill = (): number => Math.round(performance.now() - fault.at);
    const find = (): Process[] => strays(this.#world.root, process.pid);
    let more = find();
    this.tally.slowestEndMs = Math.max(this.tally.slowestEndMs, more.length > 0 ? sinceKill() : ms);
    while (more.length > 0 && sinceKill() < LAST_BREATH_MS) {
      await new Promise((done) => setTimeout(done, 50));
      more = find();
      this.tally.slowestEndMs = Math.max(this.tally.slowestEndMs, sinceKill());
    }
    for (const { pid, command } of [...left, ...more])
      this.problems.push(`process ${pid} outlived its app-server: ${command}`);
    this.tally.survivors += left.length + more.length;
  }

  /**
   * Compares once nothing moves. A call whose answer was lost with the socket may start its turn after the fleet
   * seemed to rest; what was compared meanwhile is compared again.
   */
  async #compare(): Promise<void> {
    const { client } = this.#world;
    const began = performance.now();
    for (;;) {
      const before = client.rows();
      const moved = (): boolean => client.pending().length > 0 || !isDeepStrictEqual(before, client.rows());
      const found = await this.#comparison(moved);
      if (!moved()) return this.#count(found);
      if (performance.now() - began > REST_MS)
        return this.#unsettled('the fleet never rested for as long as a comparison takes');
      await this.#rest();
    }
  }

  async #comparison(moved: () => boolean): Promise<Comparison> {
    const { client } = this.#world;
    const { threads, places } = this.#work;
    this.#work.adopt();
    const now = places.flatMap(({ threadId }) => threadId ?? []);
    const old = [...threads.keys()].filter((id) => !now.includes(id));
    const again = Array.from({ length: Math.min(OLD_ONES, old.length) }, () => pick(this.#random, old));
    const compared: Compared[] = [];
    let slowestMs = 0;
    /** What is shown may still be on its way: it is looked at again until it agrees, and how long that took is told. */
    const settled = async <T>(look: () => Promise<T>, agrees: (seen: T) => boolean): Promise<T> => {
      const began = performance.now();
      for (let first = true; ; first = false) {
        const seen = await look();
        const ms = Math.round(performance.now() - began);
        const fits = agrees(seen);
        if (!first && fits) slowestMs = Math.max(slowestMs, ms);
        if (fits || ms > AGREEMENT_MS || moved()) return seen;
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    for (const threadId of new Set([...now, ...again])) {
      const found = await settled(
        async () => {
          const truth = await this.#truth.thread(threadId);
          if (truth === undefined) return undefined;
          const exact = !this.#tampered || threads.get(threadId) !== 0;
          return compareThread(client, threadId, truth, exact);
        },
        (seen) => seen === undefined || seen.lost.length + seen.wrong.length === 0,
      );
      if (found !== undefined) compared.push(found);
    }
    const missing = await settled(
      () => missingThreads(this.#world, this.#truth),
      (all) => all.length === 0,
    );
    const differ = await compareClients(this.#world);
    return { compared, missing, differ, approvals: await endlessApprovals(client), slowestMs };
  }

  #count({ compared, missing, differ, approvals, slowestMs }: Comparison): void {
    const { tally } = this;
    for (const { items, lost, wrong } of compared) {
      tally.itemsCompared += items;
      tally.itemsLost += lost.length;
      tally.itemsWrong += wrong.length;
      this.problems.push(...lost.map((item) => `lost: ${item}`), ...wrong);
    }
    tally.threadsLost += missing.length;
    tally.clientsDiffer += differ.length;
    tally.approvalsAsked = approvals.asked;
    tally.approvalsEndless += approvals.endless.length;
    tally.slowestAgreementMs = Math.max(tally.slowestAgreementMs, slowestMs);
    this.problems.push(
      ...missing,
      ...differ,
      ...approvals.endless.map((text) => `an approval without an end: ${text}`),
    );
  }

  #unsettled(text: string): void {
    this.tally.unsettled += 1;
    this.problems.push(text);
  }
}
