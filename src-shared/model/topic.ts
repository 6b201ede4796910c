import type { Change, Key, TextKey, Values } from './collection.ts';

/**
 * What a topic holds, said once for the host that fills it and the clients that read it: `defineTopic` names a topic
 * and the kinds of its values. Keys come only from here, so that a key always knows the type of what is under it.
 */

/** Values of one kind, each under an id of its own: `approval:<id>`. */
export interface Kind<Id extends string, T> {
  key(id: Id): Key<T>;
  put(id: Id, value: T): Change;
  cut(id: Id): Change;
  get(values: Pick<Values, 'get'>, id: Id): T | undefined;
  /** Every value of the kind, in the order in which their keys came. */
  all(values: Values): T[];
  /** How often a value of the kind meets a condition; makes no list of them. */
  count(values: Values, meets: (value: T) => boolean): number;
  /** What is under a key, if the key is of this kind; for who is told of changes by key. */
  match(key: string, value: unknown): T | undefined;
  /** The id that a key of this kind has, or null for a key of another. */
  idOf(key: string): Id | null;
}

/** A value of which a topic has one. */
export interface Single<T> {
  readonly key: Key<T>;
  put(value: T): Change;
  cut(): Change;
  get(values: Pick<Values, 'get'>): T | undefined;
  /** The value, or nothing: for who reads every kind in one way. */
  all(values: Pick<Values, 'get'>): T[];
}

/** Growing texts, each named by what it belongs to and by which of its texts it is. */
export interface Texts<Id extends string> {
  key(id: Id, name: string): TextKey;
  append(id: Id, name: string, text: string): Change;
  cut(id: Id, name: string): Change;
}

/** A growing text of which a topic has one. */
export interface SingleText {
  readonly key: TextKey;
  append(text: string): Change;
}

/** Makes a kind once it knows its name. */
type Maker<M> = (name: string) => M;
type Made<D> = { readonly [K in keyof D]: D[K] extends Maker<infer M> ? M : never };

/** Values of which there are many: `approval: key<ApprovalId, Approval>()`. */
export function key<Id extends string, T>(): Maker<Kind<Id, T>> {
  return (name) => {
    const prefix = `${name}:`;
    const of = (id: Id): Key<T> => `${prefix}${id}` as Key<T>;
    return {
      key: of,
      put: (id, value) => ({ type: 'put', key: of(id), value }),
      cut: (id) => ({ type: 'cut', key: of(id) }),
      get: (values, id) => values.get(of(id)) as T | undefined,
      all: (values) => {
        const found: T[] = [];
        for (const [at, value] of values.entries()) if (at.startsWith(prefix)) found.push(value as T);
        return found;
      },
      count: (values, meets) => {
        let count = 0;
        for (const [at, value] of values.entries())
          if (at.startsWith(prefix) && meets(value as T)) count += 1;
        return count;
      },
      match: (at, value) => (at.startsWith(prefix) ? (value as T | undefined) : undefined),
      idOf: (at) => (at.startsWith(prefix) ? (at.slice(prefix.length) as Id) : null),
    };
  };
}

/** A value of which there is one: `info: single<HostInfo>()`. */
export function single<T>(): Maker<Single<T>> {
  return (name) => {
    const own = name as Key<T>;
    return {
      key: own,
      put: (value) => ({ type: 'put', key: own, value }),
      cut: () => ({ type: 'cut', key: own }),
      get: (values) => values.get(own) as T | undefined,
      all: (values) => {
        const value = values.get(own) as T | undefined;
        return value === undefined ? [] : [value];
      },
    };
  };
}

/** Growing texts of which there are many. */
export function texts<Id extends string>(): Maker<Texts<Id>> {
  return (kind) => {
    const of = (id: Id, name: string): TextKey => `${kind}:${id}~${name}` as TextKey;
    return {
      key: of,
      append: (id, name, text) => ({ type: 'append', key: of(id, name), text }),
      cut: (id, name) => ({ type: 'cutText', key: of(id, name) }),
    };
  };
}

/** A growing text of which there is one. */
export function singleText(): Maker<SingleText> {
  return (name) => ({
    key: name as TextKey,
    append: (text) => ({ type: 'append', key: name as TextKey, text }),
  });
}

function make<D extends Record<string, Maker<unknown>>>(kinds: D): Made<D> {
  return Object.fromEntries(Object.entries(kinds).map(([name, maker]) => [name, maker(name)])) as Made<D>;
}

/** A topic of which there is one, and the kinds of what it holds. */
export function defineTopic<const N extends string, D extends Record<string, Maker<unknown>>>(
  topic: N,
  kinds: D,
): Made<D> & { readonly topic: N } {
  return { ...make(kinds), topic };
}

/** Topics of one shape, each with an id: calling it gives a topic's name, `idOf` takes the id out of one. */
export type TopicFamily<Id, D> = Made<D> & ((id: Id) => string) & { idOf(topic: string): Id | null };

/** As `defineTopic`, for topics that are named `<name>:<id>`. */
export function defineTopics<Id extends string>() {
  return <D extends Record<string, Maker<unknown>>>(name: string, kinds: D): TopicFamily<Id, D> => {
    const prefix = `${name}:`;
    return nameTopics<Id>()(
      kinds,
      (id) => `${prefix}${id}`,
      (topic) => (topic.startsWith(prefix) ? (topic.slice(prefix.length) as Id) : null),
    );
  };
}

/** As `defineTopics`, for topics whose names say more than an id. */
export function nameTopics<Id>() {
  return <D extends Record<string, Maker<unknown>>>(
    kinds: D,
    name: (id: Id) => string,
    idOf: (topic: string) => Id | null,
  ): TopicFamily<Id, D> => Object.assign((id: Id) => name(id), make(kinds), { idOf });
}
