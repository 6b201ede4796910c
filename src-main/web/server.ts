import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import type { HostTransport } from '#shared/contract/transport.ts';
import {
  allowedHosts,
  hostNameOf,
  isOwnOrigin,
  isWildcard,
  portOf,
  reachableHost,
  urlHost,
  type AllowedPorts,
} from './addresses.ts';
import { plainPage } from './pages.ts';
import { COMMON_HEADERS, contentSecurityPolicy } from './policy.ts';
import { REFUSALS, type Refusal } from './refusals.ts';
import { browserName } from '#shared/model/access/browser-name.ts';
import type { SessionInfo } from '#shared/model/access/session.ts';
import type { Sessions } from './sessions.ts';
import { socketTransport } from './socket-transport.ts';
import { findStatic, sendStatic } from './static-files.ts';
import { Attempts, LinkTokens, type LinkKind } from './tokens.ts';
import { WebStartError } from './options.ts';

/** What a browser host needs of the host: a door for each client that it let in. */
export interface HostDoor {
  connect(transport: HostTransport, who: { readonly label: string; readonly session?: string }): void;
  /** The list of sessions changed; `letIn` names one that is new, and the link that let it in. */
  sessionsChanged?(letIn?: { readonly id: string; readonly by: LinkKind }): void;
}

export interface WebServerOptions {
  readonly host: HostDoor;
  /** The built page. */
  readonly root: string;
  readonly listen: string;
  /** What the person asked for; without it the port of the last time, or any free one. */
  readonly port?: number | undefined;
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  readonly allowHosts: readonly string[];
  readonly sessions: Sessions;
  /** Names this run, for a second start on the same data folder. It is no secret. */
  readonly instance: { readonly id: string };
  /** Shows where it runs, to the person at this machine: a second start asked for that. */
  readonly show?: () => void;
  readonly now: () => number;
}

/** A frame of a client is a command or an acknowledgement; the largest is a prompt of 1 MB of text. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** A body here is one token. */
const MAX_BODY_BYTES = 4096;
/** Windows of one person, with room for some that were not closed in order. */
const MAX_CLIENTS = 64;
/** A link is carried over by hand: seconds, or a walk to the other room. */
export const LINK_MS = 10 * 60_000;
/** A second start can be repeated by any program of this machine; the person is shown the first no more often than this. */
const SHOW_STEP_MS = 3_000;
/** How a page proves with a socket that it is of our own origin: the key stands in the list of protocols. */
const PROTOCOL = 'muster';
const KEY_PREFIX = 'muster-key.';

const sessionBody = z.object({ token: z.string().min(1).max(200) });

/**
 * Serves the page and lets clients in. Every request and every upgrade is checked for the name it came by and the
 * page it came from before anything else looks at it; only a browser with a session gets through to the host.
 */
export class WebServer {
  readonly #options: WebServerOptions;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  readonly #attempts: Attempts;
  /** Open sockets by session. */
  readonly #open = new Map<string, Set<WebSocket>>();
  #shownAt = 0;
  #port = 0;
  readonly #links: LinkTokens;
  readonly #hosts: ReadonlyMap<string, AllowedPorts>;

