import type { Item } from '../item/item.ts';
import type { ItemEntity } from './thread.ts';

/** What an agent says: when it begins, what still runs before it has gone to the background. */
const SPEECH: ReadonlySet<Item['type']> = new Set(['agentMessage', 'reasoning', 'plan']);

/**
 * Whether a turn is in the middle of a tool's call, so that a text sent to it now is not looked at before the call has
 * ended. Measured on 0.171.0: a steer during a command is taken when the command ends, also one that is sent right after
 * that; one during an answer ends the answer and is taken at once.
 */
export function isInCall(items: Iterable<ItemEntity>, turnId: string): boolean {
  let spoke = -1;
  let called = -1;
  for (const { turnId: of, ord, item, done } of items) {
    if (of !== turnId || item.type === 'userMessage') continue;
    if (SPEECH.has(item.type)) spoke = Math.max(spoke, ord);
    else if (!done) called = Math.max(called, ord);
  }
  return called > spoke;
}
