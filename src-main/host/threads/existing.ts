import { ContractFailure } from '#shared/contract/errors.ts';
import type { ExistingThread } from '#shared/contract/calls/existing.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { titleOf } from '#shared/model/thread/facts.ts';
import type { Hears, Tells } from '../base/events.ts';
import type { ThreadEvents, ThreadServerEvents } from './events.ts';
import { threadFacts } from './incoming.ts';
import type { ListedThread } from '../engines/engine.ts';
import type { WorkspacePort } from './ports.ts';
import type { Recovery } from './recovery.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

export interface ExistingOptions {
  readonly registry: ThreadRegistry;
  /** Throws ContractFailure when the workspace is gone. */
  readonly workspace: (id: WorkspaceId) => WorkspacePort;
  readonly events: Tells<Pick<ThreadEvents, 'hiddenCounted'>> &
    Hears<Pick<ThreadServerEvents, 'serverReady'>>;
  /** The workspace of an app-server that became ready; undefined when it was removed since. */
  readonly readyWorkspace: (id: WorkspaceId) => WorkspacePort | undefined;
  /** What ended the reading of a thread that was just shown; it can be opened and read again. */
  readonly onFault: (error: unknown) => void;
  readonly recovery: Pick<Recovery, 'look' | 'ready'>;
}

/**
 * Threads that other programs started in a workspace's folder. They are hidden until the person asks for them, then
 * shown read-only, and Muster's own once they are adopted.
 */
export class ExistingThreads {
  readonly #options: ExistingOptions;

  constructor(options: ExistingOptions) {
    this.#options = options;
    const { events, readyWorkspace, recovery, onFault } = options;
    events.on('serverReady', (id) => {
      const workspace = readyWorkspace(id);
      if (workspace === undefined) return;
      // What is Muster's own is known only after the recovery; the rest is of other programs.
      void recovery
        .ready(workspace)
        .then(() => this.count(workspace))
        .catch(onFault);
    });
  }

  async list({ workspaceId }: Params<'existing/list'>): Promise<Results['existing/list']> {
    const hidden = await this.#hidden(this.#options.workspace(workspaceId));
    return { threads: hidden.map(existingThread).sort((a, b) => b.updatedAt - a.updatedAt) };
  }

  /** Counts anew; for when a process became ready. */
  async count(workspace: WorkspacePort): Promise<void> {
    await this.#hidden(workspace);
  }

  async show({ workspaceId, threadIds, adopt }: Params<'existing/show'>): Promise<null> {
    const workspace = this.#options.workspace(workspaceId);
    const wanted = new Set<string>(threadIds);
    const found = (await this.#hidden(workspace)).filter(({ id }) => wanted.has(id));
    if (found.length === 0) {
      throw new ContractFailure({
        code: 'notFound',
        message:
          'These threads are shown already, or Codex does not list them any more. Open the list again.',
      });
    }
    const added = found.map((raw) => this.#add(workspace, raw, adopt));
    await this.#hidden(workspace);
    for (const thread of added) this.#options.recovery.look(workspace, thread).catch(this.#options.onFault);
    return null;
  }

  adopt({ threadIds }: Params<'existing/adopt'>): null {
    for (const thread of this.#shown(threadIds))
      this.#options.registry.apply(thread, { type: 'factsChanged', patch: { program: null } });
    return null;
  }

  async hide({ threadIds }: Params<'existing/hide'>): Promise<null> {
    const threads = this.#shown(threadIds);
    const workspaces = new Set(threads.map(({ facts }) => facts.workspaceId));
    for (const { facts } of threads) this.#options.registry.remove(facts.id);
    for (const id of workspaces) await this.#hidden(this.#options.workspace(id)).catch(this.#options.onFault);
    return null;
  }

  /** Throws ContractFailure unless all of them are threads of other programs that are shown. */
  #shown(ids: readonly ThreadId[]): HeldThread[] {
    const threads = ids.map((id) => this.#options.registry.require(id));
    if (threads.some(({ facts }) => facts.program === null))
      throw new ContractFailure({ code: 'refused', message: 'This thread is Muster’s own already.' });
    return threads;
  }

  async #hidden(workspace: WorkspacePort): Promise<ListedThread[]> {
    const { registry, events } = this.#options;
    const all = await workspace.engine.list(await workspace.folders());
    const hidden = all.filter(({ id, program }) => program !== null && registry.get(id) === undefined);
    events.fire('hiddenCounted', { id: workspace.id, hidden: hidden.length });
    return hidden;
  }

  #add(workspace: WorkspacePort, listed: ListedThread, adopt: boolean): HeldThread {
    const { unread: _unread, updatedAt: _at, program, ...told } = listed;
    const { status, waiting, ...facts } = threadFacts(told, workspace);
    return this.#options.registry.add({
      ...facts,
      id: told.id,
      workspaceId: workspace.id,
      status,
      waiting,
      program: adopt ? null : program,
      // How it ended is not in the list; until it is read it is shown as at rest.
      lastTurn: 'completed',
    });
  }
}

function existingThread({
  id,
  name,
  preview,
  program,
  cwd,
  branch,
  updatedAt,
}: ListedThread): ExistingThread {
  return { id, title: titleOf({ name, preview }), program: program ?? '', cwd, branch, updatedAt };
}
