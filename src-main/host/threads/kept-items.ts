import { threadTopic } from '#shared/contract/topics.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import type { KeptItem, KeptPlan, KeptRow, KeptTexts, TextPart } from '#shared/model/thread/kept.ts';
import { type ItemEntity } from '#shared/model/thread/thread.ts';
import { withTexts } from '#shared/model/thread/trim-item.ts';
import type { Hears } from '../base/events.ts';
import type { ThreadEvents } from './events.ts';
import type { HeldThread } from './thread.ts';

/** What a killed host may lose of what was on a screen. */
const KEEP_EVERY_MS = 1000;
/** Threads whose texts are stored in one go: about a millisecond of the host. */
const THREADS_AT_ONCE = 8;
const BETWEEN_MS = 20;
/** UTF-16 units of one growing text that are kept, its end: about 1,500 lines. */
const TEXT_KEPT = 128 * 1024;

export interface KeptStore {
  keptItems(threadId: string): KeptRow[];
  keepItems(threadId: string, items: readonly KeptItem[]): void;
  forgetItems(threadId: string, itemIds: readonly string[]): void;
  /** Growing texts by item and name, put together of their parts, and how much of their beginnings is lost. */
  keptTexts(threadId: string): ReadonlyMap<string, KeptTexts>;
  keepTexts(threadId: string, parts: readonly TextPart[]): void;
  keptPlan(threadId: string): KeptPlan | undefined;
  keepPlan(threadId: string, plan: KeptPlan): void;
  together(work: () => void): void;
}

export interface KeptItemsOptions {
  readonly store: KeptStore;
  /** An item as it was stored, in Muster's own shape. */
  readonly asItem: (stored: KeptRow['item']) => Item;
  readonly thread: (id: ThreadId) => HeldThread | undefined;
  readonly events: Hears<Pick<ThreadEvents, 'threadFollowed'>>;
  readonly clock: Clock;
}

/** How far the texts of one growing item are stored, by their names. */
type Stored = Map<string, number>;

/**
 * Keeps what is shown of a thread and is not in its record: what grows, once a second and only what came since; what was
 * cut off; what was declined, which Codex forgets when it unloads the thread. What the record has is dropped.
 */
export class KeptItems implements Disposable {
  readonly #options: KeptItemsOptions;
  /** Items whose texts grew since they were stored. */
  readonly #grown = new Map<ThreadId, Set<string>>();
  /** Items that are stored as growing. */
  readonly #stored = new Map<ThreadId, Map<string, Stored>>();
  #timer: unknown;
  #over = false;

  constructor(options: KeptItemsOptions) {
    this.#options = options;
    options.events.on('threadFollowed', ({ thread, event }) => this.#followed(thread, event));
  }

  dispose(): void {
    this.#over = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#flush(Number.MAX_SAFE_INTEGER);
  }

  /** A text grew: a set and a timer, since this is told with every delta. */
  grew(thread: HeldThread, itemId: string): void {
    const { id } = thread.facts;
    const grown = this.#grown.get(id);
    if (grown === undefined) this.#grown.set(id, new Set([itemId]));
    else grown.add(itemId);
    this.#arm(KEEP_EVERY_MS);
  }

  #arm(ms: number): void {
    if (this.#over) return;
    this.#timer ??= this.#options.clock.setTimeout(() => {
      this.#timer = undefined;
      this.#flush(THREADS_AT_ONCE);
      // The rest goes in turns, so that many threads delay nobody who reads.
      if (this.#grown.size > 0) this.#arm(BETWEEN_MS);
    }, ms);
  }

  /** A thread was found to be cut off. */
  cutOff(thread: HeldThread): void {
    for (const { turnId } of this.#cutOff(thread)) this.#keepCutOff(thread, turnId);
  }

  #followed(thread: HeldThread, event: ThreadEvent): void {
    switch (event.type) {
      case 'itemStarted':
        if (event.item.type === 'userMessage') this.#said(thread, event.turnId, event.item.id);
        // An item without text is on the screen too, so it is kept as well.
        else this.grew(thread, event.item.id);
        return;
      case 'itemCompleted': {
        const { item } = event;
        if ('status' in item && item.status === 'declined') this.#keep(thread, item.id, 'declined');
        else if (item.type === 'userMessage') this.#said(thread, event.turnId, item.id);
        else this.#drop(thread.facts.id, [item.id]);
        return;
      }
      case 'turnEnded':
        this.#keepCutOff(thread, event.turn.id);
        if (event.turn.status === 'completed') this.#dropSaid(thread, event.turn.id);
        return;
      case 'cutOff':
        this.cutOff(thread);
        return;
      case 'planUpdated': {
        const { turnId, plan, explanation } = event;
        this.#options.store.keepPlan(thread.facts.id, { turnId, plan, explanation });
        return;
      }
      default:
    }
  }

