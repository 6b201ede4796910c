import type { FileConflict } from '../changes/conflicts.ts';
import type { ThreadId, WorkspaceId } from '../ids.ts';
import type { ThreadState } from '../thread/thread-state.ts';

/** Key `thread:<id>` of the topic `fleet`: all that a row shows, and nothing that changes with every delta. */
export interface FleetRow {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly parentId: ThreadId | null;
  readonly state: ThreadState;
  readonly title: string;
  readonly branch: string | null;
  /** What happens now in the agent's own terms: words, then what is code. Either may be empty. */
  readonly activity: string;
  readonly activityCode: string;
  /** Unix ms at which the present state began. */
  readonly since: number;
  /** Unix ms of its last activity: a turn of it began or ended. */
  readonly activeAt: number;
  readonly pinned: boolean;
  /** Unix ms until which the person wants to hear nothing of it; null without that. */
  readonly snoozedUntil: number | null;
  /** The section that the person put it in; null for none. */
  readonly section: string | null;
  /** Unix ms at which it continues by itself; null without that. */
  readonly continueAt: number | null;
  /** Unix ms at which the thread was made: its place inside its group. */
  readonly createdAt: number;
  readonly added: number;
  readonly removed: number;
  readonly tokens: number;
  /** Share of the model's context in use, 0 to 1; null when not known. */
  readonly contextShare: number | null;
  readonly queued: number;
  /** The queue waits for the person: nothing in it starts unasked. */
  readonly queuePaused: boolean;
  /** Its last turn was cut off by the death of a process, not by the person: *Continue* is offered. */
  readonly interrupted: boolean;
  readonly subAgents: number;
  /** Files that another thread edited as well, in the same checkout, and that are in no commit yet. */
  readonly conflicts: readonly FileConflict[];
  readonly unread: boolean;
  /** Why it failed, is disconnected, or can only be read. */
  readonly reason: string | null;
}

/** The thread waits for a decision or an answer of the person. */
export function needsPerson({ state }: Pick<FleetRow, 'state'>): boolean {
  return state === 'needsApproval' || state === 'needsAnswer';
}

/** A turn is under way in the thread: it works, or it waits for the person in the middle of it. */
export function isUnderWay({ state }: Pick<FleetRow, 'state'>): boolean {
  return state === 'running' || needsPerson({ state });
}
