import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientFrame } from '#shared/contract/frames.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import { protocolsOf } from '../../test/support/let-in.ts';
import { Seal } from '../host/secrets/seal.ts';
import { Sessions } from './sessions.ts';
import { LINK_MS, WebServer, type HostDoor, type WebServerOptions } from './server.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: string;
let server: WebServer;
let now: number;
let warnings: string[];
let seal: Seal;
let shown: number;
/** What came through the door, and who waits for the next one. */
let door: HostDoor & {
  readonly letIn: unknown[];
  next(): Promise<{ transport: HostTransport; label: string }>;
};

interface StoredSessions {
  readonly sessions: Record<string, unknown>[];
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-web-'));
  const root = join(folder, 'page');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Muster</title>');
  await writeFile(join(root, 'assets', 'index-a1B2_c-4.js'), 'export {};');
  await writeFile(join(root, 'plain.css'), 'a{}');
  await writeFile(join(root, '.stamp'), 'hidden');
  await writeFile(join(root, 'notes.secret'), 'of no known type');
  await writeFile(join(folder, 'outside.txt'), 'outside');
  await symlink(join(folder, 'outside.txt'), join(root, 'link.txt'));
  now = Date.now();
  warnings = [];
  shown = 0;
  seal = Seal.temporary();
  door = makeDoor();
  server = await start();
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function makeDoor(): typeof door {
  const arrived: { transport: HostTransport; label: string }[] = [];
  const waiting: ((arrival: { transport: HostTransport; label: string }) => void)[] = [];
  const letIn: unknown[] = [];
  return {
    letIn,
    sessionsChanged: (who) => void letIn.push(who),
    connect(transport, { label }) {
      const taker = waiting.shift();
      if (taker === undefined) arrived.push({ transport, label });
      else taker({ transport, label });
    },
    next: async () => arrived.shift() ?? new Promise((resolve) => waiting.push(resolve)),
  };
}

function sessionsOf(file = join(folder, 'sessions.json')): Sessions {
  return new Sessions(file, { now: () => now, warn: (message) => warnings.push(message), seal });
}

async function start(options: Partial<WebServerOptions> = {}): Promise<WebServer> {
  return WebServer.start({
    host: door,
    root: join(folder, 'page'),
    listen: '127.0.0.1',
    port: 0,
    allowHosts: [],
    sessions: sessionsOf(),
    instance: { id: 'run-1' },
    show: () => (shown += 1),
    now: () => now,
    ...options,
  });
}

/** A plain request that, unlike fetch, sends any path and any Host just as given. */
async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const sent = request(
      { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function codeOf(answer: Answer): string {
  return (JSON.parse(answer.body) as { error: { code: string } }).error.code;
}

async function link(url: string): Promise<Answer> {
  const token = new URL(url).hash.replace('#token=', '');
  const headers = { 'content-type': 'application/json' };
  return ask('/session', { method: 'POST', headers, body: JSON.stringify({ token }) });
}

interface Given {
  readonly id: string;
  readonly cookie: string;
  readonly key: string;
}

async function givenBy(answer: Answer): Promise<Given> {
  expect(answer.status).toBe(200);
  const { id, key } = JSON.parse(answer.body) as { id: string; key: string };
  return { id, key, cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

/** Lets a browser in. */
async function given(): Promise<Given> {
  return givenBy(await link(server.startLink()));
}

/** Whether a browser with these halves of a session is in. */
async function isIn({ cookie, key }: Pick<Given, 'cookie' | 'key'>): Promise<boolean> {
  const { status } = await ask('/session', { headers: { cookie, 'muster-key': key } });
  return status === 204;
}

/** Opens a socket; resolves to it when open, or to the status with which the upgrade was refused. */
async function connect(
  headers: Record<string, string>,
  key = '',
  path = '/contract',
): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, [...protocolsOf(key)], { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
    });
    socket.once('error', reject);
  });
}

async function linkedSocket(): Promise<WebSocket> {
  const { cookie, key } = await given();
  const socket = await connect({ cookie, origin: server.localOrigin }, key);
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

describe('static files', () => {
  it('serves the page under a strict policy', async () => {
    const { status, headers, body } = await ask('/');
    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html><title>Muster</title>' });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain(`default-src 'self'; script-src 'self';`);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
    expect(policy).toContain(`object-src 'none'; base-uri 'none'`);
    expect(policy).toContain(`frame-ancestors 'none'`);
  });

  it('lets browsers keep what has its hash in the name, and only that', async () => {
    const hashed = await ask('/assets/index-a1B2_c-4.js');
    expect(hashed.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(hashed.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await ask('/plain.css')).headers['cache-control']).toBe('no-cache');
  });

  it('answers HEAD without a body', async () => {
    const { status, headers, body } = await ask('/plain.css', { method: 'HEAD' });
    expect({ status, length: headers['content-length'], body }).toEqual({
      status: 200,
      length: '3',
      body: '',
    });
  });

  it.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/..%5coutside.txt',
    '/assets/%2e%2e%2f%2e%2e%2foutside.txt',
    '//outside.txt',
    '/link.txt',
    '/.stamp',
    '/assets',
    '/assets/',
    '/notes.secret',
    '/index.html%00.css',
    '/%E0%A4%A.html',
    '/C:/outside.txt',
    '/absent.js',
  ])('finds nothing at %s', async (path) => {
    const answer = await ask(path);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'notFound']);
    expect(answer.body).not.toContain('outside');
  });

  it('refuses other methods', async () => {
    const answer = await ask('/', { method: 'DELETE' });
    expect([answer.status, codeOf(answer), answer.headers['allow']]).toEqual([
      405,
      'wrongMethod',
      'GET, HEAD',
    ]);
  });

  it('tells people on a page what it tells programs as JSON', async () => {
    const { body, headers } = await ask('/absent.js', { headers: { accept: 'text/html,*/*' } });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('Nothing here');
  });
});

