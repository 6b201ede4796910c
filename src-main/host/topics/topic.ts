import { randomUUID } from 'node:crypto';
import type { TextUpdate, TopicPosition, TopicUpdate } from '#shared/contract/frames.ts';
import {
  grow,
  type AnyKey,
  type Change,
  type GrowingText,
  type Key,
  type Reader,
  type TextBounds,
  type TextKey,
} from '#shared/model/collection.ts';

/** Removed keys that are remembered, so that a client that was away a while need not start over. */
const TRACE_LIMIT = 2000;
/** Removed keys that may wait for one slow client; past it the client gets a snapshot instead. */
const CUT_LIMIT = 5000;

interface Value {
  rev: number;
  value: unknown;
}

interface Text {
  rev: number;
  /** Revision at which this text began; a client that is older has another text of the same key, or none. */
  readonly born: number;
  grown: GrowingText;
}

/** What one client still has to be told about a topic: keys only, so its size is bounded by the topic's. */
export class TopicCursor {
  readonly #topic: Topic;
  readonly #wake: () => void;
  readonly #dirty = new Set<Key<unknown>>();
  readonly #dirtyTexts = new Set<TextKey>();
  readonly #cuts = new Set<AnyKey>();
  readonly #sent = new Map<TextKey, number>();
  #reset = false;
  #waiting = true;
  /** The revision that the client has once all that was taken has arrived. */
  #told: number;

  /** `have` is what the client named; without it, or if it is too old, the first update is a snapshot. */
  constructor(topic: Topic, have: TopicPosition | undefined, wake: () => void) {
    this.#topic = topic;
    this.#wake = wake;
    this.#told = have?.rev ?? 0;
    if (have === undefined || !topic.canCatchUp(have)) this.#reset = true;
    else this.#catchUp(have);
  }

  get waiting(): boolean {
    return this.#waiting;
  }

  /** Keys that wait: what this client costs the host beside the topic itself. */
  get size(): number {
    return this.#dirty.size + this.#dirtyTexts.size + this.#cuts.size + this.#sent.size;
  }

