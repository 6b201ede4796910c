import type { TerminalId, ThreadId } from '../model/ids.ts';

/**
 * Topics that a client can open:
 * - `host`: keys `info`, `gateway`, `home:<id>`, `workspace:<id>`, `notice:<id>`, `sessions`, `held`
 * - `fleet`: keys `thread:<id>`
 * - `inbox`: keys `approval:<id>`
 * - `batches`: keys `batch:<id>`
 * - `rules`: keys `rule:<id>`
 * - `thread:<id>`: keys `thread`, `queue`, `sent`, `turn:<id>`, `item:<id>`, `verdict:<approval>` and the growing texts of items
 * - `terminals`: keys `terminal:<id>`
 * - `terminal:<id>`: key `size` and the growing text `output`
 */
export const HOST_TOPIC = 'host';
export const FLEET_TOPIC = 'fleet';
export const INBOX_TOPIC = 'inbox';
export const BATCHES_TOPIC = 'batches';
export const RULES_TOPIC = 'rules';
export const TERMINALS_TOPIC = 'terminals';

export function threadTopic(id: ThreadId): string {
  return `thread:${id}`;
}

/** The thread that a topic's name speaks of, or null for another topic. */
export function threadOfTopic(topic: string): ThreadId | null {
  return topic.startsWith('thread:') ? (topic.slice('thread:'.length) as ThreadId) : null;
}

/** What a terminal says: its size, and the end of its output as a growing text. */
export function terminalTopic(id: TerminalId): string {
  return `terminal:${id}`;
}

/** The terminal that a topic's name speaks of, or null for another topic. */
export function terminalOfTopic(topic: string): TerminalId | null {
  return topic.startsWith('terminal:') ? (topic.slice('terminal:'.length) as TerminalId) : null;
}
