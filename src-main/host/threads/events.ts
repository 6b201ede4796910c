import type { Item } from '#shared/model/item/item.ts';
import type { Generation, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Activity } from '#shared/model/thread/describe.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import type { AppServerStatus } from '#shared/model/workspace/workspace.ts';
import type { HeldThread } from './thread.ts';

/** What threads tell. */
export interface ThreadEvents {
  threadRemoved: ThreadId;
  /** A turn of it ended; its requests that were not decided have not expired yet. */
  turnEnded: HeldThread;
  /** An event of a thread was applied that was more than growing text. */
  threadFollowed: { readonly thread: HeldThread; readonly event: ThreadEvent };
  /** Items of a thread were read out of its record. */
  recordRead: { readonly thread: HeldThread; readonly items: readonly Item[] };
  /** So many threads of other programs are in a workspace's folder and not shown. */
  hiddenCounted: { readonly id: WorkspaceId; readonly hidden: number };
  /** Something did not fit: what the workspace's threads show should be held against the record. */
  doubted: WorkspaceId;
}

/** What of a thread waits for a person. */
export interface Pending {
  readonly approvals: number;
  readonly questions: number;
  readonly wants: Activity | null;
}

/** What the registry hears. */
export interface RegistryHears {
  pendingChanged: { readonly threadId: ThreadId; readonly pending: Pending };
  workspaceRemoved: WorkspaceId;
}

/** What threads hear of the app-servers of their workspaces. */
export interface ThreadServerEvents {
  /** A process is ready. */
  serverReady: WorkspaceId;
  /** A process is gone. `reason` is null when it was ended on purpose and comes back by itself when needed. */
  serverGone: {
    /** Null for the app-server of a home, which holds no threads. */
    readonly workspaceId: WorkspaceId | null;
    readonly generation: Generation;
    readonly reason: string | null;
  };
  workspaceServerStatus: { readonly id: WorkspaceId; readonly status: AppServerStatus };
}
