import { grow, type Change, type GrowingText } from '#shared/model/collection.ts';

/** The smallest owner of a topic's content: applies changes to maps, and nothing else. */
export class MemoryTopic {
  readonly values = new Map<string, unknown>();
  readonly texts = new Map<string, GrowingText>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  hasText(key: string): boolean {
    return this.texts.has(key);
  }

  text(key: string): GrowingText | undefined {
    return this.texts.get(key);
  }

  *valuesOf(prefix: string): Generator<unknown> {
    for (const [key, value] of this.values) if (key.startsWith(prefix)) yield value;
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
