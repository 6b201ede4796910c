import { z } from 'zod';

const startId = z.string().min(1).max(100);

/** Calls about threads that are being started; `start/begin` takes what `thread/start` does (`requests.ts`). */
export const startParams = {
  /** Tries a start that failed once more, as it was asked for. */
  'start/again': z.object({ startId }),
  /** Forgets a start that failed, with its text. */
  'start/dismiss': z.object({ startId }),
} as const satisfies Record<string, z.ZodType>;

/** The start that failed and is given up for this one. */
export const replacesParam = startId.optional();

export interface StartResults {
  /** It is stored, and goes on by itself: key `start:<id>` of the topic `fleet` tells how. */
  'start/begin': { readonly startId: string };
  'start/again': null;
  'start/dismiss': null;
}
