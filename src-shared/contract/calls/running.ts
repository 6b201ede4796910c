import { z } from 'zod';
import type { ThreadId } from '../../model/ids.ts';
import { GOAL_LONGEST } from '../../model/thread/goal.ts';

const threadId = z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>;

/** Calls about what goes on in a thread by itself: its goal, and commands in the background. */
export const runningParams = {
  /** What is not named of a goal stays as it is; a budget of null is none. Without a goal there, `text` makes one. */
  'goal/set': z.object({
    threadId,
    text: z.string().trim().min(1).max(GOAL_LONGEST).optional(),
    status: z.enum(['active', 'paused']).optional(),
    /** Tokens. */
    tokenBudget: z.int().min(1).max(1e12).nullable().optional(),
  }),
  'goal/clear': z.object({ threadId }),
  /** The commands that go on while nobody waits for them. */
  'background/list': z.object({ threadId }),
  /** Ends one of them, or all. */
  'background/end': z.object({ threadId, processId: z.string().min(1).max(200).optional() }),
} as const satisfies Record<string, z.ZodType>;

/** A command that goes on in the background of a thread. */
export interface BackgroundCommand {
  /** The item of the thread that it began as. */
  readonly itemId: string;
  readonly processId: string;
  readonly command: string;
  readonly cwd: string;
  /** Null where it is not known. */
  readonly memoryBytes: number | null;
}

export interface RunningResults {
  'goal/set': null;
  'goal/clear': null;
  'background/list': { readonly commands: readonly BackgroundCommand[] };
  'background/end': null;
}
