import { attempt } from '#shared/base/attempt.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { ContractClient } from '#shared/contract/client.ts';
import type { ContractError } from '#shared/contract/errors.ts';
import type { MirrorChange } from '#shared/contract/mirror.ts';
import type { AnyKey, GrowingText, Key, TextKey } from '#shared/model/collection.ts';

/** What a component may want to know of a topic besides its content. */
export interface TopicStatus {
  readonly ready: boolean;
  readonly error: ContractError | null;
  readonly restarts: number;
}

/** Told after a change: the keys of changed values, or null when everything may have changed. */
export type ValuesListener = (keys: readonly Key<unknown>[] | null) => void;

/** Runs something with the next painted frame, or at once where none is painted. */
export type NextFrame = (run: () => void) => void;

const NOT_OPEN: TopicStatus = { ready: false, error: null, restarts: 0 };
/** A topic stays open this long after its last user, so that going back and forth costs nothing. */
export const LINGER_MS = 3000;

/**
 * Tells components about the keys they show and nothing else, at most once a painted frame. One per client; it holds no
 * content of its own, only who listens to what.
 */
export class TopicStore {
  readonly #client: ContractClient;
  readonly #lingerMs: number;
  readonly #nextFrame: NextFrame;
  readonly #topics = new Map<string, WatchedTopic>();
  /** What is told with the next frame, by topic; null while components were told nothing since the last. */
  #held: Map<WatchedTopic, Held> | null = null;

  constructor(client: ContractClient, lingerMs: number = LINGER_MS, nextFrame: NextFrame = (run) => run()) {
    this.#client = client;
    this.#lingerMs = lingerMs;
    this.#nextFrame = nextFrame;
  }

  /** Listens to one value or growing text. */
  watchKey(topic: string, key: AnyKey, listener: () => void): () => void {
    return this.#use(topic, (watched) => {
      const listeners = watched.keys.get(key) ?? new Set();
      watched.keys.set(key, listeners);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && watched.keys.get(key) === listeners) watched.keys.delete(key);
      };
    });
  }

  /** Listens to changes of any value, but not to growing texts. */
  watchValues(topic: string, listener: ValuesListener): () => void {
    return this.#use(topic, (watched) => {
      watched.values.add(listener);
      return () => watched.values.delete(listener);
    });
  }

  /** Listens to whether the topic is ready, failed or started over. */
  watchStatus(topic: string, listener: () => void): () => void {
    return this.#use(topic, (watched) => {
      watched.statusListeners.add(listener);
      return () => watched.statusListeners.delete(listener);
    });
  }

  value<T>(topic: string, key: Key<T>): T | undefined {
    return this.#client.values(topic).get(key) as T | undefined;
  }

  values(topic: string): ReadonlyMap<Key<unknown>, unknown> {
    return this.#client.values(topic);
  }

  text(topic: string, key: TextKey): GrowingText | undefined {
    return this.#client.view(topic)?.mirror.texts.get(key);
  }

  status(topic: string): TopicStatus {
    return this.#topics.get(topic)?.status ?? NOT_OPEN;
  }

  #use(topic: string, add: (watched: WatchedTopic) => () => void): () => void {
    let watched = this.#topics.get(topic);
    if (watched === undefined) {
      watched = new WatchedTopic();
      this.#topics.set(topic, watched);
      const opened = watched;
      opened.open = this.#client.open(topic, (change) => this.#changed(topic, opened, change));
    }
    const shared = watched;
    clearTimeout(shared.linger);
    shared.users += 1;
    const remove = add(shared);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      remove();
      shared.users -= 1;
      if (shared.users === 0) shared.linger = setTimeout(() => this.#close(topic, shared), this.#lingerMs);
    };
  }

  #close(topic: string, watched: WatchedTopic): void {
    if (watched.users > 0 || this.#topics.get(topic) !== watched) return;
    this.#topics.delete(topic);
    watched.open?.dispose();
  }

  #changed(topic: string, watched: WatchedTopic, change: MirrorChange): void {
    const view = this.#client.view(topic);
    const { status } = watched;
    const next = {
      ready: view?.mirror.ready ?? false,
      error: view?.error ?? null,
      restarts: view?.restarts ?? 0,
    };
    if (next.ready !== status.ready || next.error !== status.error || next.restarts !== status.restarts) {
      watched.status = next;
      for (const listener of [...watched.statusListeners]) attempt(listener);
    }
    // A topic that arrives is told as it is told that it did: nobody may see it as ready and empty.
    if (change.type === 'all') {
      this.#held?.delete(watched);
      this.#tell(topic, watched, null);
      return;
    }
    if (this.#held !== null) {
      this.#hold(this.#held, topic, watched, change.keys);
      return;
    }
    this.#held = new Map();
    this.#nextFrame(() => this.#tellHeld());
    this.#tell(topic, watched, change.keys);
  }

  /** Whoever was told since the last frame is told again with the next one, once: more could not be seen. */
  #hold(
    held: Map<WatchedTopic, Held>,
    topic: string,
    watched: WatchedTopic,
    changed: readonly AnyKey[],
  ): void {
    const before = held.get(watched);
    if (before === undefined) held.set(watched, { topic, keys: new Set(changed) });
    else for (const key of changed) before.keys.add(key);
  }

  #tellHeld(): void {
    const held = this.#held;
    this.#held = null;
    if (held === null || held.size === 0) return;
    this.#held = new Map();
    this.#nextFrame(() => this.#tellHeld());
    for (const [watched, { topic, keys }] of held) this.#tell(topic, watched, keys);
  }

  /** Tells the listeners of some keys, or of all: null. */
  #tell(topic: string, watched: WatchedTopic, keys: Iterable<AnyKey> | null): void {
    if (keys === null) {
      for (const listeners of [...watched.keys.values()])
        for (const listener of [...listeners]) attempt(listener);
      for (const listener of [...watched.values]) attempt(() => listener(null));
      return;
    }
    const view = this.#client.view(topic);
    const valueKeys: Key<unknown>[] = [];
    for (const key of keys) {
      for (const listener of [...(watched.keys.get(key) ?? [])]) attempt(listener);
      if (view?.mirror.texts.has(key as TextKey) !== true) valueKeys.push(key as Key<unknown>);
    }
    if (valueKeys.length === 0) return;
    for (const listener of [...watched.values]) attempt(() => listener(valueKeys));
  }
}

interface Held {
  readonly topic: string;
  readonly keys: Set<AnyKey>;
}

class WatchedTopic {
  open: Disposable | undefined;
  status: TopicStatus = NOT_OPEN;
  users = 0;
  linger: ReturnType<typeof setTimeout> | undefined;
  readonly keys = new Map<AnyKey, Set<() => void>>();
  readonly values = new Set<ValuesListener>();
  readonly statusListeners = new Set<() => void>();
}
