import { errorWords } from '#shared/base/words.ts';
import type { ThreadMark } from '#shared/contract/calls/order.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

/** What the person marks on a thread, as facts of it. `now` is Unix ms. Pure. */
export function markPatch(facts: Facts, change: ThreadMark, now: number): Partial<Facts> {
  const { pinned, snoozedUntil, section, dismissed, unread } = change;
  return {
    ...(pinned !== undefined && { pinnedAt: pinned ? (facts.pinnedAt ?? now) : null }),
    // What is over already snoozes nothing.
    ...(snoozedUntil !== undefined && {
      snoozedUntil: snoozedUntil !== null && snoozedUntil > now ? snoozedUntil : null,
    }),
    ...(section !== undefined && { section }),
    ...(dismissed !== undefined && { dismissed }),
    ...(unread !== undefined && { unread }),
  };
}

/** Marks many threads alike; tells of each that could not be marked why. Never throws. */
export function markThreads(
  registry: ThreadRegistry,
  { threadIds, change }: Params<'thread/mark'>,
  now: number,
): Results['thread/mark'] {
  const failed: Results['thread/mark']['failed'][number][] = [];
  for (const threadId of threadIds) {
    try {
      const thread: HeldThread = registry.require(threadId);
      registry.apply(thread, { type: 'factsChanged', patch: markPatch(thread.facts, change, now) });
    } catch (error) {
      failed.push({ threadId, message: errorWords(error) });
    }
  }
  return { failed };
}
