import type { ThreadEvent } from '#shared/model/thread/facts.ts';

/** Tokens of one step. */
export interface Spent {
  readonly tokens: number;
  readonly cached: number;
  readonly output: number;
}

/**
 * What was used since `before`, the tokens of a thread that were known. An engine tells sums, and tells them again when a
 * thread is resumed: that is no use. A thread of which nothing was known and that has a past (a fork, one of another
 * program) begins to count with its next step.
 */
export function spentSince(
  before: number,
  { tokens, last }: Extract<ThreadEvent, { type: 'tokensUsed' }>,
): Spent | null {
  if (last === undefined) return null;
  const used = before === 0 && tokens > last.tokens ? 0 : tokens - before;
  if (used <= 0) return null;
  // What one step read and wrote is known of the last one only.
  return { tokens: used, cached: Math.min(last.cached, used), output: Math.min(last.output, used) };
}
