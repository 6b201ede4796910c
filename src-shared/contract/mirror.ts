import type { AnyKey, GrowingText, Key, TextKey } from '../model/collection.ts';
import type { TopicPosition, TopicUpdate } from './frames.ts';

/** What changed in a mirror by one update: everything, or the values and texts under these keys. */
export type MirrorChange =
  { readonly type: 'all' } | { readonly type: 'keys'; readonly keys: readonly AnyKey[] };

/** An update did not fit what the mirror has: the topic must be opened again without a position. */
export class MirrorGap extends Error {
  constructor(topic: string, what: string) {
    super(`an update of ${topic} does not continue ${what}`);
    this.name = 'MirrorGap';
  }
}

/** A client's copy of one topic. It equals the host's content at the revision it names. */
export class TopicMirror {
  #epoch = '';
  #rev = 0;
  readonly #values = new Map<Key<unknown>, unknown>();
  readonly #texts = new Map<TextKey, GrowingText>();

  get rev(): number {
    return this.#rev;
  }
  /** Whether a first update arrived. */
  get ready(): boolean {
    return this.#epoch !== '';
  }
  get values(): ReadonlyMap<Key<unknown>, unknown> {
    return this.#values;
  }
  get texts(): ReadonlyMap<TextKey, GrowingText> {
    return this.#texts;
  }

  /** What to name when the topic is opened again after a break; undefined before the first update. */
  position(): TopicPosition | undefined {
    if (!this.ready) return undefined;
    const texts: Record<string, number> = {};
    for (const [key, { start, text }] of this.#texts) texts[key] = start + text.length;
    return { epoch: this.#epoch, rev: this.#rev, texts };
  }

  /** Applies one update of this topic. Throws MirrorGap, and is then unusable, if something was missed before it. */
  apply(update: TopicUpdate): MirrorChange {
    if (update.reset !== true && (update.epoch !== this.#epoch || update.from !== this.#rev))
      throw new MirrorGap(update.topic, `revision ${this.#rev}`);
    if (update.reset === true) {
      this.#values.clear();
      this.#texts.clear();
    }
    const keys: AnyKey[] = [];
    for (const key of update.cut ?? []) {
      this.#values.delete(key as Key<unknown>);
      this.#texts.delete(key as TextKey);
      keys.push(key);
    }
    for (const [key, value] of update.put ?? []) {
      this.#values.set(key, value);
      keys.push(key);
    }
    for (const [key, start, at, chunk] of update.text ?? []) {
      this.#texts.set(key, this.#grown(update.topic, key, start, at, chunk));
      keys.push(key);
    }
    this.#epoch = update.epoch;
    this.#rev = update.rev;
    return update.reset === true ? { type: 'all' } : { type: 'keys', keys };
  }

  #grown(topic: string, key: TextKey, start: number, at: number, chunk: string): GrowingText {
    if (at === start) return { start, text: chunk };
    const before = this.#texts.get(key);
    if (before === undefined || before.start + before.text.length !== at || before.start > start) {
      throw new MirrorGap(topic, `the text ${key}`);
    }
    const whole = before.text + chunk;
    return { start, text: start === before.start ? whole : whole.slice(start - before.start) };
  }
}
