import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientFrame } from '#shared/contract/frames.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import { Sessions } from './sessions.ts';
import { WebServer, type HostDoor, type WebServerOptions } from './server.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: string;
let server: WebServer;
let now: number;
let warnings: string[];
/** What came through the door, and who waits for the next one. */
let door: HostDoor & { next(): Promise<{ transport: HostTransport; label: string }> };

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
  return {
    connect(transport, { label }) {
      const taker = waiting.shift();
      if (taker === undefined) arrived.push({ transport, label });
      else taker({ transport, label });
    },
    next: async () => arrived.shift() ?? new Promise((resolve) => waiting.push(resolve)),
  };
}

function sessionsOf(file = join(folder, 'sessions.json')): Sessions {
  return new Sessions(file, { now: () => now, warn: (message) => warnings.push(message) });
}

async function start(options: Partial<WebServerOptions> = {}): Promise<WebServer> {
  return WebServer.start({
    host: door,
    root: join(folder, 'page'),
    listen: '127.0.0.1',
    port: 0,
    allowHosts: [],
    sessions: sessionsOf(),
    instance: { id: 'run-1', secret: 'the-secret' },
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

async function cookie(): Promise<string> {
  const answer = await link(server.startLink());
  expect(answer.status).toBe(204);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** Opens a socket; resolves to it when open, or to the status with which the upgrade was refused. */
async function connect(headers: Record<string, string>, path = '/contract'): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
    });
    socket.once('error', reject);
  });
}

async function linkedSocket(): Promise<WebSocket> {
  const socket = await connect({ cookie: await cookie(), origin: server.localOrigin });
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

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST:1234', '[::1]:99'])('knows itself as "%s"', async (host) => {
    expect((await ask('/healthz', { headers: { host } })).status).toBe(200);
  });

  it('knows the names it was told of', async () => {
    await server.close();
    server = await start({ allowHosts: ['Desk.lan'] });
    expect((await ask('/healthz', { headers: { host: 'desk.lan:8080' } })).status).toBe(200);
    expect(server.deviceLink().url).toMatch(/^http:\/\/Desk\.lan:\d+\/#token=/);
  });

  it.each(['http://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1', 'file://'])(
    'refuses the origin "%s"',
    async (origin) => {
      const headers = { origin, cookie: await cookie() };
      const answer = await ask('/session', { headers });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreignOrigin']);
      expect(await connect(headers)).toBe(403);
    },
  );

  it('refuses an upgrade by a foreign host name', async () => {
    expect(await connect({ host: 'evil.example', cookie: await cookie() })).toBe(403);
  });
});

describe('links and sessions', () => {
  it('exchanges the token of a link for a cookie that scripts cannot read', async () => {
    const answer = await link(server.startLink());
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^muster-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    const name = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await ask('/session', { headers: { cookie: `other=1; ${name}` } })).status).toBe(204);
  });

  it('refuses a wrong token and says what to do', async () => {
    const answer = await link(`${server.localOrigin}/#token=wrong`);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'badLink']);
    expect(answer.body).toContain('npm start');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('takes a printed link again for a minute only, a device link once, and neither when it is old', async () => {
    const printed = server.startLink();
    const device = server.deviceLink().url;
    const old = server.deviceLink();
    expect([(await link(printed)).status, (await link(printed)).status]).toEqual([204, 204]);
    expect([(await link(device)).status, (await link(device)).status]).toEqual([204, 401]);
    now += 60_000;
    expect((await link(printed)).status).toBe(401);
    now += old.validMs - 60_000;
    expect((await link(old.url)).status).toBe(401);
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
    const before = await cookie();
    const { port } = server;
    await server.close();
    server = await start({ port });
    expect((await ask('/session', { headers: { cookie: before } })).status).toBe(204);
    const file = join(folder, 'sessions.json');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(before.split('=')[1]);
    expect(warnings).toEqual([]);
  });

  it('ends a session that was not used for a month', async () => {
    const before = await cookie();
    now += 29 * 86_400_000;
    expect((await ask('/session', { headers: { cookie: before } })).status).toBe(204);
    now += 31 * 86_400_000;
    expect((await ask('/session', { headers: { cookie: before } })).status).toBe(401);
  });

  it('keeps 50 sessions, those used last', async () => {
    const sessions = sessionsOf(join(folder, 'many.json'));
    const tokens = Array.from({ length: 51 }, () => {
      now += 1;
      return sessions.create('test');
    });
    expect([sessions.find(tokens[0]), sessions.find(tokens[1]), sessions.find(tokens[50])]).toEqual([
      undefined,
      'test',
      'test',
    ]);
  });

  it('sets a damaged file aside and says so', async () => {
    const file = join(folder, 'damaged.json');
    await writeFile(file, '{"version":1,"sess');
    sessionsOf(file).create('after');
    expect(warnings).toEqual([expect.stringContaining('damaged and was set aside')]);
    expect(await readFile(`${file}.broken-${now}`, 'utf8')).toBe('{"version":1,"sess');
  });

  it('gives a second start a link for the secret of the first, and nobody else', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Bearer ']) {
      const answer = await ask('/control/link', { method: 'POST', headers: { authorization } });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'badSecret']);
    }
    const answer = await ask('/control/link', {
      method: 'POST',
      headers: { authorization: 'Bearer the-secret' },
    });
    const { instance, url } = JSON.parse(answer.body) as { instance: string; url: string };
    expect([answer.status, instance]).toEqual([200, 'run-1']);
    expect((await link(url)).status).toBe(204);
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
    expect(await connect({ cookie: await cookie() }, '/elsewhere')).toBe(404);
  });

  it('serves no more than 64 clients', async () => {
    const headers = { cookie: await cookie() };
    const open = await Promise.all(Array.from({ length: 64 }, async () => connect(headers)));
    expect(open.every((socket) => typeof socket !== 'number')).toBe(true);
    expect(await connect(headers)).toBe(503);
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

  it('ends open sockets when it closes', async () => {
    const socket = await linkedSocket();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.close();
    expect(await closed).toBe(1001);
    server = await start();
  });
});
