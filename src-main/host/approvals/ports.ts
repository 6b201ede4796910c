import type { JournalEntry, JournalSubject } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Reading } from '#shared/model/command/reading.ts';
import type { Generation, ThreadId } from '#shared/model/ids.ts';
import type { Activity } from '#shared/model/thread/describe.ts';

/** What of a thread waits for a person; what the gateway is being asked about does not yet. */
export interface Pending {
  readonly approvals: number;
  readonly questions: number;
  /** What the oldest wants, for the fleet's row. */
  readonly wants: Activity | null;
}

/** What the inbox tells. */
export interface InboxEvents {
  /** A request waits and is shown, or what it is about became known. */
  approvalAsked: Approval;
  /** Somebody decided a request; it was answered and is shown as it ended. */
  approvalDecided: Approval;
  /** What waits in a thread is another now. */
  pendingChanged: { readonly threadId: ThreadId; readonly pending: Pending };
}

/** What ends requests that nobody decided. */
export interface RequestEnds {
  /** A process is gone. */
  serverGone: { readonly generation: Generation };
  threadRemoved: ThreadId;
}

/** Where requests and what became of them are kept. */
export interface InboxStore {
  /** Notes what was decided, before it is answered. Throws when it cannot be kept: then nothing is decided. */
  appendJournal(entry: Omit<JournalEntry, 'seq'>): void;
  /** Notes what happened by itself; kept as soon as that is possible. */
  noteJournal(entry: Omit<JournalEntry, 'seq'>): void;
  /** Keeps an approval as it is now, over the end of the host. */
  saveApproval(approval: Approval): void;
  /** Stores all that the work stores as one, which is quicker by far for many. */
  together(work: () => void): void;
}

/** Knows what a request is about. */
export interface RequestReader {
  /** Reads a command for the eye; null for what is none, and while it cannot be read yet. */
  reading(approval: Approval): Reading | null;
  /** What of a request the journal keeps whole. */
  subject(approval: Approval): JournalSubject | null;
}
