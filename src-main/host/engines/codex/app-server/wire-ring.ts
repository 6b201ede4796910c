import type { WireEntry } from '#shared/contract/calls/diagnostics.ts';

/** Entries kept: the last exchange of a few threads. Repeats of one notification are one entry. */
const ENTRIES = 100;

/**
 * What went over the wire of an app-server last: methods, ids and sizes, never content. It costs a few field writes for
 * each message, and nothing for a delta that follows one of its own kind but two additions.
 */
export class WireRing {
  readonly #now: () => number;
  #entries: WireEntry[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes one message as it was parsed or is about to be sent. `characters` is the length of its line. */
  note(way: WireEntry['way'], message: unknown, characters: number): void {
    const { method, id, kind } = identify(message);
    const last = this.#entries.at(-1);
    if (kind === 'notification' && last?.kind === kind && last.method === method && last.way === way) {
      last.count += 1;
      last.characters += characters;
      return;
    }
    this.#entries.push({ at: this.#now(), way, kind, method, id, count: 1, characters });
    if (this.#entries.length >= 2 * ENTRIES) this.#entries = this.#entries.slice(-ENTRIES);
  }

  get entries(): readonly Readonly<WireEntry>[] {
    return this.#entries.slice(-ENTRIES);
  }
}

function identify(message: unknown): Pick<WireEntry, 'method' | 'id' | 'kind'> {
  if (typeof message !== 'object' || message === null) return { method: null, id: null, kind: 'unread' };
  const { method, id, error } = message as { method?: unknown; id?: unknown; error?: unknown };
  const name = typeof method === 'string' ? method.slice(0, 100) : null;
  const key = typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 60) : null;
  if (name !== null) return { method: name, id: key, kind: key === null ? 'notification' : 'request' };
  if (key === null) return { method: null, id: null, kind: 'unread' };
  return { method: null, id: key, kind: error === undefined ? 'answer' : 'error' };
}
