import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';

const threadIds = z
  .array(z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>)
  .min(1)
  .max(500);
const workspaceId = z.string().min(1).max(400) as unknown as z.ZodType<WorkspaceId>;

/** Calls about threads that other programs started in a workspace's folder: the Codex command line, editors. */
export const existingParams = {
  /** Those that Muster does not show, the latest first. */
  'existing/list': z.object({ workspaceId }),
  /** Shows some of them: to be read, or, with `adopt`, to be written to as if Muster had started them. */
  'existing/show': z.object({ workspaceId, threadIds, adopt: z.boolean() }),
  /** Makes a thread that is shown Muster's own. */
  'existing/adopt': z.object({ threadIds }),
  /** Shows a thread no more that was not adopted; it stays as it is with Codex. */
  'existing/hide': z.object({ threadIds }),
} as const satisfies Record<string, z.ZodType>;

export interface ExistingResults {
  'existing/list': { readonly threads: readonly ExistingThread[] };
  'existing/show': null;
  'existing/adopt': null;
  'existing/hide': null;
}

/** A thread of another program, as its list shows it. */
export interface ExistingThread {
  readonly id: ThreadId;
  readonly title: string;
  /** The program, in words that end a sentence: "the Codex command line". */
  readonly program: string;
  readonly cwd: string;
  readonly branch: string | null;
  /** Unix ms. */
  readonly updatedAt: number;
}
