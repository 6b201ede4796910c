import { randomUUID } from 'node:crypto';
import { OPTED_OUT } from '../opted-out.ts';
import { errorWords } from '#shared/base/words.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { Emitter, type Event } from '#shared/base/emitter.ts';
import type { ServerMethod, ServerParams, ServerResults } from '#shared/app-server/methods.ts';
import type { Generation } from '#shared/model/ids.ts';
import type { AppServerStatus } from '#shared/model/workspace/workspace.ts';
import { RpcConnection, type RequestOptions, type Responder } from '#shared/rpc/connection.ts';
import { RpcNotSent } from '#shared/rpc/errors.ts';
import { lineWithExactId, withExactIds } from '#shared/rpc/exact-id.ts';
import type { RpcNotification, RpcRequest } from '#shared/rpc/messages.ts';
import { boundDepth } from '#shared/rpc/bounds.ts';
import { advance, initialMachine, type Effect, type Machine, type MachineEvent } from './app-server-state.ts';
import type { LifeEvent } from '../../engine.ts';
import { CannotOpen, type Connector, type LineEnd, type LineTransport } from '../../connectors/connector.ts';
import { WireRing } from './wire-ring.ts';

export interface AppServerOptions {
  readonly connector: Connector;
  readonly clientVersion: string;
  readonly clock: Clock;
  /** Told before the way to it is opened, so that the generation is remembered even if everything dies at once. */
  readonly onSpawn: (generation: Generation) => void;
  /** Takes a notification in; what it says of its shape is counted, and harms nothing else. */
  readonly notification: (message: RpcNotification, generation: Generation) => Shape;
  /** Something could not be read and was counted: whatever it told was missed. */
  readonly malformed: () => void;
  /** Taking in a message of that method failed, a fault of ours: it was counted and cost that message. */
  readonly failed: (error: unknown, method: string) => void;
  readonly request: (message: RpcRequest, respond: Responder, generation: Generation) => void;
}

/**
 * How a message was in shape: whole; `partly`, so that what does not fit was taken raw; or malformed, so that what it
 * told was missed.
 */
export type Shape = 'whole' | 'partly' | 'malformed';

/** Methods whose failures are counted by name; an app-server can make up any number of names. */
const FAILED_METHODS_KEPT = 100;
/** UTF-16 units that are kept of the version a process tells. */
const VERSION_LENGTH = 200;
/**
 * A silent app-server that lives is waited for. On a loaded machine it was slow, not hung, and killing it made it begin
 * anew. The person sees for how long, and can restart it; after this it has hung.
 */
const HUNG_AFTER_MS = 10 * 60_000;

interface Running {
  readonly generation: Generation;
  readonly transport: LineTransport;
  readonly connection: RpcConnection;
  version: string;
}

/** A way to it that is being opened. */
interface Opening {
  cancelled: boolean;
  /** Resolves when it is open, or will not be; where it was cancelled, when it is gone again. */
  done: Promise<void>;
}

/**
 * One app-server over all of its lives: spawned, spoken to, restarted with backoff, suspended and woken. Whoever asks
 * it something while it sleeps wakes it.
 */
export class AppServer implements Disposable {
  readonly #options: AppServerOptions;
  readonly #status: Emitter<AppServerStatus>;
  readonly #life: Emitter<LifeEvent>;
  readonly onStatus: Event<AppServerStatus>;
  readonly onLife: Event<LifeEvent>;
  #machine: Machine = initialMachine;
  #running: Running | undefined;
  #opening: Opening | undefined;
  #closing: Promise<void> = Promise.resolve();
  #stderr: readonly string[] = [];
  #hint: string | null = null;
  #retry: unknown;
  #startingSince = 0;
  /** It was stopped for good: nobody who still asks for something wakes it. */
  #over = false;
  #malformed = 0;
  readonly #failures = new Map<string, number>();
  readonly #wire: WireRing;
  #waiters: { resolve: (running: Running) => void; reject: (error: Error) => void }[] = [];

  constructor(options: AppServerOptions) {
    this.#options = options;
    this.#wire = new WireRing(() => options.clock.now());
    this.#status = new Emitter((error) => options.failed(error, 'a change of status'));
    this.#life = new Emitter((error) => options.failed(error, 'a change of life'));
    this.onStatus = this.#status.event;
    this.onLife = this.#life.event;
  }

