import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Facts } from '#shared/model/thread/facts.ts';

/** git, as it is asked where a thread may work. */
export interface PlacesGit {
  /** Null where no checkout is. */
  checkoutRoot(folder: string): Promise<string | null>;
  findCheckout(folder: string): Promise<string | null>;
  /** In words that begin with the folder's path. */
  whyNoCheckout(folder: string): Promise<string>;
  commitOf(folder: string, name: string): Promise<string | null>;
  headBranch(folder: string): Promise<string | null>;
  listBranches(folder: string): Promise<string[]>;
  submodulePaths(root: string): Promise<readonly string[]>;
  ignoredIn(root: string, most: number): Promise<{ readonly names: readonly string[] }>;
  /** What git said, where an error is git's own; null for any other. */
  wordsOf(error: unknown): string | null;
}

/** A thread, by where it works. */
export interface PlacedThread {
  readonly facts: Facts;
}

export interface PlacedThreads {
  all(): Iterable<PlacedThread>;
}

/** What is done with threads. Every method rejects with ContractFailure. */
export interface ThreadStarts {
  /** Starts a thread and its first turn, in the workspace's folder or in `where`. */
  start(
    params: Params<'thread/start'>,
    where?: { readonly cwd: string; readonly branch: string | null; readonly repository?: string },
    made?: (threadId: ThreadId) => void,
  ): Promise<Results['thread/start']>;
  interrupt(params: Params<'thread/interrupt'>): Promise<unknown>;
}
