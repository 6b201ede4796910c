import { threadTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Item, UserMessage } from '#shared/model/item/item.ts';
import {
  joinAttached,
  withAttached,
  type Draft,
  type DraftAttached,
  type PromptInput,
} from '#shared/model/prompt/attached.ts';
import type { SentText } from '#shared/model/thread/kept.ts';
import type { SentEntity } from '#shared/model/thread/thread.ts';
import type { Hears } from '../base/events.ts';
import type { ThreadEvents } from './events.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

/** Where texts that are on their way are remembered. */
export interface SentStore {
  sent(): SentText[];
  /** Throws ContractFailure `storage`. */
  saveSent(sent: SentText): void;
  noteSaid(workspaceId: WorkspaceId, sent: SentText): void;
  noteSent(id: string, patch: Pick<SentText, 'state' | 'turnId'>): void;
  forgetSent(id: string): void;
  /** Throws ContractFailure `storage`. */
  returnToDraft(ids: readonly string[], key: string, draft: Draft, at: number): void;
}

export interface SentTextsOptions {
  readonly registry: ThreadRegistry;
  readonly store: SentStore;
  /** Reads the latest items of a thread's record. */
  readonly recorded: (thread: HeldThread) => Promise<readonly Item[]>;
  readonly events: Hears<Pick<ThreadEvents, 'turnEnded' | 'threadFollowed' | 'recordRead'>>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/**
 * Every text that the person sent, from before it leaves until it is an item of its thread: Codex keeps a steer in
 * memory until its next step, and forgets it when the turn ends before, and a killed process takes along what it had
 * answered and not written. What did not arrive goes back to the person.
 */
export class SentTexts {
  readonly #options: SentTextsOptions;
  readonly #texts = new Map<ThreadId, Map<string, SentText>>();
  readonly #settling = new Map<ThreadId, Promise<void>>();

  constructor(options: SentTextsOptions) {
    this.#options = options;
    const { events } = options;
    events.on('turnEnded', (thread) => void this.settle(thread));
    events.on('threadFollowed', ({ thread, event }) => {
      if (event.type === 'itemStarted' || event.type === 'itemCompleted')
        this.seen(thread.facts.id, [event.item]);
    });
    events.on('recordRead', ({ thread, items }) => this.seen(thread.facts.id, items));
  }