  get status(): AppServerStatus {
    const { state } = this.#machine;
    const stderr = this.#stderr;
    switch (state.type) {
      case 'ready':
        return { type: 'ready', version: this.#running?.version ?? '', pid: this.pid ?? 0 };
      case 'restarting':
        return { ...state, stderr };
      case 'failed':
        return { ...state, hint: this.#hint, stderr };
      case 'starting':
        return { ...state, since: this.#startingSince };
      default:
        return state;
    }
  }

  /** The spawn that is ready, or undefined. */
  get generation(): Generation | undefined {
    return this.#machine.state.type === 'ready' ? this.#running?.generation : undefined;
  }

  get pid(): number | undefined {
    return this.#running?.transport.facts.pid;
  }

  /** For diagnostics: what could not be read so far, over all lives. */
  get malformed(): number {
    return this.#malformed + (this.#running?.transport.facts.oversized ?? 0);
  }

  /** For diagnostics: how often taking in a message of a method failed, over all lives. */
  get failures(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#failures);
  }

  get pendingRequests(): number {
    return this.#running?.connection.pending ?? 0;
  }

  /** For diagnostics: what went over the wire last, over all lives. */
  get wire() {
    return this.#wire.entries;
  }

  get stderr(): readonly string[] {
    return this.#running?.transport.facts.stderr ?? this.#stderr;
  }

  /** Starts it if it is stopped or suspended; does nothing in any other state. */
  start(): void {
    if (!this.#over) this.#on({ type: 'start' });
  }

  /** Ends it if it runs, and starts it with a clean slate: for the person, and after a new sign-in. */
  restart(): void {
    if (!this.#over) this.#on({ type: 'restart' });
  }

  suspend(): void {
    this.#on({ type: 'suspend' });
  }

  /** Ends it for good: end of input, 2 s, kill. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#over = true;
    this.#on({ type: 'stop' });
    await this.#closing;
  }

  dispose(): void {
    void this.stop();
  }

  /**
   * Asks the app-server, waking it if it sleeps and waiting while it starts. Rejects as RpcConnection.request does;
   * RpcNotSent when it is failed, or dies before it is ready.
   */
  async request<M extends ServerMethod>(
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]> {
    const { connection } = this.#ready() ?? (await this.#whenReady(method));
    return (await connection.request(method, params, options)) as ServerResults[M];
  }

  /** Asks only the process of that generation; RpcNotSent when it is not the one that is ready. */
  async requestOf<M extends ServerMethod>(
    generation: Generation,
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]> {
    const running = this.#ready();
    if (running?.generation !== generation)
      throw new RpcNotSent(method, 'the app-server it was meant for is gone');
    return (await running.connection.request(method, params, options)) as ServerResults[M];
  }

  #ready(): Running | undefined {
    return this.#machine.state.type === 'ready' ? this.#running : undefined;
  }

  #whenReady(method: string): Promise<Running> {
    this.start();
    const { state } = this.#machine;
    if (state.type === 'failed') return Promise.reject(new RpcNotSent(method, state.reason));
    const ready = this.#ready();
    if (ready !== undefined) return Promise.resolve(ready);
    if (state.type === 'stopped' || state.type === 'suspended') {
      return Promise.reject(new RpcNotSent(method, 'the app-server is stopped'));
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject: (error) => reject(new RpcNotSent(method, error.message)) });
    });
  }