  /** Stores what grew, of so many threads. */
  #flush(most: number): void {
    if (this.#grown.size === 0) return;
    const { store, thread: threadOf } = this.#options;
    const grown = [...this.#grown].slice(0, most);
    for (const [id] of grown) this.#grown.delete(id);
    store.together(() => {
      for (const [id, itemIds] of grown) {
        const thread = threadOf(id);
        if (thread !== undefined) this.#storeGrown(thread, itemIds);
      }
    });
  }

  /** What is kept of a thread, without what its record turned out to have: that is dropped. */
  read(threadId: ThreadId, recorded: ReadonlySet<string>): readonly KeptItem[] {
    const { store, asItem } = this.#options;
    const all = store.keptItems(threadId);
    if (all.length === 0) return [];
    const had = all.filter(({ item, why }) => recorded.has(item.id) && why !== 'declined');
    if (had.length > 0)
      this.#drop(
        threadId,
        had.map(({ item }) => item.id),
        true,
      );
    const texts = store.keptTexts(threadId);
    return all.flatMap((row) => {
      if (recorded.has(row.item.id)) return [];
      const kept = { ...row, item: asItem(row.item) };
      const of = texts.get(kept.item.id);
      if (of === undefined) return [kept];
      const { item, omitted } = withTexts(kept.item, of.texts);
      return [{ ...kept, item, omitted: kept.omitted + omitted + of.lost }];
    });
  }

  /** The last plan of a thread, where its turn is shown without it: the record has none. */
  plan(thread: HeldThread): KeptPlan | undefined {
    const kept = this.#options.store.keptPlan(thread.facts.id);
    if (kept === undefined) return undefined;
    return threadTopic.turn.get(thread, kept.turnId)?.plan === null ? kept : undefined;
  }

  #storeGrown(thread: HeldThread, itemIds: ReadonlySet<string>): void {
    const { store } = this.#options;
    const { id } = thread.facts;
    const parts: TextPart[] = [];
    for (const itemId of itemIds) {
      const entity = threadTopic.item.get(thread, itemId);
      if (entity === undefined || entity.done) continue;
      const stored = this.#storedOf(id, itemId);
      if (stored === undefined) store.keepItems(id, [keptOf(thread, entity, 'running')]);
      const ends: Stored = stored ?? new Map<string, number>();
      for (const name of entity.live) {
        const text = thread.topic.text(threadTopic.text.key(itemId, name));
        if (text === undefined) continue;
        const end = text.start + text.text.length;
        const from = Math.max(text.start, end - TEXT_KEPT);
        const at = Math.max(ends.get(name) ?? 0, from);
        if (at < end) parts.push({ itemId, name, at, text: text.text.slice(at - text.start), from });
        ends.set(name, end);
      }
      this.#setStored(id, itemId, ends);
    }
    if (parts.length > 0) store.keepTexts(id, parts);
  }

  /** A message of the person may not be on disk yet, and cuts off what the agent was saying. */
  #said(thread: HeldThread, turnId: string, itemId: string): void {
    this.#keep(thread, itemId, 'said');
    this.#keepCutOff(thread, turnId);
  }

  #keep(thread: HeldThread, itemId: string, why: KeptItem['why']): void {
    const entity = threadTopic.item.get(thread, itemId);
    if (entity === undefined) return;
    this.#stored.get(thread.facts.id)?.delete(itemId);
    this.#options.store.keepItems(thread.facts.id, [keptOf(thread, entity, why)]);
  }

  /** What of a turn was cut off is kept for good, as far as it is not yet. */
  #keepCutOff(thread: HeldThread, turnId: string): void {
    const { id } = thread.facts;
    for (const entity of this.#cutOff(thread)) {
      if (entity.turnId !== turnId || thread.keptCutOff.has(entity.id)) continue;
      thread.keptCutOff.add(entity.id);
      this.#drop(id, [entity.id]);
      this.#options.store.keepItems(id, [keptOf(thread, entity, 'cutOff')]);
    }
  }

  *#cutOff(thread: HeldThread): Generator<ItemEntity> {
    for (const entity of thread.items()) if (entity.cutOff === true) yield entity;
  }

  #dropSaid(thread: HeldThread, turnId: string): void {
    const said: string[] = [];
    for (const { turnId: of, item } of thread.items())
      if (of === turnId && item.type === 'userMessage') said.push(item.id);
    this.#drop(thread.facts.id, said, true);
  }

  /** `sure` also where this host did not store it. */
  #drop(id: ThreadId, itemIds: readonly string[], sure = false): void {
    const stored = this.#stored.get(id);
    const there = itemIds.filter((itemId) => stored?.delete(itemId) === true || sure);
    if (stored?.size === 0) this.#stored.delete(id);
    if (there.length > 0) this.#options.store.forgetItems(id, there);
  }

  #storedOf(id: ThreadId, itemId: string): Stored | undefined {
    return this.#stored.get(id)?.get(itemId);
  }

  #setStored(id: ThreadId, itemId: string, ends: Stored): void {
    const of = this.#stored.get(id) ?? new Map<string, Stored>();
    this.#stored.set(id, of.set(itemId, ends));
  }
}

function keptOf(thread: HeldThread, entity: ItemEntity, why: KeptItem['why']): KeptItem {
  let before: ItemEntity | null = null;
  for (const other of thread.items()) {
    if (other.turnId !== entity.turnId || other.ord >= entity.ord) continue;
    if (before === null || other.ord > before.ord) before = other;
  }
  const { turnId, ord: place, item, omitted } = entity;
  return { turnId, beforeId: before?.id ?? null, place, why, item, omitted };
}
