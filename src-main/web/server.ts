import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { HostTransport } from '#shared/contract/transport.ts';
import { allowedHosts, hostNameOf, isOwnOrigin, isWildcard, reachableHost, urlHost } from './addresses.ts';
import { plainPage } from './pages.ts';
import { COMMON_HEADERS, contentSecurityPolicy } from './policy.ts';
import { REFUSALS, type Refusal } from './refusals.ts';
import type { Sessions } from './sessions.ts';
import { socketTransport } from './socket-transport.ts';
import { findStatic, sendStatic } from './static-files.ts';
import { LinkTokens, sameSecret } from './tokens.ts';
import { WebStartError } from './options.ts';

/** What a browser host needs of the host: a door for each client that it let in. */
export interface HostDoor {
  connect(transport: HostTransport, who: { readonly label: string }): void;
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
  /** Names this run, and lets a second start on the same data folder ask for a link. */
  readonly instance: { readonly id: string; readonly secret: string };
  readonly now: () => number;
}

/** A frame of a client is a command or an acknowledgement; the largest is a prompt of 1 MB of text. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** A body here is one token. */
const MAX_BODY_BYTES = 4096;
/** Windows of one person, with room for some that were not closed in order. */
const MAX_CLIENTS = 64;
/** A link for another device is carried over by hand: seconds, or a walk to the other room. */
const DEVICE_LINK_MS = 10 * 60_000;
/** The link that is printed at a start may be opened when the person comes back to the terminal. */
const START_LINK_MS = 24 * 60 * 60_000;
/** A browser may fetch a page twice, and a person may press twice. */
const START_LINK_GRACE_MS = 60_000;

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
  });
  readonly #links: LinkTokens;
  readonly #hosts: ReadonlySet<string>;

  private constructor(options: WebServerOptions) {
    this.#options = options;
    this.#links = new LinkTokens(options.now);
    this.#hosts = allowedHosts(options.listen, options.allowHosts);
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response).catch(() => response.destroy());
    };
    const { tls } = options;
    this.#server = tls === undefined ? createServer(answer) : createTlsServer({ ...tls }, answer);
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
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

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Where this machine reaches the server. */
  get localOrigin(): string {
    const { listen, tls } = this.#options;
    const host = isWildcard(listen) ? '127.0.0.1' : urlHost(listen);
    return `${tls === undefined ? 'http' : 'https'}://${host}:${this.port}`;
  }

  /** A link for the person at this machine; `once` for one that is opened by a program at once. */
  startLink(once = false): string {
    const graceMs = once ? 0 : START_LINK_GRACE_MS;
    return `${this.localOrigin}/#token=${this.#links.create({ validMs: START_LINK_MS, graceMs })}`;
  }

  /** A link that lets another device in, once. */
  deviceLink(): { readonly url: string; readonly validMs: number } {
    const { listen, allowHosts, tls } = this.#options;
    const origin = `${tls === undefined ? 'http' : 'https'}://${reachableHost(listen, allowHosts)}:${this.port}`;
    const token = this.#links.create({ validMs: DEVICE_LINK_MS, graceMs: 0 });
    return { url: `${origin}/#token=${token}`, validMs: DEVICE_LINK_MS };
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
        resolve();
      });
    });
  }

  /** Why this request is not served at all, whatever it asks for. */
  #foreign(request: IncomingMessage): Refusal | undefined {
    const { host, origin } = request.headers;
    const name = hostNameOf(host);
    if (host === undefined || name === undefined || !this.#hosts.has(name)) return REFUSALS.foreignHost;
    // Browsers always send it with what could change anything and with an upgrade; other programs need not.
    if (origin !== undefined && !isOwnOrigin(origin, host)) return REFUSALS.foreignOrigin;
    return undefined;
  }

  #session(request: IncomingMessage): string | undefined {
    return this.#options.sessions.find(cookieOf(request, this.#options.sessions.cookieName));
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
    if (method === 'POST' && path === '/control/link') return this.#secondStart(request, response);
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
      if (this.#session(request) === undefined) refuse(request, response, REFUSALS.noSession);
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
    if (!this.#links.use(parsed.data.token)) {
      refuse(request, response, REFUSALS.badLink);
      return;
    }
    const { sessions, tls } = this.#options;
    const value = sessions.create(request.headers['user-agent'] ?? 'unknown');
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${400 * 24 * 3600}${tls === undefined ? '' : '; Secure'}`;
    response.writeHead(204, {
      'Set-Cookie': `${sessions.cookieName}=${value}; ${attributes}`,
      'Cache-Control': 'no-store',
    });
    response.end();
  }

  async #secondStart(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { id, secret } = this.#options.instance;
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined || !sameSecret(given, secret)) refuse(request, response, REFUSALS.badSecret);
    else sendJson(response, 200, { instance: id, url: this.startLink() });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '/').split('?', 1)[0];
    const label = this.#session(request);
    const refusal =
      this.#foreign(request) ??
      (path === '/contract' ? undefined : REFUSALS.notFound) ??
      (label === undefined ? REFUSALS.noSession : undefined) ??
      (this.#sockets.clients.size < MAX_CLIENTS ? undefined : REFUSALS.tooManyClients);
    if (refusal !== undefined || label === undefined) {
      refuseUpgrade(socket, refusal ?? REFUSALS.noSession);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (open) => {
      this.#options.host.connect(socketTransport(open), {
        label: `${label} from ${request.socket.remoteAddress}`,
      });
    });
  }
}

/** The value of a cookie, or undefined. */
function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
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
  // What is left of a body that nobody wants must not be read as the next request.
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
