import { randomUUID } from 'node:crypto';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results, StoredStart } from '#shared/contract/requests.ts';
import type { StartResults } from '#shared/contract/calls/starts.ts';
import { fleetTopic } from '#shared/contract/topics.ts';
import { newStart, reduceStart, type StartEvent, type ThreadStart } from '#shared/model/fleet/start.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Hears } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { ThreadServerEvents } from './events.ts';
import { explainFailure } from './failures.ts';
import type { FleetPort } from './ports.ts';

export interface StartStore {
  starts(): StoredStart[];
  /** All of them or none. Throws ContractFailure `storage`. */
  saveStarts(starts: readonly StoredStart[]): void;
  noteStart(id: string, patch: Pick<StoredStart, 'threadId' | 'failed'>): void;
  /** Throws ContractFailure `storage`. */
  removeStart(id: string): void;
  forgetStart(id: string): void;
}

export interface StartsOptions {
  readonly store: StartStore;
  readonly fleet: FleetPort;
  readonly run: (
    params: Params<'thread/start'>,
    told: { readonly inWorktree: () => void; readonly made: (threadId: ThreadId) => void },
  ) => Promise<Results['thread/start']>;
  /** Whether a thread has a turn; one without is not on disk and is forgotten by this. */
  readonly hasBegun: (threadId: ThreadId) => Promise<boolean>;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspaceId) => unknown;
  readonly events: Hears<Pick<ThreadServerEvents, 'serverReady'> & { workspaceRemoved: WorkspaceId }>;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Starts under way at once. Each runs git and Codex: more of them only wait for the processor together. */
const AT_ONCE = 8;
/** Spawning git holds everything up for some ms: what is asked for at the same moment is accepted before. */
const PAUSE_MS = 15;
/** Starts that became threads stay in the topic for whoever waits to open them, so many. */
const STARTED_KEPT = 40;
const CUT_OFF = 'Muster ended while it was being started. Nothing of it runs.';

/**
 * Threads that were asked for and are not there yet. What is asked for is stored before it is answered and goes on by
 * itself; a start that fails, or was cut off by the end of the host, stays with its text until the person says what
 * becomes of it.
 */
export class Starts implements Disposable {
  readonly #options: StartsOptions;
  readonly #starts = new Map<string, { shown: ThreadStart; stored: StoredStart }>();
  /** What was asked for in one go is stored as one. */
  #asked: { readonly stored: StoredStart; done(error?: unknown): void }[] = [];
  readonly #waiting: string[] = [];
  /** Those that this life of the host began, or took up again: they say themselves how they end. */
  readonly #own = new Set<string>();
  #running = 0;
  #soonTimer: unknown;