  #on(event: MachineEvent): void {
    const before = this.#machine;
    const { machine, effects } = advance(before, event);
    this.#machine = machine;
    if (machine.state.type === 'starting' && before.state.type !== 'starting')
      this.#startingSince = this.#options.clock.now();
    if (event.type === 'restart' || event.type === 'stop') this.#options.clock.clearTimeout(this.#retry);
    for (const effect of effects) this.#perform(effect);
    if (this.#machine.state === before.state) return;
    this.#status.fire(this.status);
    this.#settleWaiters();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'spawn':
        // The process before it must be gone, or the two would fight over the threads' writer locks.
        void this.#closing.then(() => this.#spawn());
        return;
      case 'close':
        this.#close();
        return;
      case 'retryAfter':
        this.#retry = this.#options.clock.setTimeout(() => this.#on({ type: 'retryDue' }), effect.ms);
    }
  }

  #settleWaiters(): void {
    const { state } = this.#machine;
    if (state.type === 'starting') return;
    const waiters = this.#waiters;
    this.#waiters = [];
    const ready = this.#ready();
    for (const waiter of waiters) {
      if (ready !== undefined) waiter.resolve(ready);
      else waiter.reject(new Error('reason' in state ? state.reason : 'the app-server was stopped'));
    }
  }

  #spawn(): void {
    if (this.#machine.state.type !== 'starting' || this.#running !== undefined) return;
    const opening: Opening = { cancelled: false, done: Promise.resolve() };
    this.#opening = opening;
    opening.done = this.#open(opening);
  }

  /** Opens a way to it and shakes hands. Never rejects; what was cancelled meanwhile is ended again. */
  async #open(opening: Opening): Promise<void> {
    const generation = randomUUID() as string as Generation;
    // The process may be running, or may have ended, before it is taken over. Both are noted until then.
    const early: { running?: Running; ended?: LineEnd } = {};
    try {
      this.#options.onSpawn(generation);
    } catch (error) {
      this.#options.failed(error, 'the start of an app-server');
      this.#notOpened(opening, generation, new CannotOpen(errorWords(error)));
      return;
    }
    let transport: LineTransport;
    try {
      transport = await this.#options.connector.open({
        generation,
        line: (text) => {
          if (early.running !== undefined) this.#line(early.running, text);
        },
        ended: (end) => {
          if (early.running === undefined) early.ended = end;
          else this.#ended(early.running, end);
        },
        failed: (error) => this.#countFailure(error, 'a line or its end'),
      });
    } catch (error) {
      this.#notOpened(opening, generation, error);
      return;
    }
    this.#opening = undefined;
    if (opening.cancelled) {
      await transport.end();
      return;
    }
    const connection = this.#connect(generation, transport);
    const running: Running = { generation, transport, connection, version: '' };
    early.running = running;
    this.#running = running;
    if (early.ended === undefined) void this.#handshake(running);
    else this.#ended(running, early.ended);
  }

  #notOpened(opening: Opening, generation: Generation, error: unknown): void {
    this.#opening = undefined;
    if (opening.cancelled) return;
    const reason = errorWords(error);
    if (error instanceof CannotOpen) {
      this.#on({ type: 'unusable', reason });
      return;
    }
    this.#hint = null;
    this.#on({ type: 'died', reason, at: this.#options.clock.now() });
    this.#life.fire({ type: 'gone', generation, reason, onPurpose: false });
  }

  #connect(generation: Generation, transport: LineTransport): RpcConnection {
    return new RpcConnection(
      {
        send: (message) => {
          const line = lineWithExactId(message);
          this.#wire.note('out', message, line.length);
          transport.send(line);
        },
      },
      {
        notification: (message) => {
          const shape = this.#options.notification(message, generation);
          if (shape === 'partly') this.#malformed += 1;
          if (shape === 'malformed') this.#countMalformed();
        },
        request: (message, respond) => this.#options.request(message, respond, generation),
        malformed: () => this.#countMalformed(),
        failed: (error, method) => this.#countFailure(error, method),
      },
      this.#options.clock,
    );
  }

  async #handshake(running: Running): Promise<void> {
    const { connection } = running;
    const { clientVersion } = this.#options;
    try {
      const answer = (await connection.request(
        'initialize',
        {
          clientInfo: { name: 'muster', title: 'Muster', version: clientVersion },
          capabilities: {
            experimentalApi: true,
            // Codex then asks for what an organisation leaves to people; without it, it refuses that unasked.
            requiredHumanApproval: true,
            requestAttestation: false,
            optOutNotificationMethods: OPTED_OUT,
          },
        },
        { timeoutMs: HUNG_AFTER_MS },
      )) as ServerResults['initialize'];
      const agent = String(answer?.userAgent ?? 'unknown').slice(0, VERSION_LENGTH);
      running.version = /\/(\d+\.\d+\.\d+\S*)/.exec(agent)?.[1] ?? agent;
      connection.notify('initialized');
    } catch (error) {
      // An app-server that is being closed in order gets its time.
      if (this.#running !== running) return;
      // A process that ended is told by its end; one that lives but does not shake hands is ended here.
      this.#hint = errorWords(error);
      running.transport.abort();
      return;
    }
    if (this.#running !== running) return;
    this.#hint = null;
    this.#on({ type: 'handshakeDone' });
    this.#life.fire({ type: 'ready', generation: running.generation });
  }

  #line(running: Running, text: string): void {
    if (text.trim() === '') return;
    let message: unknown;
    try {
      message = boundDepth(withExactIds(text, JSON.parse(text)));
    } catch {
      this.#countMalformed();
      return;
    }
    this.#wire.note('in', message, text.length);
    running.connection.receive(message);
  }

  #countMalformed(): void {
    this.#malformed += 1;
    this.#options.malformed();
  }

  #countFailure(error: unknown, method: string): void {
    const known = this.#failures.get(method);
    if (known !== undefined || this.#failures.size < FAILED_METHODS_KEPT)
      this.#failures.set(method, (known ?? 0) + 1);
    this.#options.failed(error, method);
  }

  #close(): void {
    const running = this.#running;
    if (running === undefined) {
      if (this.#opening === undefined) return;
      this.#opening.cancelled = true;
      this.#closing = this.#opening.done;
      return;
    }
    this.#running = undefined;
    this.#malformed += running.transport.facts.oversized;
    running.connection.end('the app-server was closed');
    this.#closing = running.transport.end();
    this.#life.fire({ type: 'gone', generation: running.generation, reason: 'closed', onPurpose: true });
  }

  #ended(running: Running, end: LineEnd): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#malformed += running.transport.facts.oversized;
    this.#stderr = end.stderr;
    const { reason, hint } = end.explain(this.#machine.state.type === 'starting');
    this.#hint = hint;
    running.connection.end(reason);
    // The machine first: who hears of the end must see the state that follows from it.
    this.#on({ type: 'died', reason, at: this.#options.clock.now() });
    this.#life.fire({ type: 'gone', generation: running.generation, reason, onPurpose: false });
  }
}
