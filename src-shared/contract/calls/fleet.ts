import { z } from 'zod';
import type { ThreadId } from '../../model/ids.ts';

/** Calls about all threads at once. */
export const fleetParams = {
  /**
   * Interrupts every turn that runs, in every workspace. `resumable` keeps them on the list of *Continue all
   * interrupted*, as a death would: for an end of Muster that the person did not mean as the end of the work.
   */
  'fleet/stopAll': z.object({ resumable: z.boolean().optional() }),
} as const satisfies Record<string, z.ZodType>;

export interface FleetResults {
  'fleet/stopAll': StopAllResult;
}

/** What came of stopping everything: a failure of one stops none of the others. */
export interface StopAllResult {
  readonly stopped: readonly { readonly threadId: ThreadId; readonly title: string }[];
  readonly failed: readonly {
    readonly threadId: ThreadId;
    readonly title: string;
    readonly message: string;
  }[];
  /** Threads whose queue is paused now: nothing in them starts before the person continues it. */
  readonly pausedQueues: number;
}
