import { threadTopic } from '#shared/contract/topics.ts';
import type { Generation, ThreadId } from '#shared/model/ids.ts';
import { asId } from '#shared/model/ids.ts';
import { RpcError, RpcNotSent, RpcOutcomeUnknown } from '#shared/rpc/errors.ts';
import { WITHHELD, type ThreadEvent } from '#shared/model/thread/facts.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ThreadHolder } from './holder.ts';
import type { HolderEvent } from './mapper.ts';
import { readStatus } from './mapper.ts';
import type { InboxPort, WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';
import { fields, id as idOf, isMisfit, numberOr, short, text, textOrNull, type Fields } from './wire.ts';

export interface IncomingOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  readonly inbox: InboxPort;
  /** A turn of the thread ended. */
  readonly turnEnded: (thread: HeldThread) => void;
  /** A text of an item grew: told with every delta. */
  readonly grew: (thread: HeldThread, itemId: string) => void;
  /** An event of the thread was applied that was more than growing text. */
  readonly followed: (thread: HeldThread, event: ThreadEvent) => void;
  readonly now: () => number;
  /** Something does not fit: what the workspace's threads show should be held against the record. */
  readonly onDoubt: (workspaceId: WorkspacePort['id']) => void;
  readonly onFault: (error: unknown) => void;
}

/** Applies to the threads what the app-servers tell, one event at a time and in their order. */
export class IncomingEvents {
  readonly #options: IncomingOptions;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  /** An event of the model. A thread that was never heard of is a new sub-agent, or one started by another client. */
  thread(workspace: WorkspacePort, generation: Generation, id: ThreadId, event: ThreadEvent): void {
    const { registry } = this.#options;
    const thread = registry.get(id) ?? this.#discover(workspace, generation, id, event);
    if (thread === undefined) return;
    if (this.#isOdd(thread, event)) this.#options.onDoubt(workspace.id);
    if (event.type === 'textGrew') {
      thread.apply(event, 0);
      this.#options.grew(thread, event.itemId);
      return;
    }
    registry.apply(thread, event);
    this.#follow(thread, generation, event);
    this.#options.followed(thread, event);
  }

  /**
   * Whether an event does not fit what is known: of a turn or an item never seen, or an item that is not of its shape.
   * It is applied all the same, and the record says what is true. Costs one look-up for a delta.
   */
  #isOdd(thread: HeldThread, event: ThreadEvent): boolean {
    switch (event.type) {
      case 'textGrew':
        return threadTopic.item.get(thread, event.itemId) === undefined;
      case 'itemStarted':
      case 'itemCompleted':
        return threadTopic.turn.get(thread, event.turnId) === undefined || this.#mayHeal(event.item);
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
  #mayHeal(item: Item): boolean {
    return (
      isMisfit(item) && item.type === 'unknown' && !this.#options.holder.recordHasMisfits(item.wireType ?? '')
    );
  }

  /** An event that is not of the model. */
  holder(workspace: WorkspacePort, generation: Generation, id: ThreadId, event: HolderEvent): void {
    const { registry, inbox, holder } = this.#options;
    const thread = registry.get(id);
    if (event.type === 'started') this.#started(workspace, generation, event.thread);
    if (event.type === 'requestResolved') inbox.resolved(generation, event.requestId);
    if (thread === undefined) return;
    switch (event.type) {
      case 'archived':
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
        this.#options.turnEnded(thread);
        // Its pending requests were resolved before; one that was not must not wait for ever.
        inbox.expireThread(thread.facts.id, 'turnEnded');
        // An item that never ended is a background terminal, or its end was missed.
        if ([...thread.items()].some(({ turnId, done }) => turnId === event.turn.id && !done))
          this.#options.onDoubt(thread.facts.workspaceId);
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

  #started(workspace: WorkspacePort, generation: Generation, raw: Fields): void {
    const { registry } = this.#options;
    const id = asId<ThreadId>(idOf(raw, 'id'));
    const known = registry.get(id);
    const facts = threadFacts(raw, workspace);
    if (known !== undefined) {
      // It tells of the thread as it was made: what was said since, its name among it, is newer.
      const { status, waiting, branch, model } = facts;
      const patch = { status, waiting, model, branch: branch ?? known.facts.branch };
      registry.apply(known, { type: 'factsChanged', patch });
      return;
    }
    if (raw['ephemeral'] === true && facts.parentId === null) return;
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
    void workspace.server
      .requestOf(generation, 'thread/read', { threadId: id, includeTurns: false })
      .then(({ thread: raw }) => {
        const {
          status: _status,
          waiting: _waiting,
          ...facts
        } = threadFacts(fields(raw, 'thread'), workspace);
        registry.apply(thread, { type: 'factsChanged', patch: facts });
        const parent = facts.parentId === null ? undefined : registry.get(facts.parentId);
        if (parent !== undefined) {
          registry.apply(parent, { type: 'factsChanged', patch: { subAgents: parent.facts.subAgents + 1 } });
        }
      })
      .catch((error: unknown) => {
        if (error instanceof RpcError) {
          // The app-server itself does not know it: its name was garbled on the way.
          registry.remove(id);
          this.#options.onDoubt(workspace.id);
        } else if (!(error instanceof RpcNotSent || error instanceof RpcOutcomeUnknown))
          this.#options.onFault(error);
      });
    return thread;
  }
}

/** What the protocol's thread object says that the host keeps. Its times come in seconds and leave in milliseconds. */
export function threadFacts(raw: Fields, workspace: Pick<WorkspacePort, 'path' | 'branch'>) {
  const git =
    raw['gitInfo'] === null || raw['gitInfo'] === undefined ? null : fields(raw['gitInfo'], 'gitInfo');
  const nickname = textOrNull(raw, 'agentNickname');
  const name = textOrNull(raw, 'name') ?? nickname;
  const parent = textOrNull(raw, 'parentThreadId');
  const cwd = text(raw, 'cwd');
  // In a worktree another branch is checked out than in the workspace's folder.
  const usual = cwd === workspace.path ? workspace.branch : null;
  return {
    parentId: parent === null ? null : asId<ThreadId>(parent),
    name: name === null ? null : short(name),
    preview: short(textOrNull(raw, 'preview') ?? ''),
    cwd,
    branch: (git === null ? null : textOrNull(git, 'branch')) ?? usual,
    model: textOrNull(raw, 'model'),
    effort: textOrNull(raw, 'reasoningEffort'),
    createdAt: numberOr(raw, 'createdAt', 0) * 1000,
    ...readStatus(raw['status']),
  };
}
