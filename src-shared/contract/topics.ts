import type { ThreadId } from '../model/ids.ts';

/**
 * Topics that a client can open:
 * - `host`: keys `info`, `home:<id>`, `workspace:<id>`, `notice:<id>`
 * - `fleet`: keys `thread:<id>`
 * - `inbox`: keys `approval:<id>`
 * - `rules`: keys `rule:<id>`
 * - `thread:<id>`: keys `thread`, `queue`, `turn:<id>`, `item:<id>` and the growing texts of items
 */
export const HOST_TOPIC = 'host';
export const FLEET_TOPIC = 'fleet';
export const INBOX_TOPIC = 'inbox';
export const RULES_TOPIC = 'rules';

export function threadTopic(id: ThreadId): string {
  return `thread:${id}`;
}

/** The thread that a topic's name speaks of, or null for another topic. */
export function threadOfTopic(topic: string): ThreadId | null {
  return topic.startsWith('thread:') ? (topic.slice('thread:'.length) as ThreadId) : null;
}
