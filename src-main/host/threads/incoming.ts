import { threadTopic } from '#shared/contract/topics.ts';
import type { Generation, ThreadId } from '#shared/model/ids.ts';
import { WITHHELD, type Facts, type ThreadEvent } from '#shared/model/thread/facts.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';
import type { Tells } from '../base/events.ts';
import type { ThreadEvents } from './events.ts';
import type { ThreadHolder } from './holder.ts';
import type { ToldThread } from '../engines/engine.ts';
import type { ThreadNews } from '../engines/events.ts';
import { isRefusal } from '../engines/failure.ts';
import { isExplained } from './failures.ts';
import type { InboxPort, WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

export interface IncomingOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  readonly inbox: InboxPort;
  /** What grows is kept: told with every delta, so by no event. */
  readonly kept: { grew(thread: HeldThread, itemId: string): void };
  /** Hears of sums before the thread does. */
  readonly usage: { told(facts: Facts, event: Extract<ThreadEvent, { type: 'tokensUsed' }>): void };
  readonly events: Tells<Pick<ThreadEvents, 'turnEnded' | 'threadFollowed' | 'doubted'>>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Applies to the threads what the app-servers tell, one event at a time and in their order. */
export class IncomingEvents {
  readonly #options: IncomingOptions;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  /**
   * An event of the model. A thread that was never heard of is a new sub-agent, or one started by another client.
   * `misfit`: the type of its item, where that is not of its shape and was taken raw.
   */
  thread(
    workspace: WorkspacePort,
    generation: Generation,
    id: ThreadId,
    event: ThreadEvent,
    misfit: string | null = null,
  ): void {
    const { registry } = this.#options;
    const thread = registry.get(id) ?? this.#discover(workspace, generation, id, event);
    if (thread === undefined) return;
    if (this.#isOdd(thread, event, misfit)) this.#options.events.fire('doubted', workspace.id);
    if (event.type === 'textGrew') {
      thread.apply(event, 0);
      this.#options.kept.grew(thread, event.itemId);
      return;
    }
    if (event.type === 'tokensUsed') this.#options.usage.told(thread.facts, event);
    registry.apply(thread, event);
    this.#follow(thread, generation, event);
    this.#options.events.fire('threadFollowed', { thread, event });
  }

  /**
   * Whether an event does not fit what is known: of a turn or an item never seen, or an item that is not of its shape.
   * It is applied all the same, and the record says what is true. Costs one look-up for a delta.
   */
  #isOdd(thread: HeldThread, event: ThreadEvent, misfit: string | null): boolean {
    switch (event.type) {
      case 'textGrew':
        return threadTopic.item.get(thread, event.itemId) === undefined;
      case 'itemStarted':
      case 'itemCompleted':
        return threadTopic.turn.get(thread, event.turnId) === undefined || this.#mayHeal(misfit);
      case 'planUpdated':
      case 'diffUpdated':
        return threadTopic.turn.get(thread, event.turnId) === undefined;
      case 'turnEnded':
        return threadTopic.turn.get(thread, event.turn.id) === undefined;
      case 'turnStarted': {
        // Codex 0.169.0 says that a thread is active before it says which turn began.
        const { status, activeTurnId } = thread.facts;
        return status !== 'active' || (activeTurnId !== null && activeTurnId !== event.turn.id);
      }
      default:
        return false;
    }
  }

  /** Whether an item is raw, and the record may have it whole. */
  #mayHeal(misfit: string | null): boolean {
    return misfit !== null && !this.#options.holder.recordHasMisfits(misfit);
  }

  /** An event that is not of the model. */
  holder(workspace: WorkspacePort, generation: Generation, id: ThreadId, event: ThreadNews): void {
    const { registry, inbox, holder } = this.#options;
    const thread = registry.get(id);
    if (event.type === 'started') this.#started(workspace, generation, event.thread);
    if (event.type === 'requestResolved') inbox.resolved(generation, event.requestId);
    if (thread === undefined) return;
    switch (event.type) {
      case 'archived':
        registry.archive(id);
        return;
      case 'deleted':
        registry.remove(id);
        return;
      case 'closed':
        thread.subscribed = null;
        thread.backgroundTerminals = 0;
        inbox.expireThread(id, 'threadClosed');
        registry.apply(thread, { type: 'statusChanged', status: 'notLoaded', waiting: false });
        return;
      case 'queueChanged':
        void holder.readQueue(thread).catch(this.#options.onFault);
        return;
      case 'withheld':
        registry.apply(thread, { type: 'factsChanged', patch: { activity: WITHHELD } });
        if (thread.detail.loaded) void holder.load(thread).catch(this.#options.onFault);
        return;
      case 'reverted':
        registry.apply(thread, { type: 'forgotten' });
        void holder.load(thread).catch(this.#options.onFault);
        return;
      case 'started':
      case 'requestResolved':
        return;
    }
  }

  /** What follows from an event beyond the thread's own state. */
  #follow(thread: HeldThread, generation: Generation, event: ThreadEvent): void {
    const { inbox, holder } = this.#options;
    switch (event.type) {
      case 'itemStarted':
      case 'itemCompleted':
        if (event.item.type === 'fileChange')
          inbox.changesKnown(thread.facts.id, event.item.id, event.item.changes);
        if (event.type === 'itemCompleted') holder.itemEnded(thread);
        return;
      case 'turnStarted':
        this.#queueRuns(thread);
        return;
      case 'turnEnded':
        this.#options.events.fire('turnEnded', thread);
        // Its pending requests were resolved before; one that was not must not wait for ever.
        inbox.expireThread(thread.facts.id, 'turnEnded');
        // An item that never ended is a background terminal, or its end was missed.
        if ([...thread.items()].some(({ turnId, done }) => turnId === event.turn.id && !done))
          this.#options.events.fire('doubted', thread.facts.workspaceId);
        if (event.turn.status === 'interrupted' && thread.facts.queued > 0)
          void holder.readQueue(thread).catch(() => {});
        return;
      case 'statusChanged':
        // Approvals reach subscribers only: resuming a thread that waits brings its pending request.
        if (event.waiting && thread.subscribed !== generation)
          void holder.resume(thread).catch(this.#options.onFault);
        return;
      default:
    }
  }

  /** A queue that was read between two turns looked as if it waited for the person; it runs. */
  #queueRuns(thread: HeldThread): void {
    const queue = threadTopic.queue.get(thread);
    if (queue?.paused !== true) return;
    this.#options.registry.apply(thread, { type: 'queueRead', queue: { ...queue, paused: false } });
  }

  /** The changes that a file-change item is about, if the item is known. */
  changesOf(id: ThreadId, itemId: string | null): readonly FileEdit[] {
    const thread = this.#options.registry.get(id);
    if (thread === undefined || itemId === null) return [];
    const entity = threadTopic.item.get(thread, itemId);
    return entity?.item.type === 'fileChange' ? entity.item.changes : [];
  }

  #started(workspace: WorkspacePort, generation: Generation, told: ToldThread): void {
    const { registry } = this.#options;
    const { id } = told;
    const known = registry.get(id);
    const facts = threadFacts(told, workspace);
    if (known !== undefined) {
      // It tells of the thread as it was made: what was said since, its name among it, is newer.
      const { status, waiting, branch, model } = facts;
      const patch = { status, waiting, model, branch: branch ?? known.facts.branch };
      registry.apply(known, { type: 'factsChanged', patch });
      return;
    }
    if (told.ephemeral && facts.parentId === null) return;
    registry.add({ ...facts, id, workspaceId: workspace.id, createdAt: this.#options.now() }).subscribed =
      generation;
  }

  /** A sub-agent announces itself by a status of a thread nobody started; every connection is subscribed to it. */
  #discover(
    workspace: WorkspacePort,
    generation: Generation,
    id: ThreadId,
    event: ThreadEvent,
  ): HeldThread | undefined {
    const { registry } = this.#options;
    if (event.type === 'statusChanged' && event.status === 'notLoaded') return undefined;
    const thread = registry.add({
      id,
      workspaceId: workspace.id,
      cwd: workspace.path,
      createdAt: this.#options.now(),
    });
    thread.subscribed = generation;
    void workspace.engine
      .read(id, generation)
      .then((told) => {
        const { status: _status, waiting: _waiting, ...facts } = threadFacts(told, workspace);
        registry.apply(thread, { type: 'factsChanged', patch: facts });
        const parent = facts.parentId === null ? undefined : registry.get(facts.parentId);
        if (parent !== undefined) {
          registry.apply(parent, { type: 'factsChanged', patch: { subAgents: parent.facts.subAgents + 1 } });
        }
      })
      .catch((error: unknown) => {
        if (isRefusal(error)) {
          // The app-server itself does not know it: its name was garbled on the way.
          registry.remove(id);
          this.#options.events.fire('doubted', workspace.id);
        } else if (!isExplained(error)) this.#options.onFault(error);
      });
    return thread;
  }
}

/** What an engine tells of a thread that the host keeps. */
export function threadFacts(
  { id: _id, ephemeral: _ephemeral, branch, ...facts }: ToldThread,
  workspace: Pick<WorkspacePort, 'path' | 'branch'>,
) {
  // In a worktree another branch is checked out than in the workspace's folder.
  const usual = facts.cwd === workspace.path ? workspace.branch : null;
  return { ...facts, branch: branch ?? usual };
}
