import { errorWords } from '../base/words.ts';
import type { Key } from '../model/collection.ts';
import type { Clock } from '../base/clock.ts';
import { toDisposable, type Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { ContractFailure, type ContractError } from './errors.ts';
import { CONTRACT_VERSION, type HostFrame, type TopicUpdate } from './frames.ts';
import { TopicMirror, type MirrorChange } from './mirror.ts';
import type { Method, Params, Results } from './requests.ts';
import type { ClientTransport } from './transport.ts';

/** What the person should know of the connection. `refused` is final until the page is loaded anew. */
export type ConnectionState =
  | { readonly type: 'connecting' }
  | { readonly type: 'connected' }
  | { readonly type: 'broken'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'refused'; readonly error: ContractError };

export interface ContractClientOptions {
  /** Opens a new transport; called again after each break. A rejection counts as a break. */
  readonly connect: () => Promise<ClientTransport>;
  /** A UUID of this window, tab or program: names who decided. The same over reconnections. */
  readonly clientId: string;
  readonly name: string;
  readonly clock: Clock;
  /** Hears what a listener throws, which harms nobody else; without it whoever watches the process or the page does. */
  readonly onFault?: (error: unknown) => void;
}

/** A topic as one client sees it. */
export interface TopicView {
  readonly mirror: TopicMirror;
  /** The topic could not be opened. */
  readonly error: ContractError | null;
  /** How often the topic had to start over although the client had a position: content may have been missed. */
  readonly restarts: number;
}

interface OpenTopic {
  mirror: TopicMirror;
  error: ContractError | null;
  restarts: number;
  users: number;
  readonly changed: Emitter<MirrorChange>;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 8000;

const NOTHING: ReadonlyMap<Key<unknown>, unknown> = new Map();

/**
 * One client of a host. It keeps mirrors of the topics in use over any number of broken connections, by telling the
 * host what it has. Calls under way when a connection breaks fail with `outcomeUnknown`; none is ever sent again.
 */
export class ContractClient implements Disposable {
  readonly #options: ContractClientOptions;
  readonly #topics = new Map<string, OpenTopic>();
  readonly #calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #state: Emitter<ConnectionState>;
  readonly onState: Event<ConnectionState>;
  #current: ConnectionState = { type: 'connecting' };
  #transport: ClientTransport | undefined;
  #welcomed = false;
  #nextCall = 0;
  #attempt = 0;
  #retry: unknown;
  #ended = false;
  #host: string | undefined;

  constructor(options: ContractClientOptions) {
    this.#options = options;
    this.#state = new Emitter(options.onFault);
    this.onState = this.#state.event;
    void this.#connect();
  }

  get state(): ConnectionState {
    return this.#current;
  }

  /** Calls the host. Rejects with ContractFailure; the code says whether it may have happened. */
  call<M extends Method>(method: M, params: Params<M>): Promise<Results[M]> {
    const transport = this.#transport;
    if (transport === undefined || !this.#welcomed) {
      const message = 'Muster is not connected to its host; try again when it is.';
      return Promise.reject(new ContractFailure({ code: 'unavailable', message }));
    }
    const id = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
      transport.send({ t: 'call', id, method, params });
    });
  }

  /** Uses a topic until disposed; several users share one mirror. `changed` is told after each update. */
  open(topic: string, changed: (change: MirrorChange) => void): Disposable {
    let open = this.#topics.get(topic);
    if (open === undefined) {
      open = {
        mirror: new TopicMirror(),
        error: null,
        restarts: 0,
        users: 0,
        changed: new Emitter(this.#options.onFault),
      };
      this.#topics.set(topic, open);
      if (this.#welcomed) this.#transport?.send({ t: 'open', topic });
    }
    const shared = open;
    shared.users += 1;
    const listening = shared.changed.event(changed);
    return toDisposable(() => {
      listening.dispose();
      shared.users -= 1;
      if (shared.users > 0 || this.#topics.get(topic) !== shared) return;
      this.#topics.delete(topic);
      if (this.#welcomed) this.#transport?.send({ t: 'close', topic });
    });
  }

  /** The present view of a topic that is open, or undefined. */
  view(topic: string): TopicView | undefined {
    return this.#topics.get(topic);
  }

  /** What is known of a topic's values: nothing before they came, or when it is not open. */
  values(topic: string): ReadonlyMap<Key<unknown>, unknown> {
    return this.#topics.get(topic)?.mirror.values ?? NOTHING;
  }

  /** Breaks off waiting and tries to connect now; for a person who presses the button, or a network that is back. */
  reconnectNow(): void {
    if (this.#current.type !== 'broken') return;
    this.#options.clock.clearTimeout(this.#retry);
    void this.#connect();
  }

  dispose(): void {
    this.#ended = true;
    this.#options.clock.clearTimeout(this.#retry);
    this.#transport?.close('client ended');
    this.#failCalls('the client ended');
    this.#topics.clear();
  }

  async #connect(): Promise<void> {
    this.#become({ type: 'connecting' });
    let transport: ClientTransport;
    try {
      transport = await this.#options.connect();
    } catch (error) {
      this.#broken(errorWords(error));
      return;
    }
    if (this.#ended) {
      transport.close('client ended');
      return;
    }
    this.#transport = transport;
    transport.onFrame((frame) => {
      if (this.#transport === transport && frame !== undefined) this.#receive(transport, frame);
    });
    transport.onClose((reason) => {
      if (this.#transport === transport) this.#broken(reason);
    });
    const { clientId, name } = this.#options;
    transport.send({ t: 'hello', version: CONTRACT_VERSION, client: clientId, name });
  }

  #receive(transport: ClientTransport, frame: HostFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#welcomed = true;
        this.#attempt = 0;
        this.#host = frame.host;
        for (const [topic, { mirror }] of this.#topics) this.#reopen(topic, mirror);
        this.#become({ type: 'connected' });
        return;
      case 'refused':
        this.#become({ type: 'refused', error: frame.error });
        return;
      case 'result':
        this.#settle(frame.id)?.resolve(frame.value);
        return;
      case 'failed':
        this.#settle(frame.id)?.reject(new ContractFailure(frame.error));
        return;
      case 'batch': {
        // All of it first: whoever is told of one change sees the others as well, and what a listener does or throws
        // keeps neither an update nor the acknowledgement back.
        const tell = frame.updates.flatMap((update) => this.#update(update) ?? []);
        transport.send({ t: 'ack', seq: frame.seq });
        for (const one of tell) one();
      }
    }
  }

  #reopen(topic: string, mirror: TopicMirror): void {
    const have = mirror.position();
    this.#transport?.send(have === undefined ? { t: 'open', topic } : { t: 'open', topic, have });
  }

  /** Applies one update; answers how to tell of it, or nothing when nobody is concerned. */
  #update(update: TopicUpdate): (() => void) | undefined {
    const open = this.#topics.get(update.topic);
    if (open === undefined) return undefined;
    if (update.error !== undefined) {
      open.error = update.error;
      return () => open.changed.fire({ type: 'all' });
    }
    const { mirror } = open;
    if (update.reset === true && mirror.ready) open.restarts += 1;
    try {
      const change = mirror.apply(update);
      open.error = null;
      return () => open.changed.fire(change);
    } catch (error) {
      open.mirror = new TopicMirror();
      if (update.reset === true) {
        const detail = errorWords(error);
        open.error = { code: 'internal', message: 'What the host sent of this could not be read.', detail };
        return () => open.changed.fire({ type: 'all' });
      }
      open.restarts += 1;
      this.#transport?.send({ t: 'open', topic: update.topic });
      return undefined;
    }
  }

  #settle(id: number) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #broken(reason: string): void {
    this.#transport = undefined;
    this.#welcomed = false;
    this.#failCalls(reason);
    if (this.#ended || this.#current.type === 'refused') return;
    const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    const retryInMs = Math.round(ceiling * (0.5 + this.#options.clock.random() / 2));
    this.#retry = this.#options.clock.setTimeout(() => void this.#connect(), retryInMs);
    this.#become({ type: 'broken', reason, retryInMs });
  }

  #failCalls(reason: string): void {
    const message = `The connection ended before an answer came (${reason}). It may have happened: look before you try again.`;
    for (const { reject } of this.#calls.values())
      reject(new ContractFailure({ code: 'outcomeUnknown', message }));
    this.#calls.clear();
  }

  #become(state: ConnectionState): void {
    this.#current = state;
    this.#state.fire(state);
  }

  /** The host this client last spoke to: a UUID of its run. */
  get host(): string | undefined {
    return this.#host;
  }
}
