import type { GrowingText, Key, TextKey } from '#shared/model/collection.ts';
import type { TopicUpdate } from '#shared/contract/frames.ts';

/** The content of one made-up topic. */
export class FixtureTopic {
  rev = 1;
  readonly values = new Map<string, unknown>();
  readonly texts = new Map<string, GrowingText>();
  readonly #name: string;
  readonly #changed: (update: TopicUpdate) => void;

  constructor(name: string, changed: (update: TopicUpdate) => void) {
    this.#name = name;
    this.#changed = changed;
  }

  snapshot(): TopicUpdate {
    return {
      topic: this.#name,
      epoch: 'fixture',
      from: 0,
      rev: this.rev,
      reset: true,
      put: [...this.values] as [Key<unknown>, unknown][],
      text: [...this.texts].map(([key, { start, text }]) => [key as TextKey, start, start, text] as const),
    };
  }

  put(key: string, value: unknown): void {
    this.values.set(key, value);
    this.rev += 1;
    this.#changed({
      topic: this.#name,
      epoch: 'fixture',
      from: this.rev - 1,
      rev: this.rev,
      put: [[key as Key<unknown>, value]],
    });
  }

  cut(key: string): void {
    this.values.delete(key);
    this.texts.delete(key);
    this.rev += 1;
    this.#changed({
      topic: this.#name,
      epoch: 'fixture',
      from: this.rev - 1,
      rev: this.rev,
      cut: [key as Key<unknown>],
    });
  }

  append(key: string, more: string): void {
    const before = this.texts.get(key) ?? { start: 0, text: '' };
    const at = before.start + before.text.length;
    this.texts.set(key, { start: before.start, text: before.text + more });
    this.rev += 1;
    this.#changed({
      topic: this.#name,
      epoch: 'fixture',
      from: this.rev - 1,
      rev: this.rev,
      text: [[key as TextKey, before.start, at, more]],
    });
  }
}
