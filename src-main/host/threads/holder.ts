import type { Attached } from '#shared/model/prompt/attached.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { Generation, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import { lastTurnPatch } from '#shared/model/thread/last-turn.ts';
import type { QueueEntity } from '#shared/model/thread/thread.ts';
import type { Tells } from '../base/events.ts';
import { isRefusal } from '../engines/failure.ts';
import type { ThreadEvents } from './events.ts';
import { explainFailure } from './failures.ts';
import { readNewest } from './history.ts';
import { holdReasons, keepsAwake, SUSPEND_AFTER_MS, UNSUBSCRIBE_AFTER_MS } from './holding.ts';
import type { KeptItems } from './kept-items.ts';
import type { WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

/** How often the reasons are looked at. */
const SWEEP_MS = 30_000;
/** Ended items of a thread that nobody looks at which are kept live; opening it reads them from the record anyway. */
const UNSEEN_KEPT = 50;

export interface HolderOptions {
  readonly registry: ThreadRegistry;
  readonly workspace: (id: WorkspaceId) => WorkspacePort | undefined;
  readonly workspaces: () => Iterable<WorkspacePort>;
  readonly suspend: (id: WorkspaceId) => void;
  readonly clock: Clock;
  readonly kept: Pick<KeptItems, 'read' | 'cutOff' | 'plan'>;
  readonly events: Tells<Pick<ThreadEvents, 'recordRead'>>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Keeps the host subscribed to the threads that have a reason, lets go of the others after a while, and reads what is
 * looked at. It never resumes a thread whose queue would start by that.
 */
export class ThreadHolder implements Disposable {
  readonly #options: HolderOptions;
  /** Types of items that the record itself has in another shape than the schema says. */
  readonly #misfitTypes = new Set<string>();
  readonly #idleSince = new Map<WorkspaceId, number>();
  #sweep: unknown;

  constructor(options: HolderOptions) {
    this.#options = options;
    this.#arm();
  }

  dispose(): void {
    this.#options.clock.clearTimeout(this.#sweep);
  }

  /** A client opened the thread: its record is read, without resuming it. */
  opened(thread: HeldThread): void {
    thread.opens += 1;
    thread.unseen = 0;
    thread.looseSince = null;
    // Another program may have gone on with its own thread meanwhile, and nobody tells us.
    if (!thread.detail.loaded || thread.facts.program !== null) this.#background(this.load(thread));
    const { status } = thread.facts;
    if (status !== 'notLoaded' && thread.subscribed === null) this.#background(this.subscribe(thread));
  }

  closed(thread: HeldThread): void {
    thread.opens -= 1;
  }

  /** Drops what the app-server can tell again, unless somebody looks at it. */
  forget(thread: HeldThread): void {
    thread.unseen = 0;
    if (thread.opens === 0) this.#options.registry.apply(thread, { type: 'forgotten' });
  }

  /** An item ended that nobody looks at: beyond a handful they are the app-server's to remember. */
  itemEnded(thread: HeldThread): void {
    if (thread.opens > 0) return;
    thread.unseen += 1;
    if (thread.unseen > UNSEEN_KEPT) this.forget(thread);
  }

  /** Reads the newest page of the record into the topic. Never rejects: a failure is shown in the thread. */
  load(thread: HeldThread): Promise<void> {
    thread.loading ??= this.#load(thread).finally(() => (thread.loading = null));
    return thread.loading;
  }

  /**
   * Makes sure that this host is subscribed and the thread is in its app-server's memory. Rejects with
   * QueueWaits when a queue would start by it, and with what the app-server says.
   */
  async subscribe(thread: HeldThread): Promise<void> {
    const { engine } = this.#workspaceOf(thread);
    if (thread.subscribed !== null && thread.subscribed === engine.generation) return;
    const { id } = thread.facts;
    if (thread.facts.status === 'notLoaded') {
      await this.readQueue(thread);
      if (thread.facts.queued > 0) throw new QueueWaits(thread.facts.queued);
    }
    await this.resume(thread, id);
  }

  /** Resumes whatever the queue holds; for *Continue*, which said what will run. */
  async resume(thread: HeldThread, id: ThreadId = thread.facts.id): Promise<void> {
    const { engine } = this.#workspaceOf(thread);
    const { status, cutOff, cwd } = thread.facts;
    try {
      const told = await engine.resume(id, cwd);
      thread.subscribed = engine.generation ?? null;
      const { model, effort, permission } = thread.facts;
      const patch = {
        model: told.model ?? model,
        effort: told.effort ?? effort,
        permission: told.permission ?? permission,
        plan: told.plan,
        ownedElsewhere: false,
      };
      this.#options.registry.apply(thread, { type: 'factsChanged', patch });
      if (status === 'notLoaded' && cutOff) this.#readAgain(thread);
    } catch (error) {
      if (isRefusal(error, 'foreignWriter')) {
        this.#options.registry.apply(thread, { type: 'factsChanged', patch: { ownedElsewhere: true } });
      }
      throw error;
    }
  }

  /** Reads the queue, also of a thread that is not loaded. */
  async readQueue(thread: HeldThread): Promise<void> {
    const { engine } = this.#workspaceOf(thread);
    try {
      const { prompts, queuedAs } = await engine.queue(thread.facts.id);
      thread.queuedAs = queuedAs;
      // Now that the answer is here: prompts queued behind nothing that runs wait for the person.
      const queue: QueueEntity = {
        prompts: withPictures(prompts, queuedAs, thread.sentAttached),
        paused: prompts.length > 0 && thread.facts.status !== 'active',
      };
      this.#options.registry.apply(thread, { type: 'queueRead', queue });
    } catch (error) {
      if (!isRefusal(error, 'notMaterialised')) throw error;
    }
  }

  /** Lets go of what has no reason to be held, and suspends app-servers that nothing needs. */
  async sweep(): Promise<void> {
    const now = this.#options.clock.now();
    const awake = new Set<WorkspaceId>();
    const loose: HeldThread[] = [];
    for (const thread of this.#options.registry.all()) {
      if (keepsAwake(thread)) awake.add(thread.facts.workspaceId);
      if (holdReasons(thread).length > 0) thread.looseSince = null;
      else thread.looseSince ??= now;
      if (thread.looseSince !== null && now - thread.looseSince >= UNSUBSCRIBE_AFTER_MS) loose.push(thread);
    }
    for (const thread of loose) await this.#letGo(thread).catch(this.#options.onFault);
    for (const { id, engine } of this.#options.workspaces()) {
      if (engine.generation === undefined || awake.has(id)) this.#idleSince.delete(id);
      else if (!this.#idleSince.has(id)) this.#idleSince.set(id, now);
      else if (now - (this.#idleSince.get(id) ?? now) >= SUSPEND_AFTER_MS) {
        this.#idleSince.delete(id);
        this.#options.suspend(id);
      }
    }
  }

  /**
   * The last that a killed app-server wrote joins what can be listed only when the thread is resumed (measured on
   * 0.169.0: it is in the file, and no list of any process has it until then).
   */
  #readAgain(thread: HeldThread): void {
    // A reading under way began before the resume.
    if (thread.opens > 0)
      this.#background((thread.loading ?? Promise.resolve()).then(() => this.load(thread)));
    else this.#options.registry.apply(thread, { type: 'detailChanged', patch: { loaded: false } });
  }

  /** Runs something that nobody waits for; what fails goes to the log. */
  #background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof QueueWaits) && !isRefusal(error, 'foreignWriter')) this.#options.onFault(error);
    });
  }

  /** Whether reading the record again makes no item of a type whole: it has such items itself. */
  recordHasMisfits(type: string): boolean {
    return this.#misfitTypes.has(type);
  }

  async #load(thread: HeldThread): Promise<void> {
    const { registry } = this.#options;
    try {
      const { engine } = this.#workspaceOf(thread);
      const { id } = thread.facts;
      const { history, misfits, cursor } = await readNewest(
        engine,
        id,
        (recorded) => this.#options.kept.read(id, recorded),
        (itemId) => threadTopic.item.get(thread, itemId)?.done === false,
      );
      for (const type of misfits) this.#misfitTypes.add(type);
      const items = history.items.map(({ item }) => item);
      this.#options.events.fire('recordRead', { thread, items });
      const { status, activeTurnId, program } = thread.facts;
      // The record may show a turn as running that a death cut off: only an active thread has one that runs.
      const any = status === 'active' || program !== null;
      const runs = any ? 'any' : activeTurnId === null ? null : { turnId: activeTurnId };
      registry.apply(thread, {
        type: 'historyRead',
        history: { ...history, runs, loaded: status !== 'notLoaded' },
      });
      const plan = this.#options.kept.plan(thread);
      if (plan !== undefined) registry.apply(thread, { type: 'planUpdated', ...plan });
      if (thread.facts.status === 'notLoaded' && program === null) this.#settleAtRest(thread, history.turns);
      registry.apply(thread, {
        type: 'detailChanged',
        patch: { loaded: true, loadError: null, olderCursor: cursor },
      });
    } catch (error) {
      const patch = isRefusal(error, 'notMaterialised')
        ? { loaded: true, loadError: null }
        : { loadError: explainFailure('Reading the thread', error).message };
      registry.apply(thread, { type: 'detailChanged', patch });
    }
    await this.readQueue(thread).catch(() => {});
    await this.#readGoal(thread).catch(() => {});
  }

  /** Reads what a thread goes on for; it is told only while it is loaded. */
  async #readGoal(thread: HeldThread): Promise<void> {
    const { engine } = this.#workspaceOf(thread);
    if (!engine.capabilities.goals || thread.facts.program !== null) return;
    const goal = await engine.goal(thread.facts.id);
    this.#options.registry.apply(thread, { type: 'goalChanged', goal });
  }

  /**
   * A thread that nobody holds runs nothing: a turn that its record has as running was cut off with its process. Of one
   * that was only heard of, the record says how it ended.
   */
  #settleAtRest(thread: HeldThread, turns: readonly TurnFacts[]): void {
    const { registry } = this.#options;
    const last = turns.at(-1);
    if (last === undefined || last.status === 'inProgress' || last.status === 'interrupted') {
      registry.apply(thread, { type: 'cutOff' });
      this.#options.kept.cutOff(thread);
    } else if (thread.facts.lastTurn === 'inProgress' && thread.facts.activeTurnId === null)
      registry.apply(thread, { type: 'factsChanged', patch: lastTurnPatch(last, thread.facts) });
  }

  /** The latest items of a thread's record. */
  async recordedItems(thread: HeldThread): Promise<readonly Item[]> {
    const { engine } = this.#workspaceOf(thread);
    const { history } = await readNewest(
      engine,
      thread.facts.id,
      () => [],
      () => false,
    );
    return history.items.map(({ item }) => item);
  }

  async #letGo(thread: HeldThread): Promise<void> {
    this.forget(thread);
    const generation = thread.subscribed;
    const { engine } = this.#workspaceOf(thread);
    if (generation === null || generation !== engine.generation) return;
    const { id } = thread.facts;
    if (engine.capabilities.backgroundTerminals)
      thread.backgroundTerminals = (await engine.backgroundTerminals(id, generation)).length;
    if (holdReasons(thread).length > 0) return;
    thread.subscribed = null;
    await engine.unsubscribe(id, generation);
  }

  #workspaceOf(thread: HeldThread): WorkspacePort {
    const workspace = this.#options.workspace(thread.facts.workspaceId);
    if (workspace === undefined) throw new Error(`thread ${thread.facts.id} has no workspace`);
    return workspace;
  }

  #arm(): void {
    this.#sweep = this.#options.clock.setTimeout(() => {
      void this.sweep()
        .catch(this.#options.onFault)
        .finally(() => this.#arm());
    }, SWEEP_MS);
  }

  /** A process ended: nothing is subscribed in it any more. */
  forgetGeneration(generation: Generation): void {
    for (const thread of this.#options.registry.all()) {
      if (thread.subscribed !== generation) continue;
      thread.subscribed = null;
      thread.backgroundTerminals = 0;
    }
  }
}

/** Resuming would start prompts that wait for the person. */
export class QueueWaits extends Error {
  readonly count: number;

  constructor(count: number) {
    super(`${count} queued prompts wait`);
    this.name = 'QueueWaits';
    this.count = count;
  }
}

/**
 * The prompts of a queue with their pictures as they were attached: Codex keeps those it made of them (a GIF becomes a
 * PNG, a large one smaller; 0.171.0). A prompt with another number of pictures was changed since, and stays as read.
 */
function withPictures(
  prompts: QueueEntity['prompts'],
  queuedAs: ReadonlyMap<string, string>,
  attached: ReadonlyMap<string, readonly Attached[]>,
): QueueEntity['prompts'] {
  const sent = new Map([...queuedAs].map(([sentId, id]) => [id, attached.get(sentId)]));
  return prompts.map((prompt) => {
    const own = sent.get(prompt.id);
    const same = own !== undefined && own.length === (prompt.attached ?? []).length;
    return same ? { ...prompt, attached: own } : prompt;
  });
}
