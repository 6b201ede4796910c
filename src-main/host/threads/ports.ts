import type { Change } from '#shared/model/collection.ts';
import type { Generation, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';
import type { PromptInput } from '#shared/model/prompt/attached.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import type { EngineInput, EngineThreads } from '../engines/engine.ts';
import type { ThreadTopic } from './thread.ts';

/** The workspace a thread belongs to, as the threads need it. */
export interface WorkspacePort {
  readonly id: WorkspaceId;
  readonly path: string;
  readonly branch: string | null;
  /** Its threads, as its app-server has them. */
  readonly engine: EngineThreads;
  /** Its folder, and the same folder in each worktree of its repository: where its threads work. */
  folders(): Promise<readonly string[]>;
}

/** Where facts of threads are remembered. */
export interface ThreadStore {
  save(facts: Facts): void;
  remove(id: ThreadId): void;
  /** Remembers it as archived. `at`: Unix ms. */
  archive(facts: Facts, at: number): void;
}

/** What goes with texts, as the threads need it. */
export interface AttachmentsPort {
  /** A prompt as an engine takes it. Rejects with ContractFailure `refused` when something of it is not there. */
  resolve(said: PromptInput): Promise<EngineInput>;
}

/** The inbox, as the threads need it. */
export interface InboxPort {
  changesKnown(threadId: ThreadId, itemId: string, changes: readonly FileEdit[]): void;
  resolved(generation: Generation, requestId: number | string): void;
  expireThread(threadId: ThreadId, because: 'turnEnded' | 'threadClosed'): void;
}

export interface FleetPort {
  apply(changes: readonly Change[]): void;
}

export type MakeTopic = (threadId: ThreadId) => ThreadTopic;
