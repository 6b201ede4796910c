import { errorWords } from '#shared/base/words.ts';
import type { StopAllResult } from '#shared/contract/calls/fleet.ts';
import { titleOf } from '#shared/model/thread/facts.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

/** A queue or a sub-agent may start a turn while others are stopped: so often it is looked again. */
const ROUNDS = 3;

/**
 * Interrupts every thread that runs, all at the same time, and tells of each how it went. A turn that is interrupted
 * leaves its queue paused (measured on Codex 0.169.0), so nothing follows it. With `resumable` the threads count as
 * cut off, and *Continue* is offered for them. Never rejects: a failure is one line of the answer.
 */
export async function stopAll(
  registry: ThreadRegistry,
  resumable: boolean,
  stop: (thread: HeldThread) => Promise<void>,
): Promise<StopAllResult> {
  const stopped = new Map<HeldThread, { readonly title: string; readonly turn: string | null }>();
  const failed = new Map<HeldThread, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const running = [...registry.all()].filter(
      (thread) => runs(thread) && !failed.has(thread) && stopped.get(thread)?.turn !== turnOf(thread),
    );
    if (running.length === 0) break;
    await Promise.all(
      running.map(async (thread) => {
        const turn = turnOf(thread);
        try {
          await stop(thread);
          stopped.set(thread, { title: titleOf(thread.facts), turn });
        } catch (error) {
          // It ended by itself between the look and the word: what was wanted is so.
          if (runs(thread)) failed.set(thread, errorWords(error));
        }
      }),
    );
  }
  if (resumable) {
    for (const thread of stopped.keys())
      registry.apply(thread, { type: 'factsChanged', patch: { cutOff: true } });
  }
  return {
    stopped: [...stopped].map(([{ facts }, { title }]) => ({ threadId: facts.id, title })),
    failed: [...failed].map(([{ facts }, message]) => ({
      threadId: facts.id,
      title: titleOf(facts),
      message,
    })),
    pausedQueues: [...registry.all()].filter(({ facts }) => facts.queued > 0 && facts.queuePaused).length,
  };
}

/** Whether a turn runs in the thread, on an app-server that lives. */
function runs({ facts }: HeldThread): boolean {
  return facts.disconnected === null && (facts.status === 'active' || facts.activeTurnId !== null);
}

function turnOf({ facts }: HeldThread): string | null {
  return facts.activeTurnId;
}
