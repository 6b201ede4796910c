import { fleetTopic } from '#shared/contract/topics.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { fleetRow, newFacts, type Facts, type ThreadEvent } from '#shared/model/thread/facts.ts';
import type { Hears, Tells } from '../base/events.ts';
import type { Pending, RegistryHears, ThreadEvents } from './events.ts';
import type { FleetPort, MakeTopic, ThreadStore } from './ports.ts';
import { HeldThread } from './thread.ts';

/** Facts that are written to storage when they change: what the fleet must show again after everything died. */
const REMEMBERED = [
  'name',
  'preview',
  'lastTurn',
  'cutOff',
  'error',
  'unread',
  'queued',
  'branch',
  'model',
  'effort',
  'permission',
  'plan',
  'parentId',
  'cwd',
  'program',
  'activeAt',
  'pinnedAt',
  'snoozedUntil',
  'section',
  'dismissed',
  'continueAt',
] as const;

/** All threads the host knows, by id. It owns their rows in the fleet and their records in storage. */
export class ThreadRegistry {
  readonly #threads = new Map<ThreadId, HeldThread>();
  readonly #makeTopic: MakeTopic;
  readonly #fleet: FleetPort;
  readonly #store: ThreadStore;
  readonly #events: Tells<Pick<ThreadEvents, 'threadRemoved'>>;
  readonly #now: () => number;

  constructor(
    makeTopic: MakeTopic,
    fleet: FleetPort,
    store: ThreadStore,
    events: Tells<Pick<ThreadEvents, 'threadRemoved'>> & Hears<RegistryHears>,
    now: () => number,
  ) {
    this.#makeTopic = makeTopic;
    this.#fleet = fleet;
    this.#store = store;
    this.#events = events;
    this.#now = now;
    events.on('pendingChanged', ({ threadId, pending }) => this.#pendingChanged(threadId, pending));
    events.on('workspaceRemoved', (id) => {
      for (const { facts } of this.of(id)) this.remove(facts.id);
    });
  }

  get(id: ThreadId): HeldThread | undefined {
    return this.#threads.get(id);
  }

  /** Throws ContractFailure `notFound`. */
  require(id: ThreadId): HeldThread {
    const thread = this.#threads.get(id);
    if (thread === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'Muster does not know this thread any more.' });
    return thread;
  }

  all(): Iterable<HeldThread> {
    return this.#threads.values();
  }

  of(workspaceId: WorkspaceId): HeldThread[] {
    return [...this.#threads.values()].filter(({ facts }) => facts.workspaceId === workspaceId);
  }

  /** Adds a thread that storage remembers or the wire told of. `save` is false for what storage has already. */
  add(start: Parameters<typeof newFacts>[0], save = true): HeldThread {
    const facts = newFacts(start);
    const thread = new HeldThread(facts, this.#makeTopic(facts.id));
    this.#threads.set(facts.id, thread);
    this.#show(facts);
    if (save) this.#store.save(facts);
    const parent = facts.parentId === null ? undefined : this.#threads.get(facts.parentId);
    if (parent !== undefined)
      this.apply(parent, { type: 'factsChanged', patch: { subAgents: parent.facts.subAgents + 1 } });
    return thread;
  }

  /** Applies one event to a thread; its row and its record follow. */
  apply(thread: HeldThread, event: ThreadEvent): void {
    const before = thread.facts;
    if (!thread.apply(event, this.#now())) return;
    const after = thread.facts;
    this.#show(after);
    if (REMEMBERED.some((key) => before[key] !== after[key])) this.#store.save(after);
  }

  /** The thread's pending requests changed: its state follows. */
  #pendingChanged(id: ThreadId, { approvals, questions, wants }: Pending): void {
    const thread = this.#threads.get(id);
    if (thread === undefined) return;
    this.apply(thread, {
      type: 'factsChanged',
      patch: { pendingApprovals: approvals, pendingQuestions: questions, wants },
    });
  }

  /** Takes a thread out of the fleet and forgets all that is kept of it. */
  remove(id: ThreadId): void {
    if (this.#takeOut(id) !== undefined) this.#store.remove(id);
  }

  /** Takes a thread out of the fleet; what is kept of it stays for the day it comes back. */
  archive(id: ThreadId): void {
    const facts = this.#takeOut(id);
    if (facts !== undefined) this.#store.archive(facts, this.#now());
  }

  #takeOut(id: ThreadId): Facts | undefined {
    const thread = this.#threads.get(id);
    if (thread === undefined) return undefined;
    this.#threads.delete(id);
    this.#events.fire('threadRemoved', id);
    this.#fleet.apply([fleetTopic.thread.cut(id)]);
    return thread.facts;
  }

  #show(facts: Facts): void {
    this.#fleet.apply([fleetTopic.thread.put(facts.id, fleetRow(facts))]);
  }
}
