import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { errorWords } from '#shared/base/words.ts';
import type { ConnectionState } from '#shared/contract/client.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Method, Params, Results } from '#shared/contract/requests.ts';
import type { GrowingText, Key, TextKey } from '#shared/model/collection.ts';
import type { Kind } from '#shared/model/topic.ts';
import { useConnection } from './context.ts';
import type { TopicStatus } from './topic-store.ts';

/** The state of the connection. */
export function useConnectionState(): ConnectionState {
  const { client } = useConnection();
  const subscribe = useCallback(
    (changed: () => void) => {
      const listening = client.onState(changed);
      return () => listening.dispose();
    },
    [client],
  );
  return useSyncExternalStore(subscribe, () => client.state);
}

/** Nothing has this key: it keeps a topic open for a component that wants nothing of it yet. */
const NO_KEY = '' as Key<unknown>;

/**
 * One value of a topic, or undefined without a key; re-renders only when that value changes. The topic is open while
 * this is mounted.
 */
export function useEntity<T>(topic: string, key: Key<T> | null): T | undefined {
  const { store } = useConnection();
  const subscribe = useCallback(
    (changed: () => void) => store.watchKey(topic, key ?? NO_KEY, changed),
    [store, topic, key],
  );
  return useSyncExternalStore(subscribe, () => (key === null ? undefined : store.value(topic, key)));
}

/** One growing text of a topic. */
export function useText(topic: string, key: TextKey): GrowingText | undefined {
  const { store } = useConnection();
  const subscribe = useCallback(
    (changed: () => void) => store.watchKey(topic, key, changed),
    [store, topic, key],
  );
  return useSyncExternalStore(subscribe, () => store.text(topic, key));
}

/** Whether a topic arrived, failed, or had to start over. */
export function useTopicStatus(topic: string): TopicStatus {
  const { store } = useConnection();
  const subscribe = useCallback((changed: () => void) => store.watchStatus(topic, changed), [store, topic]);
  return useSyncExternalStore(subscribe, () => store.status(topic));
}

/** Takes something out of all values of a topic. See `useSelected`. */
export interface Selector<T> {
  select(values: ReadonlyMap<Key<unknown>, unknown>): T;
  /** The two lead to the same picture, so that no component needs to render again. */
  same(before: T, after: T): boolean;
  /** Whether a change of this value can matter; without it every change may. */
  matters?(key: Key<unknown>, value: unknown): boolean;
}

/** What a selector makes of a topic's values; re-renders only when that differs. The selector must be stable. */
export function useSelected<T>(topic: string, selector: Selector<T>): T {
  const { store } = useConnection();
  const cell = useMemo(() => {
    let current: T | undefined;
    let stale = true;
    const read = (): T => {
      if (!stale) return current as T;
      const next = selector.select(store.values(topic));
      if (current === undefined || !selector.same(current, next)) current = next;
      stale = false;
      return current;
    };
    const subscribe = (changed: () => void): (() => void) => {
      const stop = store.watchValues(topic, (keys) => {
        const { matters } = selector;
        if (keys !== null && matters !== undefined) {
          const values = store.values(topic);
          if (!keys.some((key) => matters.call(selector, key, values.get(key)))) return;
        }
        const before = current;
        stale = true;
        if (read() !== before) changed();
      });
      // Changes between the first read and the subscription are caught here.
      stale = true;
      return stop;
    };
    return { read, subscribe };
  }, [store, topic, selector]);
  return useSyncExternalStore(cell.subscribe, cell.read);
}

/** Every value of a kind, in the order of their keys' arrival. */
export function everySelector<T>(kind: Pick<Kind<string, T>, 'all' | 'idOf'>): Selector<readonly T[]> {
  return {
    select: (values) => kind.all(values),
    same: (a, b) => a.length === b.length && a.every((value, index) => value === b[index]),
    matters: (key) => kind.idOf(key) !== null,
  };
}

/** A call as something a button can do: at most one under way, with its failure kept until the next attempt. */
export interface Action<M extends Method> {
  run(params: Params<M>): Promise<Results[M] | undefined>;
  readonly pending: boolean;
  readonly failure: ContractFailure | null;
  clear(): void;
}

/** Makes a call for a button. `run` never rejects: it answers undefined when the call failed or one is under way. */
export function useAction<M extends Method>(method: M): Action<M> {
  const { client } = useConnection();
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const busy = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const run = useCallback(
    async (params: Params<M>) => {
      if (busy.current) return undefined;
      busy.current = true;
      setPending(true);
      setFailure(null);
      try {
        return await client.call(method, params);
      } catch (error) {
        if (mounted.current) setFailure(asFailure(error));
        return undefined;
      } finally {
        busy.current = false;
        if (mounted.current) setPending(false);
      }
    },
    [client, method],
  );
  const clear = useCallback(() => setFailure(null), []);
  return useMemo(() => ({ run, pending, failure, clear }), [run, pending, failure, clear]);
}

/** Anything thrown as a failure of the contract. */
export function asFailure(error: unknown): ContractFailure {
  if (error instanceof ContractFailure) return error;
  return new ContractFailure({
    code: 'internal',
    message: errorWords(error),
  });
}
