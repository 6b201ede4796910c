import { z } from 'zod';
import type { ThreadId } from '../../model/ids.ts';
import { attachedParam } from './attachments.ts';
import { TEXT_MOST } from '../problem-words.ts';

const threadId = z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>;
const promptId = z.string().min(1).max(200);

/** Calls about the prompts that wait in a thread. */
export const queueParams = {
  /** `was`: the text that was edited; refused where the prompt says something else by now. */
  'queue/edit': z.object({
    threadId,
    promptId,
    text: z.string().max(TEXT_MOST),
    was: z.string().max(TEXT_MOST).optional(),
    attached: attachedParam,
  }),
  /** The prompts in this order; those that are not named come behind. */
  'queue/order': z.object({ threadId, promptIds: z.array(promptId).max(200) }),
  /** Sends one now: into the running turn, else as the next one. */
  'queue/now': z.object({ threadId, promptId }),
} as const satisfies Record<string, z.ZodType>;

export interface QueueResults {
  'queue/edit': null;
  'queue/order': null;
  'queue/now': null;
}
