/** One entry of `git worktree list --porcelain -z`. */
export interface WorktreeEntry {
  readonly path: string;
  readonly head: string | null;
  /** Without `refs/heads/`; null when detached or bare. */
  readonly branch: string | null;
  readonly bare: boolean;
  /** Why it is locked, which may be empty; null when it is not. */
  readonly locked: string | null;
  /** Why its folder is thought to be gone; null when it is not. */
  readonly prunable: string | null;
}

/** One file of `git diff --raw --numstat -z`. */
export interface DiffEntry {
  readonly path: string;
  readonly from: string | null;
  /** git's letter: A, C, D, M, R, T or U. */
  readonly letter: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  /** All zeros where the new side is the working tree. */
  readonly newId: string;
  /** Null for what has no lines, such as a binary file. */
  readonly added: number | null;
  readonly removed: number | null;
}
