import { errorWords } from '../base/words.ts';
import { attempt } from '../base/attempt.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { RpcError, RpcNotSent, RpcOutcomeUnknown } from './errors.ts';
import {
  classify,
  RPC_INTERNAL,
  RPC_OVERLOADED,
  type RequestId,
  type RpcErrorBody,
  type RpcNotification,
  type RpcRequest,
} from './messages.ts';

/** Sends messages one after the other; a message sent after the end goes nowhere. */
export interface MessageSink {
  send(message: unknown): void;
}

/** Answers one server request. Only the first answer is sent. */
export interface Responder {
  result(value: unknown): void;
  error(body: RpcErrorBody): void;
}

export interface ConnectionHandlers {
  notification(message: RpcNotification): void;
  /** Must see to it that each request is answered some day; one that throws is answered with an error. */
  request(message: RpcRequest, respond: Responder): void;
  /** Something arrived that is no message, or an answer nobody waits for. It was counted and dropped. */
  malformed(raw: unknown): void;
  /** A handler threw at a message of that method: it cost that message. */
  failed(error: unknown, method: string): void;
}

/**
 * How a request is treated. `short`: at most 32 under way, each with a deadline. `long`: answered only at the end of
 * a process; a limit of its own and no deadline. `urgent`: never waits for a place.
 */
export type Lane = 'short' | 'long' | 'urgent';

export interface RequestOptions {
  readonly lane?: Lane;
  /** Deadline in ms from the moment it is sent; a `long` request has none. */
  readonly timeoutMs?: number;
}

/** The app-server's ingress holds 128; a flood of 4,000 requests had 3,575 refused. 32 keeps clear of it. */
export const SHORT_LIMIT = 32;
export const LONG_LIMIT = 32;
export const DEFAULT_TIMEOUT_MS = 30_000;
/** Overloaded answers are retried this often, the wait doubling from 50 ms. */
const OVERLOAD_RETRIES = 7;
const OVERLOAD_FIRST_WAIT_MS = 50;

interface Pending {
  readonly method: string;
  readonly params: unknown;
  readonly lane: Lane;
  readonly timeoutMs: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  retries: number;
  timer: unknown;
}

/**
 * One JSON-RPC connection: matches answers with requests, keeps the two id spaces apart, bounds what is under way,
 * and turns the end of the connection into errors that say whether a request may have happened.
 */
export class RpcConnection implements Disposable {
  readonly #sink: MessageSink;
  readonly #handlers: ConnectionHandlers;
  readonly #clock: Clock;
  readonly #sent = new Map<number, Pending>();
  readonly #waiting: Record<'short' | 'long', Pending[]> = { short: [], long: [] };
  readonly #underWay: Record<Lane, number> = { short: 0, long: 0, urgent: 0 };
  readonly #retrying = new Set<Pending>();
  #nextId = 0;
  #ended: string | undefined;

  constructor(sink: MessageSink, handlers: ConnectionHandlers, clock: Clock) {
    this.#sink = sink;
    this.#handlers = handlers;
    this.#clock = clock;
  }

  /** Requests that were sent and not answered yet. */
  get pending(): number {
    return this.#sent.size;
  }

