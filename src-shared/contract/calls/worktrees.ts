import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';

const workspaceId = z.string().min(1).max(400) as unknown as z.ZodType<WorkspaceId>;
const path = z.string().min(1).max(32_768);

/** Calls about the worktrees of a workspace's repository. */
export const worktreeParams = {
  'worktree/list': z.object({ workspaceId }),
  /** Where a new thread with this prompt would work, and why; nothing is made. */
  'worktree/plan': z.object({ workspaceId, text: z.string().max(10_000) }),
  /** Without `force` it is refused when something would be lost, with words that name it. The branch stays. */
  'worktree/remove': z.object({ workspaceId, path, force: z.boolean().optional() }),
  /** Branches to begin from, the present one first. */
  'branch/list': z.object({ workspaceId }),
};

/** Where a new thread works; more parameters of `thread/start`. */
export const placeParams = {
  /** `auto`: a new worktree if another thread is active in the same checkout. Without it, as the setting says. */
  place: z.enum(['auto', 'folder', 'worktree']).optional(),
  /** An existing worktree of the workspace, by its path, for `place: 'folder'`. */
  worktree: path.optional(),
  /** What a new worktree begins from: a branch, a tag or a commit. Without it, what is checked out. */
  base: z.string().min(1).max(1000).optional(),
  /** The name of its new branch; without it, from the setting's template. */
  branch: z.string().min(1).max(250).optional(),
};

/** What each of them is answered with. */
export interface WorktreeResults {
  'worktree/list': { readonly worktrees: readonly WorktreeInfo[] };
  'worktree/plan': WorktreePlan;
  'worktree/remove': null;
  'branch/list': { readonly branches: readonly string[] };
}

/** One worktree of a workspace's repository; the first is the main checkout. */
export interface WorktreeInfo {
  readonly path: string;
  /** The last part of its path. */
  readonly name: string;
  readonly branch: string | null;
  /** The commit that is checked out, shortened. */
  readonly head: string | null;
  /** The branch it began from, if Muster made it. */
  readonly base: string | null;
  readonly main: boolean;
  readonly madeByMuster: boolean;
  /** Files that differ from the commit, and files that git does not know; null when it could not be read. */
  readonly changed: number | null;
  readonly untracked: number | null;
  readonly threads: readonly ThreadId[];
  /** Threads of these that run. */
  readonly running: number;
  readonly terminals: number;
  /** Why git keeps it locked; null when it does not. */
  readonly locked: string | null;
  /** Its folder is not there any more. */
  readonly gone: boolean;
}

export interface WorktreePlan {
  /** A worktree can be made: there is a repository with a commit. */
  readonly possible: boolean;
  /** Where the thread works unless the person says otherwise. */
  readonly place: 'folder' | 'worktree';
  /** Why, as a sentence for the person. */
  readonly reason: string;
  /** What is checked out: the base of a new worktree unless another is chosen. */
  readonly base: string | null;
  /** The name a new branch would get. */
  readonly branch: string | null;
}