  private constructor(options: WebServerOptions) {
    this.#options = options;
    this.#links = new LinkTokens(options.now);
    this.#attempts = new Attempts(options.now);
    this.#hosts = allowedHosts(options.listen, options.allowHosts);
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response).catch(() => response.destroy());
    };
    const { tls } = options;
    this.#server = tls === undefined ? createServer(answer) : createTlsServer({ ...tls }, answer);
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // An error costs this one connection. Left open, it would keep the server from closing.
      try {
        this.#upgrade(request, socket, head);
      } catch {
        socket.destroy();
      }
    });
  }

  /** Starts listening. Rejects with a WebStartError that names the port and says what to do. */
  static async start(options: WebServerOptions): Promise<WebServer> {
    const server = new WebServer(options);
    const remembered = options.port === undefined ? options.sessions.port : undefined;
    try {
      await server.#listen(options.port ?? remembered ?? 0);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (remembered === undefined || !taken) throw startError(error, options);
      await server.#listen(0);
    }
    if (options.port === undefined) options.sessions.rememberPort(server.port);
    return server;
  }

  /** Where it listens, or listened: a request may still come in while it closes. */
  get port(): number {
    return this.#port;
  }

  /** Where this machine reaches the server. */
  get localOrigin(): string {
    const { listen, tls } = this.#options;
    const host = isWildcard(listen) ? '127.0.0.1' : urlHost(listen);
    return `${tls === undefined ? 'http' : 'https'}://${host}:${this.port}`;
  }

  /**
   * A link for the person at this machine: works once, for `LINK_MS`. As a `code` it is short enough to be typed into
   * the page; it goes to a terminal and nowhere else.
   */
  startLink(form: 'token' | 'code' = 'token'): string {
    return `${this.localOrigin}/#token=${this.#links.create('start', LINK_MS, form)}`;
  }

  /** A link that lets another device in, once. Its token is a code: on a phone somebody may have to type it. */
  deviceLink(): { readonly url: string; readonly validMs: number } {
    const { listen, allowHosts, tls } = this.#options;
    const host = `${reachableHost(listen, allowHosts)}:${this.port}`;
    const origin = `${tls === undefined ? 'http' : 'https'}://${host}`;
    return { url: `${origin}/#token=${this.#links.create('device', LINK_MS, 'code')}`, validMs: LINK_MS };
  }

  /** Ends a session and every connection that came by it. Answers whether there was one. */
  endSession(id: string): boolean {
    const ended = this.#options.sessions.end(id);
    for (const socket of this.#open.get(id) ?? []) {
      socket.close(1008, 'This session was ended');
      // A refused client is cut at once: closing in order would let it hold the socket.
      socket.terminate();
    }
    return ended;
  }

  /** Ends every connection and stops listening. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) {
      socket.close(1001, 'Muster ends');
      // A peer that is gone never answers the close; nobody waits for it.
      setTimeout(() => socket.terminate(), 500).unref();
    }
    this.#sockets.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
      setTimeout(() => this.#server.closeAllConnections(), 1_000).unref();
    });
  }

  async #listen(port: number): Promise<void> {
    const { listen } = this.#options;
    const host = listen === 'localhost' ? '127.0.0.1' : listen.replace(/^\[|\]$/g, '');
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: host === '*' ? '::' : host }, () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Why this request is not served at all, whatever it asks for. */
  #foreign(request: IncomingMessage): Refusal | undefined {
    const { host, origin } = request.headers;
    const name = hostNameOf(host);
    const ports = name === undefined ? undefined : this.#hosts.get(name);
    if (host === undefined || ports === undefined) return REFUSALS.foreignHost;
    const port = portOf(host, this.#options.tls !== undefined);
    if (ports !== 'any' && port !== this.port && !ports.has(port)) return REFUSALS.foreignPort;
    // Browsers always send it with what could change anything and with an upgrade; other programs need not.
    if (origin !== undefined && !isOwnOrigin(origin, host)) return REFUSALS.foreignOrigin;
    return undefined;
  }

  /** The session by which a request comes: its cookie and its key together. */
  #session(request: IncomingMessage, key: string | undefined): SessionInfo | undefined {
    const { sessions } = this.#options;
    return sessions.find(cookiesOf(request, sessions.cookieName), key);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
    const foreign = this.#foreign(request);
    if (foreign !== undefined) {
      refuse(request, response, foreign);
      return;
    }
    const scheme = this.#options.tls === undefined ? 'ws' : 'wss';
    response.setHeader(
      'Content-Security-Policy',
      contentSecurityPolicy(`${scheme}://${request.headers.host}`),
    );
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const { method } = request;
    if (method === 'POST' && path === '/session') return this.#link(request, response);
    if (method === 'POST' && path === '/control/show') {
      this.#show();
      sendJson(response, 200, { instance: this.#options.instance.id });
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(request, response, REFUSALS.wrongMethod);
      return;
    }
    if (path === '/healthz') {
      sendJson(response, 200, { ok: true, instance: this.#options.instance.id });
      return;
    }
    if (path === '/session') {
      const key = request.headers['muster-key'];
      if (this.#session(request, typeof key === 'string' ? key : undefined) === undefined)
        refuse(request, response, REFUSALS.noSession);
      else response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
      return;
    }
    const file = await findStatic(this.#options.root, path);
    if (file === undefined) refuse(request, response, REFUSALS.notFound);
    else await sendStatic(response, file, method === 'HEAD');
  }

  /** Exchanges the token of a link for a session of this browser. */
  async #link(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    const parsed = sessionBody.safeParse(body);
    if (!parsed.success) {
      refuse(request, response, body === TOO_LARGE ? REFUSALS.tooLarge : REFUSALS.badRequest);
      return;
    }
    if (!this.#attempts.allowed) {
      refuse(request, response, REFUSALS.tooManyAttempts);
      return;
    }
    const by = this.#links.use(parsed.data.token);
    if (by === undefined) {
      this.#attempts.failed();
      refuse(request, response, REFUSALS.badLink);
      return;
    }
    const { host, sessions, tls } = this.#options;
    const from = request.socket.remoteAddress ?? 'an unknown address';
    const { id, cookie, key } = sessions.create(browserName(request.headers['user-agent'] ?? ''), from);
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${400 * 24 * 3600}${tls === undefined ? '' : '; Secure'}`;
    response.setHeader('Set-Cookie', `${sessions.cookieName}=${cookie}; ${attributes}`);
    sendJson(response, 200, { id, key });
    host.sessionsChanged?.({ id, by });
  }

  /** Shows the person where this runs, however often programs of this machine ask for it. */
  #show(): void {
    const now = this.#options.now();
    if (now - this.#shownAt < SHOW_STEP_MS) return;
    this.#shownAt = now;
    this.#options.show?.();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '/').split('?', 1)[0];
    const session = this.#session(request, keyOf(request));
    const refusal =
      this.#foreign(request) ??
      (path === '/contract' ? undefined : REFUSALS.notFound) ??
      (session === undefined ? REFUSALS.noSession : undefined) ??
      (this.#sockets.clients.size < MAX_CLIENTS ? undefined : REFUSALS.tooManyClients);
    if (refusal !== undefined || session === undefined) {
      refuseUpgrade(socket, refusal ?? REFUSALS.noSession);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (open) => {
      const ofSession = this.#open.get(session.id) ?? new Set();
      this.#open.set(session.id, ofSession.add(open));
      open.once('close', () => {
        ofSession.delete(open);
        if (ofSession.size === 0) this.#open.delete(session.id);
      });
      this.#options.host.connect(socketTransport(open), {
        label: `${session.label} from ${request.socket.remoteAddress}`,
        session: session.id,
      });
    });
  }
}

/** The key in the list of protocols of an upgrade, or undefined. */
function keyOf(request: IncomingMessage): string | undefined {
  return (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .find((one) => one.startsWith(KEY_PREFIX))
    ?.slice(KEY_PREFIX.length);
}

/** The values of all cookies of a name: several can have it, with other paths. */
function cookiesOf(request: IncomingMessage, name: string): string[] {
  return (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals !== -1 && pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : [];
  });
}

const TOO_LARGE = Symbol('too large');

/** The body as JSON; TOO_LARGE or undefined for what is none. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped, so that the answer still reaches the sender; Node ends what goes on for too long.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) return TOO_LARGE;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

/** People get a page, programs get JSON. */
function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, code, title, message } = refusal;
  // The rest of an unwanted body must not be read as the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  if (!(request.headers.accept ?? '').includes('text/html')) {
    sendJson(response, status, { error: { code, message } });
    return;
  }
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(plainPage(title, message));
}

function refuseUpgrade(socket: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function startError(error: unknown, { port, listen }: WebServerOptions): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new WebStartError(
      `port ${port} of ${listen} is in use by another program. Choose another one with --port N, or --port 0 for any free one.`,
    );
  }
  if (code === 'EACCES') {
    return new WebStartError(
      `port ${port} needs more rights than Muster has. Choose one above 1023 with --port N.`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new WebStartError(
      `${listen} is no address of this machine. Give one of its own with --listen ADDR.`,
    );
  }
  return error as Error;
}
