import {
  grow,
  type AnyKey,
  type Change,
  type GrowingText,
  type Key,
  type TextKey,
} from '#shared/model/collection.ts';

/** The smallest owner of a topic's content: applies changes to maps, and nothing else. */
export class MemoryTopic {
  readonly values = new Map<Key<unknown>, unknown>();
  readonly texts = new Map<TextKey, GrowingText>();

  /** A topic with values under their keys, whatever their shape: a test says of each no more than it needs. */
  static of(...values: readonly (readonly [key: AnyKey, value: unknown])[]): MemoryTopic {
    const topic = new MemoryTopic();
    for (const [key, value] of values) topic.values.set(key as Key<unknown>, value);
    return topic;
  }

  get(key: Key<unknown>): unknown {
    return this.values.get(key);
  }

  hasText(key: TextKey): boolean {
    return this.texts.has(key);
  }

  text(key: TextKey): GrowingText | undefined {
    return this.texts.get(key);
  }

  entries(): Iterable<readonly [Key<unknown>, unknown]> {
    return this.values.entries();
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.type === 'put') this.values.set(change.key, change.value);
      else if (change.type === 'cut') this.values.delete(change.key);
      else if (change.type === 'cutText') this.texts.delete(change.key);
      else this.texts.set(change.key, grow(this.texts.get(change.key), change.text));
    }
  }
}
