import type { ServerMethod, ServerParams, ServerResults } from '#shared/app-server/methods.ts';
import type { Change } from '#shared/model/collection.ts';
import type { Generation, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { RequestOptions } from '#shared/rpc/connection.ts';
import type { Activity } from '#shared/model/thread/describe.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import type { Guard, SandboxMode } from './guard.ts';
import type { ThreadTopic } from './thread.ts';

/** An app-server as the threads need it. */
export interface ServerPort {
  /** The process that is ready, or undefined. */
  readonly generation: Generation | undefined;
  /** Asks, waking it if it sleeps. */
  request<M extends ServerMethod>(
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]>;
  /** Asks only the process of that generation. */
  requestOf<M extends ServerMethod>(
    generation: Generation,
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]>;
}

/** The workspace a thread belongs to, as the threads need it. */
export interface WorkspacePort {
  readonly id: WorkspaceId;
  readonly path: string;
  readonly branch: string | null;
  readonly server: ServerPort;
  /** Its folder, and the same folder in each worktree of its repository: where its threads work. */
  folders(): Promise<readonly string[]>;
  /** How a thread in this folder is kept from what lets somebody into Muster. */
  guard(cwd: string, wanted?: SandboxMode): Promise<Guard>;
  /** Runs what writes the configuration of this workspace's CODEX_HOME, one at a time over all app-servers. */
  lockConfig<T>(work: () => Promise<T>): Promise<T>;
}

/** Where facts of threads are remembered. */
export interface ThreadStore {
  save(facts: Facts): void;
  remove(id: ThreadId): void;
}

/** The inbox, as the threads need it. */
export interface InboxPort {
  pending(threadId: ThreadId): { approvals: number; questions: number; wants: Activity | null };
  changesKnown(threadId: ThreadId, itemId: string, changes: readonly FileEdit[]): void;
  resolved(generation: Generation, requestId: number | string): void;
  expireThread(threadId: ThreadId, because: 'turnEnded' | 'threadClosed'): void;
}

export interface FleetPort {
  apply(changes: readonly Change[]): void;
}

export type MakeTopic = (threadId: ThreadId) => ThreadTopic;
