import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';

const threadId = z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>;
const workspaceId = z.string().min(1).max(400) as unknown as z.ZodType<WorkspaceId>;
const turnId = z.string().min(1).max(200);
/** Unix ms. */
const moment = z.number().int().min(0).max(8_640_000_000_000_000);

/** What the person says of a thread beside what is said in it; what is not named stays as it is. */
const change = z
  .object({
    pinned: z.boolean(),
    /** Until then it is out of sight, unless it needs the person or ends. */
    snoozedUntil: moment.nullable(),
    section: z.string().min(1).max(100).nullable(),
    /** Its failure was seen: it does not stand on top any more. */
    dismissed: z.boolean(),
    unread: z.boolean(),
  })
  .partial();

/** Calls that keep threads in order: the course they take, the archive, and what the person marks on them. */
export const orderParams = {
  /** Starts a thread with the history of this one: through a turn, before a turn, or all of it. */
  'thread/fork': z.object({ threadId, through: turnId.optional(), before: turnId.optional() }),
  /** Takes a turn and all after it out of the history. A turn that runs is interrupted; files stay as they are. */
  'thread/revert': z.object({ threadId, beforeTurnId: turnId }),
  /** Takes a thread over that another program wrote, now that it may be free; refused while it is not. */
  'thread/takeOver': z.object({ threadId }),
  'thread/compact': z.object({ threadId }),
  'thread/review': z.object({
    threadId,
    target: z.discriminatedUnion('type', [
      z.object({ type: z.literal('uncommitted') }),
      z.object({ type: z.literal('base'), branch: z.string().min(1).max(400) }),
      z.object({ type: z.literal('commit'), sha: z.string().regex(/^[0-9a-f]{4,64}$/i) }),
      z.object({ type: z.literal('custom'), instructions: z.string().min(1).max(100_000) }),
    ]),
  }),
  /** Continues it by itself at that time, as `thread/continue` does; null takes that back. */
  'thread/continueAt': z.object({ threadId, at: moment.nullable() }),

  'thread/unarchive': z.object({ threadId, workspaceId }),
  /** Threads in the archive, the latest first; of one workspace or of all whose app-servers answer. */
  'thread/archived': z.object({ workspaceId: workspaceId.optional() }),
  /** What would go with a thread of the archive, and what stays. */
  'thread/deletion': z.object({ threadId, workspaceId }),
  /** Deletes a thread of the archive and its sub-agents for good. */
  'thread/delete': z.object({ threadId, workspaceId }),

  /** The same change to many threads; a failure of one stops none of the others. */
  'thread/mark': z.object({ threadIds: z.array(threadId).min(1).max(1000), change }),
} as const satisfies Record<string, z.ZodType>;

export interface OrderResults {
  'thread/fork': { readonly threadId: ThreadId };
  'thread/revert': null;
  'thread/takeOver': null;
  'thread/compact': null;
  'thread/review': null;
  'thread/continueAt': null;
  'thread/unarchive': null;
  'thread/archived': {
    readonly threads: readonly ArchivedThread[];
    /** Workspaces whose archive could not be read, and why. */
    readonly missing: readonly { readonly workspaceId: WorkspaceId; readonly reason: string }[];
  };
  'thread/deletion': { readonly subAgents: number; readonly folder: string; readonly worktree: boolean };
  'thread/delete': null;
  'thread/mark': { readonly failed: readonly { readonly threadId: ThreadId; readonly message: string }[] };
}

/** What the person marks on threads. */
export type ThreadMark = z.output<typeof change>;

/** A thread of the archive, as its list shows it. */
export interface ArchivedThread {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly title: string;
  readonly branch: string | null;
  readonly cwd: string;
  /** The other program that started it, in words; null for Muster. */
  readonly program: string | null;
  /** Unix ms. */
  readonly updatedAt: number;
}