  put(key: Key<unknown>): void {
    if (this.#reset) return;
    this.#dirty.add(key);
    this.#mark();
  }

  append(key: TextKey): void {
    if (!this.#reset) this.#dirtyTexts.add(key);
    this.#mark();
  }

  cut(key: AnyKey): void {
    if (this.#reset) return;
    this.#dirty.delete(key as Key<unknown>);
    this.#dirtyTexts.delete(key as TextKey);
    this.#sent.delete(key as TextKey);
    this.#cuts.add(key);
    if (this.#cuts.size > CUT_LIMIT) this.startOver();
    this.#mark();
  }

  /** Everything that waits, as the topic is now; afterwards nothing waits. */
  take(): TopicUpdate {
    this.#waiting = false;
    const { name, epoch, rev } = this.#topic;
    const from = this.#told;
    this.#told = rev;
    if (this.#reset) {
      this.#reset = false;
      return { topic: name, epoch, from: 0, rev, reset: true, ...this.#topic.snapshot(this.#sent) };
    }
    const put = [...this.#dirty].map((key) => [key, this.#topic.get(key)] as const);
    const text = [...this.#dirtyTexts].map((key) => this.#rest(key));
    const cut = [...this.#cuts];
    this.#dirty.clear();
    this.#dirtyTexts.clear();
    this.#cuts.clear();
    return {
      topic: name,
      epoch,
      from,
      rev,
      ...(cut.length > 0 && { cut }),
      ...(put.length > 0 && { put }),
      ...(text.length > 0 && { text }),
    };
  }

  #rest(key: TextKey): TextUpdate {
    const { start, text } = this.#topic.text(key) as GrowingText;
    const sent = this.#sent.get(key) ?? 0;
    const at = Math.max(sent, start);
    this.#sent.set(key, start + text.length);
    return [key, start, at, at === start ? text : text.slice(at - start)];
  }

  #catchUp(have: TopicPosition): void {
    const { values, texts, cuts } = this.#topic.since(have.rev);
    for (const key of values) this.#dirty.add(key);
    for (const key of cuts) this.#cuts.add(key);
    for (const [name, end] of Object.entries(have.texts)) {
      const key = name as TextKey;
      if (this.#topic.isSameText(key, have.rev)) this.#sent.set(key, end);
    }
    for (const key of texts) this.#dirtyTexts.add(key);
  }

  /** Forgets what the client has: it gets a snapshot next. */
  startOver(): void {
    this.#dirty.clear();
    this.#dirtyTexts.clear();
    this.#cuts.clear();
    this.#sent.clear();
    this.#reset = true;
  }

  #mark(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#wake();
  }
}

/** A live collection of small values and growing texts, with one counter of revisions, and who follows it. */
export class Topic implements Reader {
  readonly name: string;
  readonly epoch = randomUUID();
  /** Least time between two updates to one client, in ms. 0: at once. */
  readonly pace: number;
  readonly #bounds: TextBounds | undefined;
  readonly #values = new Map<Key<unknown>, Value>();
  readonly #texts = new Map<TextKey, Text>();
  readonly #cursors = new Set<TopicCursor>();
  #traces: { readonly rev: number; readonly key: AnyKey }[] = [];
  #forgotten = 0;
  #rev = 0;

  /** `bounds` is for growing texts that must keep more, or less, than is usual. */
  constructor(name: string, pace: number, bounds?: TextBounds) {
    this.name = name;
    this.pace = pace;
    this.#bounds = bounds;
  }

  get rev(): number {
    return this.#rev;
  }

  get(key: Key<unknown>): unknown {
    return this.#values.get(key)?.value;
  }

  hasText(key: TextKey): boolean {
    return this.#texts.has(key);
  }

  text(key: TextKey): GrowingText | undefined {
    return this.#texts.get(key)?.grown;
  }

  keys(): IterableIterator<Key<unknown>> {
    return this.#values.keys();
  }

  *entries(): Generator<readonly [Key<unknown>, unknown]> {
    for (const [key, { value }] of this.#values) yield [key, value];
  }

  textKeys(): IterableIterator<TextKey> {
    return this.#texts.keys();
  }

  /** Applies what a reducer answered. The only way in. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) this.#applyOne(change);
  }

  /** Lets a client follow from what it has. The cursor waits from the start: its first `take` brings it up to date. */
  follow(have: TopicPosition | undefined, wake: () => void): TopicCursor {
    const cursor = new TopicCursor(this, have, wake);
    this.#cursors.add(cursor);
    return cursor;
  }

  unfollow(cursor: TopicCursor): void {
    this.#cursors.delete(cursor);
  }

  get followers(): number {
    return this.#cursors.size;
  }

  canCatchUp(have: TopicPosition): boolean {
    return have.epoch === this.epoch && have.rev >= this.#forgotten && have.rev <= this.#rev;
  }

  /** The keys of what is newer than `rev`. */
  since(rev: number): { values: Key<unknown>[]; texts: TextKey[]; cuts: AnyKey[] } {
    const newer = <K, T extends { rev: number }>(map: Map<K, T>): K[] =>
      [...map].filter(([, entity]) => entity.rev > rev).map(([key]) => key);
    const cuts = this.#traces.filter((trace) => trace.rev > rev).map((trace) => trace.key);
    return { values: newer(this.#values), texts: newer(this.#texts), cuts };
  }

  isSameText(key: TextKey, rev: number): boolean {
    const text = this.#texts.get(key);
    return text !== undefined && text.born <= rev;
  }

  snapshot(sent: Map<TextKey, number>): Pick<TopicUpdate, 'put' | 'text'> {
    const put = [...this.#values].map(([key, { value }]) => [key, value] as const);
    const text = [...this.#texts].map(([key, { grown }]): TextUpdate => {
      sent.set(key, grown.start + grown.text.length);
      return [key, grown.start, grown.start, grown.text];
    });
    return { put, text };
  }

  #applyOne(change: Change): void {
    switch (change.type) {
      case 'put': {
        const { key } = change;
        this.#rev += 1;
        this.#values.set(key, { rev: this.#rev, value: change.value });
        for (const cursor of this.#cursors) cursor.put(key);
        return;
      }
      case 'append': {
        const { key } = change;
        this.#rev += 1;
        this.#append(key, change.text);
        for (const cursor of this.#cursors) cursor.append(key);
        return;
      }
      case 'cut':
        if (this.#values.delete(change.key)) this.#trace(change.key);
        return;
      case 'cutText':
        if (this.#texts.delete(change.key)) this.#trace(change.key);
    }
  }

  #append(key: TextKey, more: string): void {
    const text = this.#texts.get(key);
    if (text === undefined) {
      this.#texts.set(key, { rev: this.#rev, born: this.#rev, grown: grow(undefined, more, this.#bounds) });
      return;
    }
    text.rev = this.#rev;
    text.grown = grow(text.grown, more, this.#bounds);
  }

  #trace(key: AnyKey): void {
    this.#rev += 1;
    this.#traces.push({ rev: this.#rev, key });
    if (this.#traces.length > TRACE_LIMIT) {
      const dropped = this.#traces.splice(0, TRACE_LIMIT / 2);
      this.#forgotten = dropped.at(-1)?.rev ?? this.#forgotten;
    }
    for (const cursor of this.#cursors) cursor.cut(key);
  }
}
