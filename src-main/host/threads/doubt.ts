import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { Generation, WorkspaceId } from '#shared/model/ids.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import { lastTurnPatch } from '#shared/model/thread/last-turn.ts';
import type { Hears } from '../base/events.ts';
import type { ThreadEvents } from './events.ts';
import type { ThreadHolder } from './holder.ts';
import { isRefusal, Malformed } from '../engines/failure.ts';
import { isExplained } from './failures.ts';
import type { InboxPort, WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

/** Doubts come in flocks: after the first one so much time passes before anything is read again. */
const SETTLE_MS = 1000;
/** A record that cannot be read is asked for again so often. */
const TRIES = 5;

export interface DoubtOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  readonly inbox: InboxPort;
  readonly workspace: (id: WorkspaceId) => WorkspacePort | undefined;
  readonly events: Hears<Pick<ThreadEvents, 'doubted'>>;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/**
 * What follows when an app-server said something that was not understood: any event may have been missed, so what its
 * threads show live is held against its own record. It reads; it rejoins only threads that run and wait for a person,
 * whose requests come again by that.
 */
export class Doubt implements Disposable {
  readonly #options: DoubtOptions;
  readonly #timers = new Map<WorkspaceId, unknown>();
  /** How often in a row a record could not be read. */
  readonly #tries = new Map<WorkspaceId, number>();

  constructor(options: DoubtOptions) {
    this.#options = options;
    options.events.on('doubted', (id) => this.raise(id));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) this.#options.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  /** Has the live threads of a workspace read again, soon and once for all doubts until then. */
  raise(id: WorkspaceId): void {
    if (this.#timers.has(id)) return;
    const { clock } = this.#options;
    const look = (): void => {
      this.#timers.delete(id);
      void this.#lookAgain(id).catch(this.#options.onFault);
    };
    this.#timers.set(id, clock.setTimeout(look, SETTLE_MS));
  }

  async #lookAgain(id: WorkspaceId): Promise<void> {
    const { registry, onFault } = this.#options;
    const workspace = this.#options.workspace(id);
    const generation = workspace?.engine.generation;
    // A dead app-server is recovered from anyway.
    if (workspace === undefined || generation === undefined) return;
    let unread = false;
    for (const thread of registry.of(id)) {
      if (!isLive(thread)) continue;
      await this.#resync(workspace, generation, thread).catch((error: unknown) => {
        // Codex itself does not hold it: nothing of it runs.
        if (isRefusal(error, 'notLoaded')) registry.apply(thread, { type: 'settled', runs: null });
        if (error instanceof Malformed) unread = true;
        else if (!isExplained(error)) onFault(error);
      });
    }
    // The record itself came in a shape that says nothing: it is asked for again, but not for ever.
    const tries = unread ? (this.#tries.get(id) ?? 0) + 1 : 0;
    this.#tries.set(id, tries);
    if (unread && tries <= TRIES) this.raise(id);
  }

  async #resync(workspace: WorkspacePort, generation: Generation, thread: HeldThread): Promise<void> {
    const { registry, holder, inbox } = this.#options;
    const before = thread.facts;
    const { id } = before;
    const { status, waiting } = await workspace.engine.read(id, generation);
    if (hasMoved(before, thread.facts)) {
      // A notification that came meanwhile may be newer than the answer.
      this.raise(workspace.id);
      return;
    }
    registry.apply(thread, { type: 'statusChanged', status, waiting });
    if (waiting) await holder.resume(thread);
    const known = await this.#lastTurn(workspace, generation, thread);
    const { activeTurnId } = thread.facts;
    // A turn that was announced but does not run was only ever that one odd message.
    if (known && (thread.facts.status !== 'active' || activeTurnId !== null))
      registry.apply(thread, { type: 'settled', runs: activeTurnId });
    // A thread that does not run cannot wait for the person.
    if (thread.facts.status !== 'active') inbox.expireThread(id, 'turnEnded');
    if (thread.detail.loaded) await holder.load(thread);
    else await holder.readQueue(thread);
  }

  /** Reads how the last turn stands; false when something moved meanwhile, so that the answer may be old. */
  async #lastTurn(workspace: WorkspacePort, generation: Generation, thread: HeldThread): Promise<boolean> {
    const { registry } = this.#options;
    const before = thread.facts;
    try {
      const last = await workspace.engine.lastTurn(thread.facts.id, { generation });
      if (hasMoved(before, thread.facts)) return false;
      if (last === undefined) return true;
      if (thread.facts.status !== 'active') {
        registry.apply(thread, {
          type: 'factsChanged',
          patch: { activeTurnId: null, ...lastTurnPatch(last, thread.facts) },
        });
      } else if (last.status === 'inProgress' && thread.facts.activeTurnId !== last.id) {
        registry.apply(thread, { type: 'turnStarted', turn: last });
      }
      return true;
    } catch (error) {
      if (!isRefusal(error, 'notMaterialised')) throw error;
      return !hasMoved(before, thread.facts);
    }
  }
}

function hasMoved(before: Facts, after: Facts): boolean {
  return (
    before.status !== after.status ||
    before.activeTurnId !== after.activeTurnId ||
    before.lastTurn !== after.lastTurn
  );
}

function isLive({ facts, detail }: HeldThread): boolean {
  return facts.status !== 'notLoaded' || facts.lastTurn === 'inProgress' || detail.loaded;
}
