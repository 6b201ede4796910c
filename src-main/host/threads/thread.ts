import type { Attached } from '#shared/model/prompt/attached.ts';
import type { Change, Key, TextKey, Values } from '#shared/model/collection.ts';
import type { Generation } from '#shared/model/ids.ts';
import type { ThreadAction } from '#shared/model/thread/actions.ts';
import {
  continueWith,
  reasonOf,
  reduceFacts,
  stateOf,
  titleOf,
  type Facts,
  type ThreadEvent,
} from '#shared/model/thread/facts.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import { reduceThread, type ThreadReader } from '#shared/model/thread/reducer.ts';
import type { ItemEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';

/** The topic of one thread, as this folder needs it. */
export interface ThreadTopic extends Values {
  hasText(key: TextKey): boolean;
  text(key: TextKey): { readonly text: string; readonly start: number } | undefined;
  apply(changes: readonly Change[]): void;
}

/** Events that change no fact: the hot ones. */
const CONTENT_ONLY = new Set<ThreadEvent['type']>([
  'textGrew',
  'sentChanged',
  'detailChanged',
  'historyRead',
  'settled',
  'forgotten',
]);
/** Events that change no content. */
const FACTS_ONLY = new Set<ThreadEvent['type']>([
  'statusChanged',
  'named',
  'tokensUsed',
  'readStateChanged',
  'settingsTold',
  'errorSaid',
  'factsChanged',
]);

const NOTHING_QUEUED: ReadonlyMap<string, string> = new Map();

/** One thread as the host holds it: its facts, the content of its topic, and how it is held. */
export class HeldThread implements ThreadReader {
  readonly topic: ThreadTopic;
  #facts: Facts;
  #nextOrd = 0;
  // Made when they are needed: of ten thousand threads nearly all need none.
  #sentAttached: Map<string, readonly Attached[]> | undefined;
  #keptCutOff: Set<string> | undefined;
  /** The process whose notifications reach us for this thread; null when none does. */
  subscribed: Generation | null = null;
  /** Clients that have it open. */
  opens = 0;
  backgroundTerminals = 0;
  /** Items that ended while nobody looked, since its content was last dropped. */
  unseen = 0;
  /** Unix ms since which nothing asks for it to be held; null while something does. */
  looseSince: number | null = null;
  /** Prompts of its queue, by the id under which they were sent. */
  queuedAs: ReadonlyMap<string, string> = NOTHING_QUEUED;
  /** What goes with texts that are on their way or queued, by the id under which they were sent. */
  get sentAttached(): Map<string, readonly Attached[]> {
    return (this.#sentAttached ??= new Map());
  }
  /** Items that were cut off and are kept as such. */
  get keptCutOff(): Set<string> {
    return (this.#keptCutOff ??= new Set());
  }
  /** A reading of its history that is under way. */
  loading: Promise<void> | null = null;

  constructor(facts: Facts, topic: ThreadTopic) {
    this.#facts = facts;
    this.topic = topic;
    topic.apply([threadTopic.thread.put(this.#detail(false, null, null))]);
  }

  get facts(): Facts {
    return this.#facts;
  }

  get detail(): ThreadDetail {
    return threadTopic.thread.get(this.topic) as ThreadDetail;
  }

  /** Applies one event; true when the facts changed, so that the row and the record must follow. */
  apply(event: ThreadEvent, now: number): boolean {
    if (!FACTS_ONLY.has(event.type)) this.#applyContent(event as ThreadAction);
    if (CONTENT_ONLY.has(event.type)) return false;
    const before = this.#facts;
    this.#facts = reduceFacts(before, event, now);
    if (this.#facts === before) return false;
    const { loaded, loadError, olderCursor } = this.detail;
    this.#applyContent({ type: 'detailChanged', patch: this.#detail(loaded, loadError, olderCursor) });
    return true;
  }

  get(key: Key<unknown>): unknown {
    return this.topic.get(key);
  }

  hasText(key: TextKey): boolean {
    return this.topic.hasText(key);
  }

  textOf(key: TextKey): string | undefined {
    return this.topic.text(key)?.text;
  }

  turns(): Iterable<TurnEntity> {
    return threadTopic.turn.all(this.topic);
  }

  items(): Iterable<ItemEntity> {
    return threadTopic.item.all(this.topic);
  }

  nextOrd(): number {
    return this.#nextOrd++;
  }

  #applyContent(action: ThreadAction): void {
    const changes = reduceThread(this, action);
    if (changes.length === 0) return;
    this.topic.apply(changes);
    if (action.type !== 'historyRead') return;
    for (const { ord } of [...this.turns(), ...this.items()])
      this.#nextOrd = Math.max(this.#nextOrd, ord + 1);
  }

  #detail(loaded: boolean, loadError: string | null, olderCursor: string | null): ThreadDetail {
    const facts = this.#facts;
    const state = stateOf(facts);
    const able = facts.disconnected === null && !facts.ownedElsewhere && facts.program === null;
    return {
      id: facts.id,
      workspaceId: facts.workspaceId,
      title: titleOf(facts),
      cwd: facts.cwd,
      branch: facts.branch,
      model: facts.model,
      effort: facts.effort,
      permission: facts.permission,
      plan: facts.plan,
      settingsWait: facts.settingsWait,
      state,
      interrupted: facts.cutOff,
      reason: reasonOf(facts, state),
      activeTurnId: facts.activeTurnId,
      olderCursor,
      loaded,
      loadError,
      tokens: facts.tokens,
      contextShare: facts.contextShare,
      continueAt: facts.continueAt,
      continueWith: continueWith(facts),
      canInterrupt: able && facts.activeTurnId !== null,
      canSend: able,
      ownedElsewhere: facts.ownedElsewhere,
      program: facts.program,
    };
  }
}
