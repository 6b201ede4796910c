import { errorWords } from '#shared/base/words.ts';
import type { ArchivedThread } from '#shared/contract/calls/order.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { titleOf } from '#shared/model/thread/facts.ts';
import { rememberedFacts, type ThreadRecord } from '#shared/model/thread/record.ts';
import { attempt } from './commands.ts';
import { threadFacts } from './incoming.ts';
import type { WorkspacePort } from './ports.ts';
import type { Recovery } from './recovery.ts';
import type { ThreadRegistry } from './registry.ts';

export interface ThreadArchiveOptions {
  readonly registry: ThreadRegistry;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspacePort['id']) => WorkspacePort;
  readonly workspaces: () => Iterable<WorkspacePort>;
  readonly store: {
    archivedThread(id: ThreadId): ThreadRecord | undefined;
    archivedThreads(): readonly ThreadRecord[];
    removeThread(id: ThreadId): void;
    /** It is gone for good: what is kept for it alone may go. */
    forgetPictures(id: ThreadId): void;
  };
  readonly recovery: Pick<Recovery, 'look'>;
  readonly onFault: (error: unknown) => void;
}

/** Threads that were put away: listed, brought back, deleted for good. Every method rejects with ContractFailure. */
export class ThreadArchive {
  readonly #options: ThreadArchiveOptions;

  constructor(options: ThreadArchiveOptions) {
    this.#options = options;
  }

  async list({ workspaceId }: Params<'thread/archived'>): Promise<Results['thread/archived']> {
    const asked =
      workspaceId === undefined ? [...this.#options.workspaces()] : [this.#options.workspace(workspaceId)];
    const missing: Results['thread/archived']['missing'][number][] = [];
    const own = new Map(this.#options.store.archivedThreads().map((record) => [record.id, record]));
    const lists = await Promise.all(
      asked.map((workspace) =>
        this.#of(workspace, own).catch((error: unknown) => {
          missing.push({ workspaceId: workspace.id, reason: errorWords(error) });
          return [];
        }),
      ),
    );
    // A folder inside another one's is listed by both; the innermost workspace comes last in no list, so first wins.
    const threads = new Map<ThreadId, ArchivedThread>();
    for (const thread of lists.flat()) if (!threads.has(thread.id)) threads.set(thread.id, thread);
    return { threads: [...threads.values()].sort((a, b) => b.updatedAt - a.updatedAt), missing };
  }

  async unarchive({ threadId, workspaceId }: Params<'thread/unarchive'>): Promise<null> {
    const { registry, store, recovery, onFault } = this.#options;
    const workspace = this.#options.workspace(workspaceId);
    const told = await attempt('Taking it out of the archive', () => workspace.engine.unarchive(threadId));
    const kept = store.archivedThread(threadId);
    const known = registry.get(threadId);
    const facts = threadFacts(told, workspace);
    const thread =
      known ??
      registry.add(
        kept === undefined
          ? { ...facts, id: threadId, workspaceId, lastTurn: 'completed' }
          : { ...rememberedFacts(kept), status: facts.status, waiting: facts.waiting },
      );
    recovery.look(workspace, thread).catch(onFault);
    return null;
  }

  async deletion({ threadId, workspaceId }: Params<'thread/deletion'>): Promise<Results['thread/deletion']> {
    const workspace = this.#options.workspace(workspaceId);
    const found = await attempt('Looking at it', async () => ({
      subAgents: await workspace.engine.subAgents(threadId),
      thread: (await workspace.engine.listArchived(await workspace.folders())).find(
        ({ id }) => id === threadId,
      ),
    }));
    const folder = found.thread?.cwd ?? workspace.path;
    return { subAgents: found.subAgents, folder, worktree: folder !== workspace.path };
  }

  async delete({ threadId, workspaceId }: Params<'thread/delete'>): Promise<null> {
    const { engine } = this.#options.workspace(workspaceId);
    await attempt('Deleting', () => engine.delete(threadId));
    this.#options.registry.remove(threadId);
    this.#options.store.removeThread(threadId);
    this.#options.store.forgetPictures(threadId);
    return null;
  }

  async #of(workspace: WorkspacePort, own: ReadonlyMap<ThreadId, ThreadRecord>): Promise<ArchivedThread[]> {
    const listed = await attempt('Reading the archive', async () =>
      workspace.engine.listArchived(await workspace.folders()),
    );
    return listed.map(({ id, name, preview, branch, cwd, program, updatedAt }) => {
      const kept = own.get(id);
      return {
        id,
        workspaceId: workspace.id,
        title: titleOf({ name: name ?? kept?.name ?? null, preview }),
        branch: kept?.branch ?? branch,
        cwd,
        program,
        updatedAt,
      };
    });
  }
}