describe('who asks', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost@evil.example', '127.1'])(
    'refuses the host name "%s"',
    async (host) => {
      for (const path of ['/', '/healthz', '/session']) {
        const answer = await ask(path, { headers: { host } });
        expect([answer.status, codeOf(answer)]).toEqual([403, 'foreignHost']);
        expect(answer.body).toContain('--allow-host');
      }
    },
  );

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('knows itself as "%s"', async (name) => {
    expect((await ask('/healthz', { headers: { host: `${name}:${server.port}` } })).status).toBe(200);
  });

  it.each(['127.0.0.1', 'localhost:1', '[::1]:99'])('refuses the port of "%s"', async (host) => {
    const answer = await ask('/healthz', { headers: { host } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'foreignPort']);
    expect(answer.body).toContain('--allow-host 127.0.0.1:8080');
  });

  it('knows the port of a tunnel that it was told of', async () => {
    await server.close();
    server = await start({ allowHosts: ['127.0.0.1:8080', '[::1]:8081'] });
    const statusOf = async (host: string): Promise<number> =>
      (await ask('/healthz', { headers: { host } })).status;
    expect(await statusOf('127.0.0.1:8080')).toBe(200);
    expect(await statusOf(`127.0.0.1:${server.port}`)).toBe(200);
    expect(await statusOf('[::1]:8081')).toBe(200);
    expect(await statusOf('[::1]:8080')).toBe(403);
    expect(await statusOf('localhost:8080')).toBe(403);
  });

  it('knows the names it was told of', async () => {
    await server.close();
    server = await start({ allowHosts: ['Desk.lan'] });
    expect((await ask('/healthz', { headers: { host: 'desk.lan:8080' } })).status).toBe(200);
    expect(server.deviceLink().url).toMatch(/^http:\/\/desk\.lan:\d+\/#token=/);
  });

  it.each(['http://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1', 'file://'])(
    'refuses the origin "%s"',
    async (origin) => {
      const { cookie, key } = await given();
      const headers = { origin, cookie, 'muster-key': key };
      const answer = await ask('/session', { headers });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreignOrigin']);
      expect(await connect(headers, key)).toBe(403);
    },
  );

  it('refuses an upgrade by a foreign host name', async () => {
    const { cookie, key } = await given();
    expect(await connect({ host: 'evil.example', cookie }, key)).toBe(403);
  });
});

