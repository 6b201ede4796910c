import type { Approval } from '#shared/model/approval/approval.ts';
import type { HomeId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { ThreadRecord } from '#shared/model/thread/record.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';
import type { JournalStore } from './journal-store.ts';

export interface HomeRecord {
  readonly id: HomeId;
  readonly path: string;
}

export type NewJournalEntry = Omit<JournalEntry, 'seq'>;

/**
 * What Muster remembers over its own end. Reading throws never: a store that cannot be read is empty and says so in
 * `problem`. Writing throws never: a write that fails is told through `onProblem`, and the agents go on.
 */
export interface Storage {
  readonly path: string;
  readonly problem: string | null;
  homes(): HomeRecord[];
  saveHome(home: HomeRecord): void;
  workspaces(): WorkspaceRecord[];
  saveWorkspace(workspace: WorkspaceRecord): void;
  removeWorkspace(id: WorkspaceId): void;
  threads(): ThreadRecord[];
  saveThread(thread: ThreadRecord): void;
  removeThread(id: ThreadId): void;
  /** The files that threads edited and that were in no commit, by thread. */
  edits(): Map<string, readonly string[]>;
  /** No paths forget the thread. */
  saveEdits(threadId: string, paths: readonly string[]): void;
  /** Remembers one spawn of an app-server before it happens. */
  saveGeneration(id: string, owner: string, at: number): void;
  /** The journal by its requests: searched, read, exported. */
  readonly requests: Pick<JournalStore, 'search' | 'read' | 'choices' | 'part'>;
  appendJournal(entry: NewJournalEntry): void;
  /** Newest first; `before` is exclusive. */
  journal(limit: number, before?: number): JournalEntry[];
  /** What was decided in a thread by somebody other than a person, newest first, as many as a thread shows. */
  verdicts(threadId: string): JournalEntry[];
  /** Keeps an approval as it is now, for the inbox's history; the oldest beyond a bound make room. */
  saveApproval(approval: Approval): void;
  /** The approvals that are kept, oldest first. */
  approvals(): Approval[];
  /** Entries that were asked and never ended: those of an earlier life of the host. */
  openApprovals(): JournalEntry[];
  draft(key: string): string;
  saveDraft(key: string, text: string, at: number): void;
  /** The rules, oldest first. */
  rules(): Rule[];
  saveRule(rule: Rule): void;
  removeRule(id: string): void;
  /** What was stored of the settings, by name. */
  settings(): Map<string, unknown>;
  /** Undefined forgets it. */
  saveSetting(name: string, value: unknown): void;
  /** Stores all that the work stores as one, which is quicker by far for many. What the work throws is thrown on. */
  together(work: () => void): void;
  close(): void;
}
