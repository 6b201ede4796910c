import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { QueueResults } from '#shared/contract/calls/queue.ts';
import type { PromptInput } from '#shared/model/prompt/attached.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { EngineInput, EngineThreads } from '../engines/engine.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { isRefusal } from '../engines/failure.ts';
import { attempt } from './commands.ts';
import type { ThreadHolder } from './holder.ts';
import type { ThreadRegistry } from './registry.ts';
import type { SentTexts } from './sent-texts.ts';
import type { HeldThread } from './thread.ts';

export interface ThreadQueueOptions {
  readonly registry: Pick<ThreadRegistry, 'require'>;
  readonly holder: Pick<ThreadHolder, 'readQueue' | 'resume'>;
  readonly sent: Pick<SentTexts, 'edited' | 'failed' | 'of'>;
  readonly resolve: (input: PromptInput) => Promise<EngineInput>;
  readonly engine: (thread: HeldThread) => EngineThreads;
  /** Sends a text to a thread as a person would. */
  readonly send: (params: Params<'thread/send'>) => Promise<unknown>;
}

/** What a person does with the prompts that wait in a thread. Every call rejects with ContractFailure. */
export class ThreadQueue {
  readonly #options: ThreadQueueOptions;

  constructor(options: ThreadQueueOptions) {
    this.#options = options;
  }

  handlers(): Pick<CallHandlers, keyof QueueResults> {
    return {
      'queue/edit': (params) => this.edit(params),
      'queue/order': (params) => this.order(params),
      'queue/now': (params) => this.now(params),
    };
  }

  async edit({ threadId, promptId, text, was, attached }: Params<'queue/edit'>): Promise<null> {
    const thread = this.#options.registry.require(threadId);
    const input = { text, ...(attached !== undefined && { attached }) };
    if (text.trim() === '' && (attached ?? []).length === 0)
      throw new ContractFailure({
        code: 'badRequest',
        message: 'The text is missing. Remove the prompt instead.',
      });
    await attempt('Changing the prompt', async () => {
      const given = await this.#options.resolve(input);
      // It is kept before: whichever end comes in between, the new text is in the queue or with the host.
      const sentId = sentAs(thread, promptId);
      const now =
        sentId === undefined
          ? threadTopic.queue.get(thread)?.prompts.find(({ id }) => id === promptId)
          : this.#options.sent.of({ id: sentId, threadId });
      if (was !== undefined && now !== undefined && now.text !== was)
        throw new ContractFailure({
          code: 'refused',
          message: 'This prompt was changed elsewhere meanwhile.',
        });
      const before = sentId && this.#options.sent.edited({ id: sentId, threadId }, input);
      if (sentId !== undefined && before === undefined) throw leftTheQueue();
      try {
        await this.#options.engine(thread).editQueued(threadId, promptId, given);
      } catch (error) {
        // Whoever edited it is told so, and has the new words.
        if (sentId !== undefined && typeof before === 'object' && isRefusal(error))
          this.#options.sent.edited({ id: sentId, threadId }, before);
        throw error;
      }
    });
    await this.#read(thread);
    return null;
  }

  /** The prompts in this order; those that are not named keep theirs, behind. */
  async order({ threadId, promptIds }: Params<'queue/order'>): Promise<null> {
    const thread = this.#options.registry.require(threadId);
    const known = (threadTopic.queue.get(thread)?.prompts ?? []).map(({ id }) => id);
    const wanted = [...new Set(promptIds)].filter((id) => known.includes(id));
    const all = [...wanted, ...known.filter((id) => !wanted.includes(id))];
    await attempt('Moving the prompt', () => this.#options.engine(thread).orderQueue(threadId, all));
    await this.#read(thread);
    return null;
  }

  /** Sends a prompt that waits: into the running turn, else as the next one. */
  async now({ threadId, promptId }: Params<'queue/now'>): Promise<null> {
    const { registry, engine, holder, send, sent } = this.#options;
    const thread = registry.require(threadId);
    const prompt = threadTopic.queue.get(thread)?.prompts.find(({ id }) => id === promptId);
    if (prompt === undefined) throw leftTheQueue();
    await attempt('Sending the prompt', async () => {
      if (thread.facts.activeTurnId === null) {
        if (thread.facts.status === 'notLoaded') await holder.resume(thread);
        await engine(thread).startQueue(threadId, promptId);
        return;
      }
      // First as a steer, which is stored, then out of the queue: an end in between says it twice, and loses nothing.
      const { text, attached } = prompt;
      await send({
        threadId,
        text,
        ...(attached !== undefined && { attached: [...attached] }),
        mode: 'send',
      });
      await engine(thread).dequeue(threadId, promptId);
      const sentId = sentAs(thread, promptId);
      if (sentId !== undefined) sent.failed({ id: sentId, threadId });
    });
    await this.#read(thread);
    return null;
  }

  async #read(thread: HeldThread): Promise<void> {
    await this.#options.holder.readQueue(thread).catch(() => {});
  }
}

function leftTheQueue(): ContractFailure {
  return new ContractFailure({ code: 'notFound', message: 'This prompt has left the queue.' });
}

/** Under which id the text of a prompt was sent. */
function sentAs(thread: HeldThread, promptId: string): string | undefined {
  for (const [id, queued] of thread.queuedAs) if (queued === promptId) return id;
  return undefined;
}
