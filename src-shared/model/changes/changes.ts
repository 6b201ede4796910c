import type { ThreadId } from '../ids.ts';
import { key, nameTopics, single } from '../topic.ts';

/**
 * What a thread's changes are looked at against: what one turn's patches did, everything that is in no commit, or
 * everything since the worktree's base, commits included.
 */
export type ChangesScope = 'turn' | 'uncommitted' | 'base';

/** What a topic of changes is of. Without a turn the scope `turn` means the last one. */
export interface ChangesName {
  readonly threadId: ThreadId;
  readonly scope: ChangesScope;
  readonly turnId: string | null;
}

/** The topic of a thread's changes. It is kept up to date while it is open. */
export const changesTopic = nameTopics<ChangesName>()(
  { state: single<ChangesState>(), file: key<string, ChangedFile>() },
  ({ threadId, scope, turnId }) => `changes:${threadId}:${scope}${turnId === null ? '' : `:${turnId}`}`,
  (topic) => {
    const found = /^changes:([^:]+):(turn|uncommitted|base)(?::(.+))?$/s.exec(topic);
    if (found === null) return null;
    const [, threadId = '', scope = 'turn', turnId = null] = found;
    return { threadId: threadId as ThreadId, scope: scope as ChangesScope, turnId };
  },
);

/** The whole of it. */
export interface ChangesState {
  /** It was looked at once; until then nothing is known. */
  readonly ready: boolean;
  /** Top folder of the checkout; null where there is none. */
  readonly root: string | null;
  /** What it is compared with, such as `HEAD`, a branch, or a turn. */
  readonly against: string | null;
  readonly turnId: string | null;
  /** Files in all, and lines added and removed where they can be counted. */
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** Files beyond the most that are listed. */
  readonly omitted: number;
  /** Why there is nothing to show, as a sentence for the person. */
  readonly problem: ChangesProblem | null;
  /** What the person should know of what is shown. */
  readonly note: string | null;
}

export interface ChangesProblem {
  readonly code: 'noRepository' | 'noBase' | 'noTurn' | 'gone' | 'failed';
  readonly message: string;
}

export type FileStatus =
  'added' | 'deleted' | 'modified' | 'renamed' | 'copied' | 'typeChanged' | 'untracked' | 'conflicted';

/** One file that differs, under its path. */
export interface ChangedFile {
  /** Relative to the checkout's top folder, with forward slashes. */
  readonly path: string;
  /** Where it was before, of a rename or copy. */
  readonly from: string | null;
  readonly status: FileStatus;
  readonly kind: 'text' | 'binary' | 'symlink' | 'submodule';
  /** git's modes, when they differ: `100755` can be run, `120000` is a symbolic link. */
  readonly modes: readonly [before: string, after: string] | null;
  /** Lines; null where they cannot be counted. */
  readonly added: number | null;
  readonly removed: number | null;
  /** Bytes of the file as it is now, or null when it is gone. */
  readonly size: number | null;
  /** Differs whenever the file's content may: the sides have to be read again. */
  readonly stamp: string;
}

/** Larger contents are not sent: no editor shows them well. */
export const MOST_FILE_BYTES = 1024 * 1024;
export const MOST_FILE_LINES = 20_000;

/** The two sides of one file, or why they cannot be shown as text. */
export type FileSides =
  | {
      readonly type: 'text';
      readonly before: string;
      readonly after: string;
      /** Of each line its number in the file, where only parts of it are known; null for a line between parts. */
      readonly numbers: {
        readonly before: readonly (number | null)[];
        readonly after: readonly (number | null)[];
      } | null;
      readonly note: string | null;
    }
  /** Bytes of each side; null where the file is not there. */
  | { readonly type: 'binary'; readonly before: number | null; readonly after: number | null }
  | { readonly type: 'large'; readonly bytes: number; readonly lines: number | null }
  | { readonly type: 'submodule'; readonly before: string | null; readonly after: string | null }
  | { readonly type: 'unreadable'; readonly message: string };
