import { z } from 'zod';
import type { ApprovalId } from '../../model/ids.ts';

/** Calls that decide many requests with one decision. */
export const batchParams = {
  /**
   * Decides many requests alike, each by itself, when the delay is over: until then the batch can be taken back. A
   * request that does not offer the decision, or ended meanwhile, stops none of the others.
   */
  'batch/decide': z.object({
    approvalIds: z
      .array(z.string().min(1).max(400) as unknown as z.ZodType<ApprovalId>)
      .min(1)
      .max(2000),
    decision: z.enum(['accept', 'acceptForSession', 'decline', 'cancel']),
    delayMs: z.number().int().min(0).max(60_000),
  }),
  /** Takes back a batch that was not sent yet. */
  'batch/undo': z.object({ batchId: z.string().max(400) }),
} as const satisfies Record<string, z.ZodType>;

export interface BatchResults {
  'batch/decide': { readonly batchId: string };
  'batch/undo': null;
}