describe('links and sessions', () => {
  it('exchanges the token of a link for a cookie that scripts cannot read, and a key for the page', async () => {
    const answer = await link(server.startLink());
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^muster-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    const { cookie, key } = await givenBy(answer);
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(cookie).not.toContain(key);
    expect(await isIn({ cookie: `other=1; ${cookie}`, key })).toBe(true);
  });

  it('lets nobody in with one half of a session', async () => {
    const [one, other] = [await given(), await given()];
    for (const half of [
      { cookie: one.cookie, key: '' },
      { cookie: '', key: one.key },
      { cookie: one.cookie, key: other.key },
    ]) {
      expect(await isIn(half)).toBe(false);
      expect(await connect({ cookie: half.cookie }, half.key)).toBe(401);
    }
  });

  it('finds the session among cookies of the same name that other ports set', async () => {
    const { cookie, key } = await given();
    const name = cookie.split('=')[0] ?? '';
    expect(await isIn({ cookie: `${name}=planted; ${cookie}`, key })).toBe(true);
  });

  it('refuses a wrong token and says what to do', async () => {
    const answer = await link(`${server.localOrigin}/#token=wrong`);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'badLink']);
    expect(answer.body).toContain('Press Enter in the terminal');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each(['start', 'code', 'device'])('takes a %s link once, for ten minutes', async (kind) => {
    const make = (): string =>
      kind === 'device' ? server.deviceLink().url : server.startLink(kind === 'code' ? 'code' : 'token');
    const [used, old] = [make(), make()];
    expect([(await link(used)).status, (await link(used)).status]).toEqual([200, 401]);
    now += LINK_MS - 1;
    const fresh = make();
    now += 1;
    expect([(await link(old)).status, (await link(fresh)).status]).toEqual([401, 200]);
  });

  it.each(['start', 'device'])('takes the code of a %s link as a person types it', async (kind) => {
    const url = kind === 'device' ? server.deviceLink().url : server.startLink('code');
    const code = new URL(url).hash.replace('#token=', '');
    expect(code).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
    expect((await link(`http://x/#token=${code.toLowerCase().replace('-', '')}`)).status).toBe(200);
  });

  it('lets nobody guess: after some failures nothing is looked at for a while, not even a valid link', async () => {
    const valid = server.startLink();
    for (let attempt = 0; attempt < 20; attempt += 1)
      expect((await link('http://x/#token=no')).status).toBe(401);
    const answer = await link(valid);
    expect([answer.status, codeOf(answer)]).toEqual([429, 'tooManyAttempts']);
    now += 10_001;
    expect((await link(valid)).status).toBe(200);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another shape', '{"token":5}'],
  ])('refuses %s', async (_name, body) => {
    const answer = await ask('/session', { method: 'POST', body });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'badRequest']);
  });

  it('refuses a large body', async () => {
    const answer = await ask('/session', {
      method: 'POST',
      body: JSON.stringify({ token: 'x'.repeat(100_000) }),
    });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'tooLarge']);
  });

  it('refuses a browser without a session, or with another cookie', async () => {
    for (const headers of [{}, { cookie: 'muster-00000000=x' }, { cookie: `${sessionsOf().cookieName}=x` }]) {
      const answer = await ask('/session', { headers });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'noSession']);
      expect(await connect(headers)).toBe(401);
    }
  });

  it('keeps sessions over a restart, as hashes in a private file', async () => {
    const before = await given();
    const { port } = server;
    await server.close();
    server = await start({ port });
    expect(await isIn(before)).toBe(true);
    const file = join(folder, 'sessions.json');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(before.cookie.split('=')[1]);
    expect(text).not.toContain(before.key);
    expect(warnings).toEqual([]);
  });

  it('ends a session that was not used for a month', async () => {
    const before = await given();
    now += 29 * 86_400_000;
    expect(await isIn(before)).toBe(true);
    now += 31 * 86_400_000;
    expect(await isIn(before)).toBe(false);
  });

  it('keeps 50 sessions, those used last', async () => {
    const sessions = sessionsOf(join(folder, 'many.json'));
    const tokens = Array.from({ length: 51 }, () => {
      now += 1;
      return sessions.create('test', '127.0.0.1');
    });
    const labelOf = (at: number): string | undefined =>
      sessions.find([tokens[at]?.cookie ?? ''], tokens[at]?.key)?.label;
    expect([labelOf(0), labelOf(1), labelOf(50)]).toEqual([undefined, 'test', 'test']);
  });

  it('sets a damaged file aside and says so', async () => {
    const file = join(folder, 'damaged.json');
    await writeFile(file, '{"version":1,"sess');
    sessionsOf(file).create('after', '127.0.0.1');
    expect(warnings).toEqual([expect.stringContaining('damaged and was set aside')]);
    expect(await readFile(`${file}.broken-${now}`, 'utf8')).toBe('{"version":1,"sess');
  });

  it.each([
    [
      'a session was added',
      (file: StoredSessions) => file.sessions.push({ ...file.sessions[0], id: 'mine' }),
    ],
    ['a hash was changed', (file: StoredSessions) => Object.assign(file.sessions[0] ?? {}, { hash: 'mine' })],
    ['a date was changed', (file: StoredSessions) => Object.assign(file.sessions[0] ?? {}, { usedAt: 1e15 })],
  ])('lets nobody in by a file in which %s by somebody else, and says so', async (_what, change) => {
    const file = join(folder, 'sealed.json');
    const before = sessionsOf(file).create('before', '127.0.0.1');
    const stored = JSON.parse(await readFile(file, 'utf8')) as { content: string; mark: string };
    const content = JSON.parse(stored.content) as StoredSessions;
    change(content);
    await writeFile(file, JSON.stringify({ ...stored, content: JSON.stringify(content) }));
    const after = sessionsOf(file);
    expect(after.list()).toEqual([]);
    expect(after.find([before.cookie], before.key)).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('was not written by this Muster and was set aside')]);
  });

  it('ends a session with its sockets, and tells the host of each change', async () => {
    const [one, other] = [await given(), await given()];
    const sockets = await Promise.all([one, other].map(({ cookie, key }) => connect({ cookie }, key)));
    const [socket] = sockets;
    if (typeof socket !== 'object') throw new Error('refused');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(server.endSession(one.id)).toBe(true);
    await closed;
    expect([await isIn(one), await isIn(other)]).toEqual([false, true]);
    expect(server.endSession(one.id)).toBe(false);
    expect(door.letIn).toEqual([
      { id: one.id, by: 'start' },
      { id: other.id, by: 'start' },
    ]);
  });

  it('shows itself for a second start, which gets nothing that lets anybody in', async () => {
    const answer = await ask('/control/show', { method: 'POST' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { instance: 'run-1' }]);
    await ask('/control/show', { method: 'POST' });
    expect(shown).toBe(1);
    now += 3_000;
    await ask('/control/show', { method: 'POST' });
    expect(shown).toBe(2);
    expect((await ask('/control/link', { method: 'POST' })).status).toBe(405);
  });
});

