import type { Generation, WorkspaceId } from '#shared/model/ids.ts';
import { lastTurnPatch } from '#shared/model/thread/last-turn.ts';
import type { Hears } from '../base/events.ts';
import type { ThreadServerEvents } from './events.ts';
import type { ThreadHolder } from './holder.ts';
import { isRefusal } from '../engines/failure.ts';
import { threadFacts } from './incoming.ts';
import type { WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { SentTexts } from './sent-texts.ts';
import type { HeldThread } from './thread.ts';

/** Threads asked about at the same time after a death: enough to be quick, few enough to leave room for the person. */
const AT_ONCE = 6;

export interface RecoveryOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  /** What is kept of a thread beside its record. */
  readonly kept: { cutOff(thread: HeldThread): void };
  /** Texts of the person that were on their way to a thread, and where they are. */
  readonly sent: Pick<SentTexts, 'settle' | 'unsettled'>;
  readonly events: Hears<Pick<ThreadServerEvents, 'serverGone' | 'workspaceServerStatus'>>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Brings the threads of a workspace back in line with its app-server after any death, of the app-server or of the
 * host. It only reads: nothing is resumed, and a queue that is not empty is shown as paused.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #listed = new Set<WorkspaceId>();

  constructor(options: RecoveryOptions) {
    this.#options = options;
    const { events } = options;
    events.on('serverGone', ({ workspaceId, generation, reason }) => {
      if (workspaceId !== null) this.gone(workspaceId, generation, reason);
    });
    events.on('workspaceServerStatus', ({ id, status }) => {
      if (status.type === 'restarting' || status.type === 'failed') this.reasonChanged(id, status.reason);
    });
  }

  /** A process is gone. `reason` is null when it was ended on purpose and comes back by itself when needed. */
  gone(workspaceId: WorkspaceId, generation: Generation, reason: string | null): void {
    const { registry, holder } = this.#options;
    holder.forgetGeneration(generation);
    // A thread that was being started may exist without its word having reached us: they are listed again.
    this.#listed.delete(workspaceId);
    for (const thread of registry.of(workspaceId)) {
      registry.apply(thread, { type: 'cutOff' });
      this.#options.kept.cutOff(thread);
      // The last it wrote may be on disk and was never told: whoever opens the thread reads it again.
      registry.apply(thread, { type: 'detailChanged', patch: { loaded: false } });
      registry.apply(thread, { type: 'factsChanged', patch: { disconnected: reason } });
    }
  }

  /** Why the workspace's app-server is not there changed: it waits to restart, or gave up. */
  reasonChanged(workspaceId: WorkspaceId, reason: string | null): void {
    const { registry } = this.#options;
    for (const thread of registry.of(workspaceId)) {
      registry.apply(thread, { type: 'factsChanged', patch: { disconnected: reason } });
    }
  }

  /** A process is ready: what was cut off is read again. */
  async ready(workspace: WorkspacePort): Promise<void> {
    const { registry } = this.#options;
    this.reasonChanged(workspace.id, null);
    await this.#list(workspace).catch(this.#options.onFault);
    const threads = registry
      .of(workspace.id)
      .filter((thread) => needsLook(thread) || this.#options.sent.unsettled(thread.facts.id));
    await inParallel(threads, AT_ONCE, (thread) => this.look(workspace, thread).catch(this.#options.onFault));
  }

  /**
   * Adopts the threads that Muster started in this folder, or a worktree of it, and storage does not know: storage may
   * have been lost.
   */
  async #list(workspace: WorkspacePort): Promise<void> {
    if (this.#listed.has(workspace.id)) return;
    const { registry } = this.#options;
    for (const { unread, updatedAt: _at, program, ...told } of await workspace.engine.list(
      await workspace.folders(),
    )) {
      const { id } = told;
      if (program !== null || registry.get(id) !== undefined) continue;
      const { status, waiting, ...facts } = threadFacts(told, workspace);
      // How its last turn ended is not in the list: it is looked at below.
      registry.add({
        ...facts,
        id,
        workspaceId: workspace.id,
        status,
        waiting,
        unread,
        lastTurn: 'inProgress',
      });
    }
    this.#listed.add(workspace.id);
  }

  /** Reads what a thread's queue holds and how its last turn ended. */
  async look(workspace: WorkspacePort, thread: HeldThread): Promise<void> {
    const { registry, holder } = this.#options;
    const { id } = thread.facts;
    try {
      await holder.readQueue(thread);
      const { lastTurn: before } = thread.facts;
      const last = await workspace.engine.lastTurn(id);
      // A thread that another program runs is left alone.
      const theirs = thread.facts.program !== null && last?.status === 'inProgress';
      // A turn that began or ended meanwhile was told, and is newer than this answer.
      const moved = thread.facts.lastTurn !== before || thread.facts.activeTurnId !== null;
      if (last !== undefined && !theirs && !moved) {
        registry.apply(thread, { type: 'factsChanged', patch: lastTurnPatch(last, thread.facts) });
      }
    } catch (error) {
      // Started and never given a turn: there is nothing on disk to come back to.
      if (!isRefusal(error, 'notMaterialised')) throw error;
    }
    if (thread.opens > 0) await holder.load(thread);
    await this.#options.sent.settle(thread);
  }
}

function needsLook({ facts, opens, detail }: HeldThread): boolean {
  return (
    opens > 0 ||
    detail.loaded ||
    facts.queued > 0 ||
    facts.lastTurn === 'interrupted' ||
    facts.lastTurn === 'inProgress'
  );
}

/** Runs `work` for each of `all`, so many at a time. */
async function inParallel<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const rest = [...all];
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rest.length) }, worker));
}