  /**
   * Sends a request. Rejects with RpcError (answered: it did not happen), RpcOutcomeUnknown (deadline or end of the
   * connection: look first) or RpcNotSent (the connection ended before it left).
   */
  request(method: string, params: unknown, options: RequestOptions = {}): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(new RpcNotSent(method, this.#ended));
    const lane = options.lane ?? 'short';
    const timeoutMs = lane === 'long' ? 0 : (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return new Promise((resolve, reject) => {
      this.#admit({ method, params, lane, timeoutMs, resolve, reject, retries: 0, timer: undefined });
    });
  }

  notify(method: string, params?: unknown): void {
    if (this.#ended === undefined) this.#sink.send(params === undefined ? { method } : { method, params });
  }

  /** Takes one parsed message from the other side. What comes after the end concerns nobody any more. */
  receive(raw: unknown): void {
    if (this.#ended !== undefined) return;
    const incoming = classify(raw);
    switch (incoming.type) {
      case 'notification': {
        const { message } = incoming;
        attempt(
          () => this.#handlers.notification(message),
          (error) => this.#handlers.failed(error, message.method),
        );
        return;
      }
      case 'request':
        this.#serve(incoming.message);
        return;
      case 'response': {
        const { message } = incoming;
        const pending = this.#answered(message.id);
        if (pending === undefined) this.#malformed(raw);
        else if ('error' in message) this.#refused(pending, message.error);
        else pending.resolve(message.result);
        return;
      }
      case 'emptyResponse': {
        const pending = this.#answered(incoming.id);
        pending?.reject(new RpcOutcomeUnknown(pending.method, 'its answer said nothing'));
        this.#malformed(raw);
        return;
      }
      case 'malformed':
        this.#malformed(raw);
    }
  }

  /** The request of ours that an answer is for, which is under way no more; nothing when there is none. */
  #answered(id: RequestId): Pending | undefined {
    const pending = typeof id === 'number' ? this.#sent.get(id) : undefined;
    if (pending === undefined) return undefined;
    this.#sent.delete(Number(id));
    this.#leave(pending);
    return pending;
  }

  #malformed(raw: unknown): void {
    attempt(
      () => this.#handlers.malformed(raw),
      (error) => this.#handlers.failed(error, ''),
    );
  }

  /** Ends the connection: what was sent is *outcome unknown*, what still waited was not sent. */
  end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    for (const pending of this.#sent.values()) {
      this.#clock.clearTimeout(pending.timer);
      pending.reject(new RpcOutcomeUnknown(pending.method, reason));
    }
    this.#sent.clear();
    const unsent = [...this.#waiting.short, ...this.#waiting.long, ...this.#retrying];
    this.#waiting.short = [];
    this.#waiting.long = [];
    this.#retrying.clear();
    for (const pending of unsent) {
      this.#clock.clearTimeout(pending.timer);
      pending.reject(new RpcNotSent(pending.method, reason));
    }
  }

  dispose(): void {
    this.end('the connection was closed');
  }

  #admit(pending: Pending): void {
    const { lane } = pending;
    if (lane !== 'urgent' && this.#underWay[lane] >= (lane === 'short' ? SHORT_LIMIT : LONG_LIMIT)) {
      this.#waiting[lane].push(pending);
      return;
    }
    this.#underWay[lane] += 1;
    const id = this.#nextId++;
    this.#sent.set(id, pending);
    if (pending.timeoutMs > 0) {
      pending.timer = this.#clock.setTimeout(() => {
        this.#sent.delete(id);
        this.#leave(pending);
        const reason = `no answer within ${Math.round(pending.timeoutMs / 1000)} s`;
        pending.reject(new RpcOutcomeUnknown(pending.method, reason, true));
      }, pending.timeoutMs);
    }
    this.#sink.send({ id, method: pending.method, params: pending.params });
  }

  #leave(pending: Pending): void {
    this.#clock.clearTimeout(pending.timer);
    this.#underWay[pending.lane] -= 1;
    if (pending.lane === 'urgent') return;
    const next = this.#waiting[pending.lane].shift();
    if (next !== undefined) this.#admit(next);
  }

  #refused(pending: Pending, body: RpcErrorBody): void {
    if (body.code !== RPC_OVERLOADED || pending.retries >= OVERLOAD_RETRIES) {
      pending.reject(new RpcError(pending.method, body));
      return;
    }
    const wait = OVERLOAD_FIRST_WAIT_MS * 2 ** pending.retries * (0.5 + this.#clock.random());
    pending.retries += 1;
    this.#retrying.add(pending);
    pending.timer = this.#clock.setTimeout(() => {
      this.#retrying.delete(pending);
      this.#admit(pending);
    }, wait);
  }

  #serve(message: RpcRequest): void {
    const respond = this.#responder(message.id);
    try {
      this.#handlers.request(message, respond);
    } catch (error) {
      respond.error({ code: RPC_INTERNAL, message: errorWords(error) });
      attempt(() => this.#handlers.failed(error, message.method));
    }
  }

  #responder(id: RequestId): Responder {
    let answered = false;
    const send = (answer: object): void => {
      if (answered || this.#ended !== undefined) return;
      // Only what was sent is answered: an answer that cannot be written leaves room for an error.
      this.#sink.send(answer);
      answered = true;
    };
    return {
      result: (value) => send({ id, result: value }),
      error: (error) => send({ id, error }),
    };
  }
}
