import type { DiffEntry } from '#shared/model/changes/git-entries.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Facts, ThreadEvent } from '#shared/model/thread/facts.ts';
import type { ItemEntity, TurnEntity } from '#shared/model/thread/thread.ts';
import type { MachineFiles } from '../machine/machine.ts';

/** git, as this folder needs it. */
export interface ChangesGit {
  findCheckout(folder: string): Promise<string | null>;
  /** In words that begin with the folder's path. */
  whyNoCheckout(folder: string): Promise<string>;
  commitOf(folder: string, name: string): Promise<string | null>;
  headBranch(folder: string): Promise<string | null>;
  diffAgainst(root: string, tree: string): Promise<readonly DiffEntry[]>;
  untracked(root: string): Promise<readonly string[]>;
  /** Work in submodules, which git does not show from outside. */
  submoduleWork(root: string): Promise<{
    readonly work: readonly {
      readonly path: string;
      readonly changed: readonly string[];
      readonly untracked: readonly string[];
    }[];
    readonly notLooked: readonly string[];
  }>;
  emptyTree(root: string): Promise<string>;
  blobSize(root: string, id: string): Promise<number>;
  /** Null when it is larger. */
  blob(root: string, id: string, mostBytes: number): Promise<Buffer | null>;
  mergeBase(root: string, a: string, b: string): Promise<string | null>;
  notedBase(root: string, branch: string): Promise<string | null>;
  upstreamOf(root: string, branch: string): Promise<string | null>;
  defaultBranch(root: string): Promise<string | null>;
}

/** What the changes of a checkout are read from. */
export interface Checkouts {
  readonly git: ChangesGit;
  readonly files: MachineFiles;
}

/** A thread whose changes are looked at. */
export interface ChangesThread {
  readonly cwd: string;
  turns(): Iterable<TurnEntity>;
  items(): Iterable<ItemEntity>;
  /** Resolves when no reading of its record is under way. */
  loaded(): Promise<void>;
}

/** A thread as changes and conflicts see it. */
export interface ChangingThread {
  readonly facts: Pick<Facts, 'id' | 'cwd' | 'parentId' | 'status' | 'conflicts'>;
  /** A reading of its record that is under way. */
  readonly loading: Promise<void> | null;
  turns(): Iterable<TurnEntity>;
  items(): Iterable<ItemEntity>;
}

/** The threads, as changes and conflicts need them. */
export interface ChangingThreads {
  get(id: ThreadId): ChangingThread | undefined;
  /** Throws ContractFailure `notFound`. */
  require(id: ThreadId): ChangingThread;
  all(): Iterable<ChangingThread>;
  apply(thread: ChangingThread, event: ThreadEvent): void;
}

/** Who keeps the record of a thread that is looked at. */
export interface ThreadOpener {
  opened(thread: ChangingThread): void;
  closed(thread: ChangingThread): void;
}

/** What changes and conflicts hear. */
export interface ChangesHears {
  /** An event of a thread was applied. */
  threadFollowed: { readonly thread: ChangingThread; readonly event: ThreadEvent };
}
