import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';

/** Calls about what agents used. */
export const usageParams = {
  /** Of the last so many days, this one included. */
  'usage/read': z.object({ days: z.number().int().min(1).max(90) }),
} as const satisfies Record<string, z.ZodType>;

export interface UsageResults {
  'usage/read': Usage;
}

/** Tokens that models read and wrote, as the host saw them being used. */
export interface Usage {
  /** In the last sixty minutes. */
  readonly lastHour: number;
  /** By the host's own days, `YYYY-MM-DD`, oldest first; days without any are left out. */
  readonly days: readonly {
    readonly day: string;
    readonly workspaceId: WorkspaceId;
    readonly tokens: number;
  }[];
  /** What used most first; at most 200. */
  readonly threads: readonly ThreadUsage[];
  /** The host's own day now. */
  readonly today: string;
}

export interface ThreadUsage {
  readonly threadId: ThreadId;
  readonly workspaceId: WorkspaceId;
  /** Its name or first words; null where Muster does not hold it any more. */
  readonly title: string | null;
  readonly tokens: number;
  /** Of them, read again at a lower price. */
  readonly cached: number;
  /** Of them, written by the model. */
  readonly output: number;
  readonly lastHour: number;
}
