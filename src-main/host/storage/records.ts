import type { Approval } from '#shared/model/approval/approval.ts';
import type { HomeId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';

export interface HomeRecord {
  readonly id: HomeId;
  readonly path: string;
}

export interface WorkspaceRecord {
  readonly id: WorkspaceId;
  readonly name: string;
  /** Real path. */
  readonly path: string;
  readonly homeId: HomeId;
  readonly ord: number;
  readonly demo: boolean;
  readonly codexPath: string | null;
  readonly codexHome: string | null;
}

/** What the fleet shows of a thread before its app-server is there. The content stays with the app-server. */
export interface ThreadRecord {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly parentId: ThreadId | null;
  readonly name: string | null;
  readonly preview: string;
  readonly cwd: string;
  readonly branch: string | null;
  readonly model: string | null;
  readonly createdAt: number;
  readonly since: number;
  readonly lastTurn: 'none' | 'inProgress' | 'completed' | 'interrupted' | 'failed';
  readonly error: string | null;
  readonly cutOff: boolean;
  readonly unread: boolean;
  readonly queued: number;
  readonly tokens: number;
  readonly contextShare: number | null;
  readonly added: number;
  readonly removed: number;
  readonly activity: string;
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
  /** Remembers one spawn of an app-server before it happens. */
  saveGeneration(id: string, owner: string, at: number): void;
  appendJournal(entry: NewJournalEntry): void;
  /** Newest first; `before` is exclusive. */
  journal(limit: number, before?: number): JournalEntry[];
  /** Keeps an approval as it is now, for the inbox's history; the oldest beyond a bound make room. */
  saveApproval(approval: Approval): void;
  /** The approvals that are kept, oldest first. */
  approvals(): Approval[];
  /** Entries that were asked and never ended: those of an earlier life of the host. */
  openApprovals(): JournalEntry[];
  draft(key: string): string;
  saveDraft(key: string, text: string, at: number): void;
  setting(name: string): string | null;
  saveSetting(name: string, value: string): void;
  close(): void;
}
