import { z } from 'zod';
import type { FileSides } from '../../model/changes/changes.ts';
import type { ThreadId } from '../../model/ids.ts';

/** Calls about what differs. The list of files is a topic: see `model/changes`. */
export const changesParams = {
  /** The two sides of one file of the list; it must be in the topic's list at present. */
  'changes/file': z.object({
    threadId: z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>,
    scope: z.enum(['turn', 'uncommitted', 'base']),
    turnId: z.string().max(400).nullable(),
    path: z.string().min(1).max(32_768),
  }),
};

/** What each of them is answered with. */
export interface ChangesResults {
  'changes/file': FileSides;
}