  /** Takes over what an earlier life of the host left: it is looked for in the records as soon as they can be read. */
  start(): void {
    for (const text of this.#options.store.sent()) {
      if (this.#options.registry.get(text.threadId) === undefined) continue;
      // What was only held was never sent: its turn ended with the host.
      if (text.state === 'held') this.#note(text, 'returned', text.turnId);
      else this.#put({ ...text, state: text.state === 'returned' ? 'returned' : 'waiting' });
    }
  }

  /** Whether a thread has texts of which it is not known where they are. */
  unsettled(threadId: ThreadId): boolean {
    const queued = this.#options.registry.get(threadId)?.queuedAs;
    return [...this.#of(threadId)].some(({ id, state }) => state === 'waiting' && queued?.has(id) !== true);
  }

  /** Keeps a text that is about to be sent. Throws ContractFailure `storage` when it cannot be kept: then it is not sent. */
  begin(threadId: ThreadId, mode: SentText['mode'], turnId: string | null, input: PromptInput): SentText {
    const { store, now } = this.#options;
    const sent: SentText = {
      id: randomUUID(),
      threadId,
      turnId,
      mode,
      state: 'sending',
      ...withAttached(input.text, input.attached),
      at: now(),
    };
    store.saveSent(sent);
    const thread = this.#options.registry.get(threadId);
    if (thread !== undefined) store.noteSaid(thread.facts.workspaceId, sent);
    this.#put(sent);
    return sent;
  }

  /** A steer stays with the host until the next step of its turn. */
  hold(steer: SentText): void {
    this.#note(steer, 'held', steer.turnId);
  }

  /** The steers that are held in a thread, in the order they were said. */
  held(threadId: ThreadId): readonly SentText[] {
    return [...this.#of(threadId)].filter(({ state }) => state === 'held');
  }

  /** A held steer is sent now; false when it was taken back meanwhile. */
  release({ id, threadId }: SentText): boolean {
    const known = this.#texts.get(threadId)?.get(id);
    if (known?.state !== 'held') return false;
    this.#note(known, 'sending', known.turnId);
    return true;
  }

  /** A steer was not taken: it goes back to the person. */
  giveBack({ id, threadId }: Pick<SentText, 'id' | 'threadId'>): void {
    const known = this.#texts.get(threadId)?.get(id);
    if (known !== undefined) this.#note(known, 'returned', known.turnId);
  }

  /** A text that is on its way; undefined when it has arrived. */
  of({ id, threadId }: Pick<SentText, 'id' | 'threadId'>): SentText | undefined {
    return this.#texts.get(threadId)?.get(id);
  }

  /** A prompt of the queue says something else now. Answers what it said; undefined when it has arrived already. */
  edited({ id, threadId }: Pick<SentText, 'id' | 'threadId'>, input: PromptInput): PromptInput | undefined {
    const known = this.#texts.get(threadId)?.get(id);
    if (known === undefined) return undefined;
    const { attached: _before, ...rest } = known;
    const after = { ...rest, ...withAttached(input.text, input.attached) };
    this.#options.store.saveSent(after);
    this.#put(after);
    return known;
  }

  /** The app-server has it. One that came as an item meanwhile is known already. */
  answered({ id, threadId }: SentText, turnId: string | null): void {
    const known = this.#texts.get(threadId)?.get(id);
    if (known === undefined) return;
    this.#note(known, 'waiting', turnId);
    // Its turn may have ended before this answer came.
    const thread = this.#options.registry.get(threadId);
    if (thread !== undefined && turnId !== null && hasEnded(thread, turnId)) void this.settle(thread);
  }

  /** It was not sent, or whoever sent it was told that this is not known, and has it still. */
  failed({ id, threadId }: Pick<SentText, 'id' | 'threadId'>): void {
    this.#forget(threadId, id);
  }

  /** Items of a thread became known: what they are of is not on its way any more. */
  seen(threadId: ThreadId, items: Iterable<Item>): void {
    if (!this.#texts.has(threadId)) return;
    for (const item of items) {
      if (item.type !== 'userMessage' || item.clientId === null) continue;
      const known = this.#texts.get(threadId)?.get(item.clientId);
      // Codex may answer an edit of a prompt that it has taken with the words before: the new ones come back.
      if (known === undefined || known.mode !== 'queue' || saysSame(item, known))
        this.#forget(threadId, item.clientId);
      else if (known.state !== 'returned') this.#note(known, 'returned', known.turnId);
    }
  }

  /**
   * Nothing of the turns there were runs any more: what did not become an item, is in no queue and not in the record
   * comes back. Never rejects.
   */
  settle(thread: HeldThread): Promise<void> {
    const { id } = thread.facts;
    if (!this.unsettled(id)) return Promise.resolve();
    const before = this.#settling.get(id);
    if (before !== undefined) return before;
    const settling = this.#settle(thread)
      .catch(this.#options.onFault)
      .finally(() => this.#settling.delete(id));
    this.#settling.set(id, settling);
    return settling;
  }

  /** Takes texts that came back into the draft of their thread; those that somebody else took are not there any more. */
  take({ threadId, ids, draft, attached = [] }: Params<'sent/take'>): Results['sent/take'] {
    const { store, now } = this.#options;
    const taken = [...this.#of(threadId)].filter(
      ({ id, state }) => (state === 'returned' || state === 'held') && ids.includes(id),
    );
    const texts = taken.map(({ text }) => text).filter((text) => !draft.includes(text));
    const text = [...texts, draft].filter((part) => part.trim() !== '').join('\n\n');
    const came = taken.flatMap((one) => one.attached ?? []);
    const input: Draft = withAttached(text, joinAttached<DraftAttached>(came, attached));
    if (taken.length > 0)
      store.returnToDraft(
        taken.map(({ id }) => id),
        `thread:${threadId}`,
        input,
        now(),
      );
    for (const { id } of taken) this.#texts.get(threadId)?.delete(id);
    this.#show(threadId);
    return { ...input, taken: taken.length };
  }

  async #settle(thread: HeldThread): Promise<void> {
    const { id } = thread.facts;
    const asked = [...this.#of(id)].filter(({ state }) => state === 'waiting');
    this.seen(id, await this.#options.recorded(thread).catch(() => []));
    for (const { id: sentId } of asked) {
      const now = this.#texts.get(id)?.get(sentId);
      if (now?.state !== 'waiting') continue;
      if (thread.queuedAs.has(sentId)) continue;
      if (now.turnId === null || now.turnId !== thread.facts.activeTurnId)
        this.#note(now, 'returned', now.turnId);
    }
  }

  #of(threadId: ThreadId): Iterable<SentText> {
    return this.#texts.get(threadId)?.values() ?? [];
  }

  #put(text: SentText): void {
    const of = this.#texts.get(text.threadId) ?? new Map<string, SentText>();
    this.#texts.set(text.threadId, of.set(text.id, text));
    const thread = this.#options.registry.get(text.threadId);
    if (text.attached !== undefined) thread?.sentAttached.set(text.id, text.attached);
    this.#show(text.threadId);
  }

  #note(text: SentText, state: SentText['state'], turnId: string | null): void {
    this.#options.store.noteSent(text.id, { state, turnId });
    this.#put({ ...text, state, turnId });
  }

  #forget(threadId: ThreadId, id: string): void {
    if (this.#texts.get(threadId)?.delete(id) !== true) return;
    this.#options.store.forgetSent(id);
    this.#options.registry.get(threadId)?.sentAttached.delete(id);
    this.#show(threadId);
  }

  #show(threadId: ThreadId): void {
    const { registry } = this.#options;
    const thread = registry.get(threadId);
    if (this.#texts.get(threadId)?.size === 0) this.#texts.delete(threadId);
    if (thread === undefined) return;
    const all = [...this.#of(threadId)];
    const shown = (one: SentText) => ({ id: one.id, ...withAttached(one.text, one.attached) });
    const sent: SentEntity = {
      waiting: all
        .filter(({ mode, state }) => mode === 'steer' && state !== 'returned')
        .map((one) => ({ ...shown(one), held: one.state === 'held' })),
      returned: all.filter(({ state }) => state === 'returned').map(shown),
    };
    const none = sent.waiting.length + sent.returned.length === 0;
    registry.apply(thread, { type: 'sentChanged', sent: none ? null : sent });
  }
}

function saysSame({ content }: UserMessage, { text }: PromptInput): boolean {
  const words = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  return words.trim() === text.trim();
}

/** Whether a turn is known to have ended. */
function hasEnded(thread: HeldThread, turnId: string): boolean {
  const turn = threadTopic.turn.get(thread, turnId) as { readonly status: string } | undefined;
  return thread.facts.activeTurnId !== turnId && (turn === undefined || turn.status !== 'inProgress');
}