  constructor(options: StartsOptions) {
    this.#options = options;
    options.events.on('serverReady', (id) => void this.#settle(id).catch(options.onFault));
    options.events.on('workspaceRemoved', (id) => {
      for (const { shown } of [...this.#starts.values()])
        if (shown.workspaceId === id) this.#forget(shown.id);
    });
  }

  dispose(): void {
    this.#options.clock.clearTimeout(this.#soonTimer);
  }

  /** Shows what an earlier life of the host left. Whether a thread came of it is known when its app-server is there. */
  restore(): void {
    for (const stored of this.#options.store.starts()) {
      try {
        this.#options.workspace(stored.params.workspaceId);
      } catch {
        this.#options.store.forgetStart(stored.id);
        continue;
      }
      this.#add(stored);
      if (stored.failed !== null) this.#tell(stored.id, { type: 'failed', reason: stored.failed });
      else if (stored.threadId === null) this.#fail(stored.id, CUT_OFF);
    }
  }

  handlers(): Pick<CallHandlers, keyof StartResults> {
    return {
      'start/begin': (params) => this.begin(params),
      'start/again': ({ startId }) => {
        const { shown, stored } = this.#require(startId);
        if (shown.state !== 'failed') return null;
        const again = { ...stored, at: this.#options.clock.now(), threadId: null, failed: null };
        this.#options.store.saveStarts([again]);
        this.#starts.set(startId, { shown, stored: again });
        this.#tell(startId, { type: 'again', at: again.at });
        this.#soon(startId);
        return null;
      },
      'start/dismiss': ({ startId }) => {
        if (this.#require(startId).shown.state !== 'failed')
          throw new ContractFailure({
            code: 'refused',
            message: 'It is being started. Interrupt the thread when it is there.',
          });
        this.#options.store.removeStart(startId);
        this.#drop(startId);
        return null;
      },
    };
  }

  /** Keeps what was asked for and goes on with it. Rejects with ContractFailure: then nothing is started. */
  async begin({ replaces, ...params }: Params<'start/begin'>): Promise<Results['start/begin']> {
    this.#options.workspace(params.workspaceId);
    if (params.text.trim() === '' && (params.attached ?? []).length === 0)
      throw new ContractFailure({ code: 'badRequest', message: 'There is nothing to start it with.' });
    const stored = { id: randomUUID(), at: this.#options.clock.now(), params, threadId: null, failed: null };
    await new Promise<void>((resolve, reject) => {
      if (this.#asked.length === 0) setImmediate(() => this.#store());
      this.#asked.push({ stored, done: (error) => (error === undefined ? resolve() : reject(error)) });
    });
    this.#add(stored);
    if (replaces !== undefined && this.#starts.get(replaces)?.shown.state === 'failed')
      this.#forget(replaces);
    this.#soon(stored.id);
    return { startId: stored.id };
  }

  #store(): void {
    const asked = this.#asked;
    this.#asked = [];
    try {
      this.#options.store.saveStarts(asked.map(({ stored }) => stored));
      for (const { done } of asked) done();
    } catch (error) {
      for (const { done } of asked) done(error);
    }
  }

  /** Runs a start when it is its turn, after all that was asked for at the same moment was answered. */
  #soon(id: string): void {
    this.#own.add(id);
    this.#waiting.push(id);
    this.#soonTimer ??= this.#options.clock.setTimeout(() => {
      this.#soonTimer = undefined;
      for (let free = AT_ONCE - this.#running; free > 0; free -= 1) this.#next();
    }, PAUSE_MS);
  }

  #next(): void {
    if (this.#running >= AT_ONCE) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    this.#running += 1;
    void this.#run(id)
      .catch(this.#options.onFault)
      .finally(() => {
        this.#running -= 1;
        this.#next();
      });
  }

  async #run(id: string): Promise<void> {
    const start = this.#starts.get(id);
    if (start === undefined) return;
    try {
      const { threadId } = await this.#options.run(start.stored.params, {
        inWorktree: () => this.#tell(id, { type: 'placed', inWorktree: true }),
        made: (made) => this.#note(id, { threadId: made, failed: null }),
      });
      this.#started(id, threadId);
    } catch (error) {
      const { threadId } = this.#starts.get(id)?.stored ?? {};
      // Its first turn may run although nobody could say so.
      if (threadId != null && (await this.#options.hasBegun(threadId).catch(() => false)))
        this.#started(id, threadId);
      else this.#fail(id, explainFailure('Starting it', error).message);
    }
  }

  /** Of starts that were cut off when their thread was there: whether its first turn is. */
  async #settle(workspaceId: WorkspaceId): Promise<void> {
    for (const { shown, stored } of [...this.#starts.values()]) {
      const { id, params, threadId, failed } = stored;
      const open = shown.state === 'starting' && failed === null && threadId !== null;
      if (!open || params.workspaceId !== workspaceId || this.#own.has(id)) continue;
      if (await this.#options.hasBegun(threadId)) this.#started(id, threadId);
      else this.#fail(id, CUT_OFF);
    }
  }

  #started(id: string, threadId: ThreadId): void {
    this.#options.store.forgetStart(id);
    this.#tell(id, { type: 'started', threadId });
    const started = [...this.#starts.values()].filter(({ shown }) => shown.state === 'started');
    for (const { shown } of started.slice(0, -STARTED_KEPT)) this.#drop(shown.id);
  }

  #fail(id: string, reason: string): void {
    this.#note(id, { threadId: null, failed: reason });
    this.#tell(id, { type: 'failed', reason });
  }

  #note(id: string, patch: Pick<StoredStart, 'threadId' | 'failed'>): void {
    const start = this.#starts.get(id);
    if (start === undefined) return;
    this.#starts.set(id, { ...start, stored: { ...start.stored, ...patch } });
    this.#options.store.noteStart(id, patch);
  }

  #tell(id: string, event: StartEvent): void {
    const start = this.#starts.get(id);
    if (start === undefined) return;
    const shown = reduceStart(start.shown, event);
    if (shown === start.shown) return;
    this.#starts.set(id, { ...start, shown });
    this.#options.fleet.apply([fleetTopic.start.put(id, shown)]);
  }

  #add(stored: StoredStart): void {
    const { place, worktree } = stored.params;
    const inWorktree =
      place === 'worktree' || worktree !== undefined ? true : place === 'folder' ? false : null;
    const shown = newStart({ ...stored.params, id: stored.id, at: stored.at, inWorktree });
    this.#starts.set(stored.id, { shown, stored });
    this.#options.fleet.apply([fleetTopic.start.put(stored.id, shown)]);
  }

  #require(id: string): { shown: ThreadStart; stored: StoredStart } {
    const start = this.#starts.get(id);
    if (start === undefined)
      throw new ContractFailure({
        code: 'notFound',
        message: 'This start was dismissed or has become a thread.',
      });
    return start;
  }

  #forget(id: string): void {
    this.#options.store.forgetStart(id);
    this.#drop(id);
  }

  #drop(id: string): void {
    this.#own.delete(id);
    if (this.#starts.delete(id)) this.#options.fleet.apply([fleetTopic.start.cut(id)]);
  }
}
