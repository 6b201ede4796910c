import { WebSocket } from 'ws';
import { attempt } from '#shared/base/attempt.ts';
import type { Clock } from '#shared/base/clock.ts';
import { LINE_LIMIT } from '#shared/rpc/line-splitter.ts';
import { LinePump } from './line-pump.ts';
import { CannotOpen, type Connector, type LineHandlers, type LineTransport } from './connector.ts';

export interface WebSocketOptions {
  /** Such as `ws://127.0.0.1:4500`. */
  readonly url: string;
  /** The secret that lets in, asked for anew before each opening; undefined where none is needed. */
  readonly token: () => string | undefined;
  readonly clock: Clock;
}

/** A socket that is not open after this is not going to be. */
const OPEN_LIMIT_MS = 10_000;
/** How long the other side has to answer that it is closed. */
const CLOSE_GRACE_MS = 2000;
/** A network that swallows everything is noticed after two of these. */
const PING_EVERY_MS = 15_000;
/** Statuses by which a server says that it will not let this client in, whenever it asks. */
const REFUSALS = new Set([401, 403, 404]);

const LINE_END = Buffer.from('\n');

/** An app-server that runs by itself and listens on a WebSocket: one message for each line. */
export function webSocketConnector(options: WebSocketOptions): Connector {
  return { open: (handlers) => openSocket(options, handlers) };
}

function openSocket({ url, token, clock }: WebSocketOptions, handlers: LineHandlers): Promise<LineTransport> {
  return new Promise((resolve, reject) => {
    const secret = token();
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, {
        handshakeTimeout: OPEN_LIMIT_MS,
        maxPayload: LINE_LIMIT,
        // The app-server's own texts are short; compressing each costs more than it saves.
        perMessageDeflate: false,
        ...(secret !== undefined && { headers: { authorization: `Bearer ${secret}` } }),
      });
    } catch (error) {
      reject(new CannotOpen(`${url} is no address of an app-server.`, { cause: error }));
      return;
    }
    let refusal: Error | undefined;
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => {
      const words = `The app-server at ${url} answered ${statusCode} in place of letting Muster in.`;
      refusal = REFUSALS.has(statusCode) ? new CannotOpen(words) : new Error(words);
      socket.terminate();
    });
    const failed = (error: Error): void =>
      reject(refusal ?? new Error(`The app-server at ${url} cannot be reached: ${error.message}`));
    socket.on('error', failed);
    socket.once('open', () => {
      socket.off('error', failed);
      resolve(new OpenSocket(socket, url, handlers, clock));
    });
  });
}

class OpenSocket implements LineTransport {
  readonly #socket: WebSocket;
  readonly #pump: LinePump;
  readonly #clock: Clock;
  readonly #over: Promise<void>;
  #timer: unknown;
  /** Whether the other side was heard since it was last asked. */
  #heard = true;
  #problem: string | null = null;
  readonly facts: LineTransport['facts'];

  constructor(socket: WebSocket, url: string, handlers: LineHandlers, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    const pump = new LinePump(handlers.line, handlers.failed);
    this.#pump = pump;
    this.facts = {
      pid: undefined,
      get oversized() {
        return pump.oversized;
      },
      stderr: [],
    };
    socket.on('message', (data) => this.#take(data as Buffer));
    socket.on('pong', () => (this.#heard = true));
    // The `close` event follows every error and carries these words.
    socket.on('error', (error) => (this.#problem = error.message));
    this.#over = new Promise((resolve) => {
      socket.once('close', (code) => {
        clock.clearTimeout(this.#timer);
        void pump.drained().then(() => {
          const problem = this.#problem ?? `code ${code}`;
          const reason = `The connection to the app-server at ${url} was lost (${problem})`;
          attempt(
            () => handlers.ended({ explain: () => ({ reason, hint: null }), stderr: [] }),
            handlers.failed,
          );
          resolve();
        });
      });
    });
    this.#ping();
  }

  send(line: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(line);
  }

  end(): Promise<void> {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.close(1000);
      this.#clock.clearTimeout(this.#timer);
      this.#timer = this.#clock.setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS);
    }
    return this.#over;
  }

  abort(): void {
    this.#socket.terminate();
  }

  #take(data: Buffer): void {
    this.#heard = true;
    this.#pump.push(data);
    this.#pump.push(LINE_END);
  }

  /** Asks whether the other side is there, and gives it up when it did not say so until it is asked again. */
  #ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (!this.#heard) {
      this.#problem = `nothing was heard of it for ${PING_EVERY_MS / 1000} s`;
      this.#socket.terminate();
      return;
    }
    this.#heard = false;
    this.#socket.ping();
    this.#timer = this.#clock.setTimeout(() => this.#ping(), PING_EVERY_MS);
  }
}
