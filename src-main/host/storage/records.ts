import type { Approval } from '#shared/model/approval/approval.ts';
import type { HomeId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { SavedPrompt } from '#shared/model/prompt/saved-prompt.ts';
import type { Draft, PromptInput } from '#shared/model/prompt/attached.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type {
  KeptItem,
  KeptPlan,
  KeptRow,
  KeptTexts,
  SentText,
  TextPart,
} from '#shared/model/thread/kept.ts';
import type { ThreadRecord } from '#shared/model/thread/record.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { JournalEntry, StoredStart } from '#shared/contract/requests.ts';
import type { JournalStore } from './journal-store.ts';

export interface HomeRecord {
  readonly id: HomeId;
  readonly path: string;
}

export type NewJournalEntry = Omit<JournalEntry, 'seq'>;

/**
 * What Muster remembers over its own end. What a person is told was stored (`save…`, `remove…` of what they changed)
 * throws ContractFailure `storage` when it was not; what follows from the agents' work (`keep…`, `note…`, threads, edits,
 * approvals, generations) throws never, and is stored as soon as that is possible. Of what is read at the start, what
 * cannot be read is empty and told in `problem`; what a person asks for throws.
 */
/** What another program wrote into the store, and is therefore not used. */
export interface HeldBack {
  /** Rules that accept: foreign ones, or all of them where some were taken away or put back. */
  readonly rules: readonly Rule[];
  /** Names of settings that stand as by default. */
  readonly settings: readonly string[];
  /** Settings were taken away or put back; which ones is not known. */
  readonly settingsGone: boolean;
  /** Names of workspaces that run without a Codex or a home of their own. */
  readonly workspaces: readonly string[];
  /** Homes that are not used. */
  readonly homes: number;
}

export interface Storage {
  readonly path: string;
  readonly problem: string | null;
  /** Background writes that failed and wait to be tried again. */
  readonly waiting: number;
  /** What is not used because Muster did not write it. */
  held(): HeldBack;
  /** A person says that what is stored is theirs: it is sealed as it is, and used. Throws when that is not stored. */
  trust(): void;
  /** Tries them again. Throws never. */
  retry(): void;
  /** Throws ContractFailure `storage` when the row of one of these threads could not be stored yet. */
  sureOf(threadIds: readonly string[]): void;
  homes(): HomeRecord[];
  saveHome(home: HomeRecord): void;
  workspaces(): WorkspaceRecord[];
  saveWorkspace(workspace: WorkspaceRecord): void;
  removeWorkspace(id: WorkspaceId): void;
  threads(): ThreadRecord[];
  saveThread(thread: ThreadRecord): void;
  removeThread(id: ThreadId): void;
  /** Keeps a thread out of `threads` until it is saved again. `at`: Unix ms. */
  archiveThread(thread: ThreadRecord, at: number): void;
  /** An archived thread as it was; undefined for one that Muster never held. */
  archivedThread(id: ThreadId): ThreadRecord | undefined;
  /** All of them at once. */
  archivedThreads(): ThreadRecord[];
  /** The files that threads edited and that were in no commit, by thread. */
  edits(): Map<string, readonly string[]>;
  /** No paths forget the thread. */
  saveEdits(threadId: string, paths: readonly string[]): void;
  /** Threads that were asked for and are not there yet, oldest first. */
  starts(): StoredStart[];
  /** All of them or none. Throws: what cannot be kept is not started. */
  saveStarts(starts: readonly StoredStart[]): void;
  noteStart(id: string, patch: Pick<StoredStart, 'threadId' | 'failed'>): void;
  /** Throws when that is not stored. */
  removeStart(id: string): void;
  forgetStart(id: string): void;
  /** Texts of the person that were sent and are not known to have arrived, oldest first. */
  sent(): SentText[];
  /** Throws: a text that cannot be kept is not sent. */
  saveSent(sent: SentText): void;
  noteSent(id: string, patch: Pick<SentText, 'state' | 'turnId'>): void;
  forgetSent(id: string): void;
  /** Moves texts that were sent into a draft, as one. Throws when that is not stored. */
  returnToDraft(ids: readonly string[], key: string, draft: Draft, at: number): void;
  /** What the record of a thread does not have, in the order it was shown. */
  keptItems(threadId: string): KeptRow[];
  keepItems(threadId: string, items: readonly KeptItem[]): void;
  forgetItems(threadId: string, itemIds: readonly string[]): void;
  /** Growing texts by item, put together of their parts. */
  keptTexts(threadId: string): Map<string, KeptTexts>;
  keepTexts(threadId: string, parts: readonly TextPart[]): void;
  /** The last plan of a thread. */
  keptPlan(threadId: string): KeptPlan | undefined;
  keepPlan(threadId: string, plan: KeptPlan): void;
  /** Remembers one spawn of an app-server before it happens. */
  saveGeneration(id: string, owner: string, at: number): void;
  /** The journal by its requests: searched, read, exported. */
  readonly requests: Pick<JournalStore, 'search' | 'read' | 'choices' | 'part'>;
  /** Throws: what is decided is in the journal before it is answered. */
  appendJournal(entry: NewJournalEntry): void;
  /** The same for what happened by itself. */
  noteJournal(entry: NewJournalEntry): void;
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
  draft(key: string): Draft;
  saveDraft(key: string, draft: Draft, at: number): void;
  /** The pictures that a draft, a text on its way or a thread has. Throws. */
  picturesInUse(): ReadonlySet<string>;
  /** Prompts that the person keeps. */
  prompts(): SavedPrompt[];
  savePrompt(prompt: SavedPrompt): void;
  removePrompt(id: string): void;
  /** What the person sent in a workspace, each text once: of the thread first, the latest first. Throws. */
  said(workspaceId: WorkspaceId, threadId: ThreadId | null): PromptInput[];
  /** Remembers what the person sends; the oldest of the workspace make room. */
  noteSaid(workspaceId: WorkspaceId, sent: SentText): void;
  /** A thread is gone for good, and needs its pictures no more. */
  forgetPictures(threadId: string): void;
  /** The rules, oldest first. */
  rules(): Rule[];
  saveRule(rule: Rule): void;
  /** Keeps what a rule counts. */
  noteRule(rule: Rule): void;
  removeRule(id: string): void;
  /** What was stored of the settings, by name. */
  settings(): Map<string, unknown>;
  /** Undefined forgets it. */
  saveSetting(name: string, value: unknown): void;
  /** Stores all that the work stores as one, which is quicker by far for many. What the work throws is thrown on. */
  together(work: () => void): void;
  close(): void;
}
