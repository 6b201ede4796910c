import type { Clock } from '#shared/base/clock.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import type { ThreadRegistry } from './registry.ts';

/** A timer counts at most this far, ms; and a machine that slept is looked at again so soon. */
const LONGEST_MS = 60_000;

export interface AlarmsOptions {
  readonly registry: ThreadRegistry;
  /** Continues a thread. Rejects when it could not. */
  readonly go: (threadId: ThreadId) => Promise<unknown>;
  readonly clock: Clock;
  /** Tells the person that a thread which was to go on by itself did not. */
  readonly failed: (facts: Facts, error: unknown) => void;
}

/**
 * Wakes what was put off: threads that were snoozed come back unread, and threads that were to go on by themselves do.
 * A time that passed while no host lived is met when one begins.
 */
export class Alarms {
  readonly #options: AlarmsOptions;
  #timer: unknown;

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** Begins to look; also after something was put off. */
  arm(): void {
    const { clock, registry } = this.#options;
    clock.clearTimeout(this.#timer);
    const due = dueAt([...registry.all()].map(({ facts }) => facts));
    if (due === null) return;
    const wait = Math.min(Math.max(0, due - clock.now()), LONGEST_MS);
    this.#timer = clock.setTimeout(() => this.#ring(), wait);
  }

  dispose(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #ring(): void {
    const { clock, registry, go, failed } = this.#options;
    const now = clock.now();
    for (const thread of [...registry.all()]) {
      const { snoozedUntil, continueAt, id } = thread.facts;
      if (snoozedUntil !== null && snoozedUntil <= now)
        registry.apply(thread, { type: 'factsChanged', patch: { snoozedUntil: null, unread: true } });
      if (continueAt === null || continueAt > now) continue;
      registry.apply(thread, { type: 'factsChanged', patch: { continueAt: null } });
      go(id).catch((error: unknown) => failed(thread.facts, error));
    }
    this.arm();
  }
}

/** The first moment at which something that was put off is due, Unix ms; null when nothing was. */
export function dueAt(all: readonly Pick<Facts, 'snoozedUntil' | 'continueAt'>[]): number | null {
  let due = Number.POSITIVE_INFINITY;
  for (const { snoozedUntil, continueAt } of all) due = Math.min(due, snoozedUntil ?? due, continueAt ?? due);
  return Number.isFinite(due) ? due : null;
}
