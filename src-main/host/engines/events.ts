import type { FoundFile } from '#shared/model/files/file-search.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import type { RateLimits, ToldThread } from './engine.ts';
import type { Review } from './requests.ts';

/** Something that happened to a thread and is no event of the model: how it is held follows from it. */
export type ThreadNews =
  | { readonly type: 'started'; readonly thread: ToldThread }
  | { readonly type: 'closed' }
  | { readonly type: 'archived' }
  | { readonly type: 'deleted' }
  | { readonly type: 'reverted' }
  /** Something of a turn that was told already is not to be shown: its items say which. */
  | { readonly type: 'withheld' }
  | { readonly type: 'queueChanged' }
  | { readonly type: 'requestResolved'; readonly requestId: number | string };

/** What a search for files found so far. */
export interface FileNews {
  readonly searchId: string;
  readonly query: string;
  readonly found: readonly FoundFile[];
}

/** What an engine tells of the account in a home. */
export type HomeEvent =
  | { readonly type: 'accountChanged' }
  | { readonly type: 'loginCompleted'; readonly success: boolean; readonly error: string | null }
  | { readonly type: 'rateLimits'; readonly limits: RateLimits };

/** What an engine tells the host, in Muster's own words. */
export type EngineEvent =
  /** Something happened to a thread that is told as an event of the model. */
  | {
      readonly to: 'thread';
      readonly threadId: ThreadId;
      readonly event: ThreadEvent;
      /** The type of its item, where that is not of its type's shape and was taken raw. */
      readonly misfit?: string;
    }
  /** Something happened to a thread that the holder of threads must act on. */
  | { readonly to: 'holder'; readonly threadId: ThreadId; readonly event: ThreadNews }
  | { readonly to: 'home'; readonly event: HomeEvent }
  /** The engine's own reviewer decided something. */
  | { readonly to: 'inbox'; readonly threadId: ThreadId; readonly review: Review }
  | {
      readonly to: 'notice';
      readonly level: 'info' | 'warning';
      readonly title: string;
      readonly detail: string;
      readonly threadId: ThreadId | null;
      /** The file whose contents it is about: once that is changed it may be over. */
      readonly file?: string | null;
    }
  /** A server of the configuration started or did not; `reason` says why not, null when it did. */
  | {
      readonly to: 'mcp';
      readonly threadId: ThreadId | null;
      readonly name: string;
      readonly status: 'ready' | 'failed' | 'cancelled' | 'starting';
      readonly reason: string | null;
    }
  /** A sign-in at a server of the configuration ended; `failed` says why it did not succeed. */
  | { readonly to: 'mcpSignIn'; readonly name: string; readonly failed: string | null }
  /** What agents work with (skills) is another. */
  | { readonly to: 'setup' }
  | { readonly to: 'files'; readonly news: FileNews }
  /** Known, and of no use to Muster yet. */
  | { readonly to: 'nobody' }
  /** Not known to this version: kept for diagnostics. */
  | { readonly to: 'unknown'; readonly method: string };