describe('the socket', () => {
  it('carries frames both ways, early ones as well', async () => {
    const socket = await linkedSocket();
    socket.send('{"t":"ack","seq":1}');
    socket.send('not json');
    socket.send(Buffer.from([1, 2]));
    socket.send('{"t":"ack","seq":2}');
    const { transport, label } = await door.next();
    expect(label).toContain('127.0.0.1');
    const frames = await new Promise<(ClientFrame | undefined)[]>((resolve) => {
      const got: (ClientFrame | undefined)[] = [];
      transport.onFrame((frame) => got.push(frame) === 4 && resolve(got));
    });
    expect(frames).toEqual([{ t: 'ack', seq: 1 }, undefined, undefined, { t: 'ack', seq: 2 }]);

    const received = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    transport.send({ t: 'welcome', version: 1, host: 'h' });
    expect(await received).toBe('{"t":"welcome","version":1,"host":"h"}');
    socket.close();
  });

  it('tells of the end exactly once, whichever side ends it', async () => {
    const socket = await linkedSocket();
    const { transport } = await door.next();
    const reasons: string[] = [];
    const ended = new Promise<void>((resolve) => {
      transport.onClose((reason) => {
        reasons.push(reason);
        resolve();
      });
    });
    socket.close(1000, 'enough');
    await ended;
    transport.close('again');
    transport.send({ t: 'welcome', version: 1, host: 'h' });
    transport.onClose((reason) => reasons.push(`late: ${reason}`));
    expect(reasons).toEqual(['enough', 'late: enough']);

    const other = await linkedSocket();
    const closed = new Promise((resolve) =>
      other.once('close', (code, reason) => resolve([code, String(reason)])),
    );
    (await door.next()).transport.close('host ends');
    expect(await closed).toEqual([1000, 'host ends']);
  });

  it('cuts off a client whose message is larger than any frame', async () => {
    const socket = await linkedSocket();
    const { transport } = await door.next();
    const reason = new Promise((resolve) => transport.onClose(resolve));
    const code = new Promise((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(8 * 1024 * 1024 + 1));
    expect(await code).toBe(1009);
    expect(await reason).toContain('Max payload');
  });

  it('is at one address only', async () => {
    const { cookie, key } = await given();
    expect(await connect({ cookie }, key, '/elsewhere')).toBe(404);
  });

  it('serves no more than 64 clients', async () => {
    const { cookie, key } = await given();
    const headers = { cookie };
    const open = await Promise.all(Array.from({ length: 64 }, async () => connect(headers, key)));
    expect(open.every((socket) => typeof socket !== 'number')).toBe(true);
    expect(await connect(headers, key)).toBe(503);
  });
});

describe('listening', () => {
  it('names the port that is in use and what to do', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    try {
      await expect(start({ port })).rejects.toThrow(
        `port ${port} of 127.0.0.1 is in use by another program. Choose another one with --port N`,
      );
      // A port that was only remembered gives way.
      const sessions = sessionsOf(join(folder, 'ports.json'));
      sessions.rememberPort(port);
      const elsewhere = await start({ port: undefined, sessions });
      expect(elsewhere.port).not.toBe(port);
      await elsewhere.close();
    } finally {
      other.close();
    }
  });

  it('comes back to the port of the last time', async () => {
    const file = join(folder, 'ports.json');
    const first = await start({ port: undefined, sessions: sessionsOf(file) });
    const { port } = first;
    await first.close();
    const second = await start({ port: undefined, sessions: sessionsOf(file) });
    expect(second.port).toBe(port);
    await second.close();
  });

  it('says that an address is not of this machine', async () => {
    await expect(start({ listen: '203.0.113.7' })).rejects.toThrow('no address of this machine');
  });

  it('refuses in order what still comes while it closes, and closes', async () => {
    const { cookie, key } = await given();
    // A connection that was made before, and asks only when the server takes no more of them.
    const late = createConnection({ port: server.port, host: '127.0.0.1' });
    await new Promise((resolve) => late.once('connect', resolve));
    const { port } = server;
    const closed = server.close();
    const answered = new Promise<string>((resolve) => late.once('data', (data) => resolve(String(data))));
    const ended = new Promise((resolve) => late.once('close', resolve));
    late.write(
      `GET /contract HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n` +
        `Sec-WebSocket-Protocol: muster, muster-key.${key}\r\nCookie: ${cookie}\r\n\r\n`,
    );
    expect(await answered).toMatch(/^HTTP\/1\.1 \d{3}/);
    late.destroy();
    await ended;
    await closed;
    server = await start();
  });

  it('ends open sockets when it closes', async () => {
    const socket = await linkedSocket();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.close();
    expect(await closed).toBe(1001);
    server = await start();
  });
});
