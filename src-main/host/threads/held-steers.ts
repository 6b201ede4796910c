import { isInCall } from '#shared/model/thread/next-step.ts';
import type { SentText } from '#shared/model/thread/kept.ts';
import type { PromptInput } from '#shared/model/prompt/attached.ts';
import type { Hears } from '../base/events.ts';
import type { EngineInput, EngineThreads } from '../engines/engine.ts';
import { isRefusal } from '../engines/failure.ts';
import type { ThreadEvents, ThreadServerEvents } from './events.ts';
import type { ThreadRegistry } from './registry.ts';
import type { SentTexts } from './sent-texts.ts';
import type { HeldThread } from './thread.ts';

export interface HeldSteersOptions {
  readonly registry: Pick<ThreadRegistry, 'of'>;
  readonly sent: Pick<SentTexts, 'held' | 'hold' | 'release' | 'answered' | 'giveBack'>;
  readonly resolve: (input: PromptInput) => Promise<EngineInput>;
  readonly engine: (thread: HeldThread) => Pick<EngineThreads, 'steer'>;
  readonly events: Hears<
    Pick<ThreadEvents, 'threadFollowed' | 'turnEnded'> & Pick<ThreadServerEvents, 'serverGone'>
  >;
  readonly onFault: (error: unknown) => void;
}

/**
 * Steers that were said while a tool's call runs. Codex would keep them until the call has ended and cannot give one
 * back; the host keeps them itself until that moment, which still reaches the same step, so that *Take back* is true
 * (docs/decisions/0016-steers-held-by-the-host.md).
 */
export class HeldSteers {
  readonly #options: HeldSteersOptions;
  readonly #sending = new Set<HeldThread>();

  constructor(options: HeldSteersOptions) {
    this.#options = options;
    const { events } = options;
    events.on('threadFollowed', ({ thread, event }) => {
      if (event.type === 'itemStarted' || event.type === 'itemCompleted') this.stepped(thread);
    });
    events.on('turnEnded', (thread) => this.#giveBack(thread));
    events.on('serverGone', ({ workspaceId }) => {
      if (workspaceId !== null) for (const thread of options.registry.of(workspaceId)) this.#giveBack(thread);
    });
  }

  /** Whether a steer said now is better held: a call runs, or another one is held that was said before. */
  holds(thread: HeldThread, turnId: string): boolean {
    return this.#options.sent.held(thread.facts.id).length > 0 || isInCall(thread.items(), turnId);
  }

  /** Something of the thread began or ended: what is held is sent when the agent looks next. */
  stepped(thread: HeldThread): void {
    const { activeTurnId, id } = thread.facts;
    if (activeTurnId === null || this.#sending.has(thread) || this.#options.sent.held(id).length === 0)
      return;
    if (isInCall(thread.items(), activeTurnId)) return;
    this.#sending.add(thread);
    void this.#send(thread, activeTurnId)
      .catch(this.#options.onFault)
      .finally(() => this.#sending.delete(thread));
  }

  async #send(thread: HeldThread, turnId: string): Promise<void> {
    const { sent } = this.#options;
    for (
      let steer = sent.held(thread.facts.id)[0];
      steer !== undefined;
      steer = sent.held(thread.facts.id)[0]
    ) {
      if (!sent.release(steer)) continue;
      await this.#sendOne(thread, turnId, steer);
    }
  }

  async #sendOne(thread: HeldThread, turnId: string, steer: SentText): Promise<void> {
    const { sent, engine, resolve } = this.#options;
    try {
      const input = await resolve(steer);
      await engine(thread).steer({ threadId: steer.threadId, ...input, sentId: steer.id }, turnId);
      sent.answered(steer, turnId);
    } catch (error) {
      // Nobody waits for an answer any more: what was not taken goes back, and what nobody knows is looked for.
      if (isRefusal(error)) sent.giveBack(steer);
      else sent.answered(steer, turnId);
    }
  }

  #giveBack(thread: HeldThread): void {
    const { activeTurnId, id } = thread.facts;
    for (const steer of this.#options.sent.held(id))
      if (activeTurnId === null || steer.turnId !== activeTurnId) this.#options.sent.giveBack(steer);
  }
}
