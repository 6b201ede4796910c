/** One app-server over its lives, with the real Codex: spawned, suspended, woken by use, closed in order or by force. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppServer, type AppServerOptions } from '../../src-main/host/engines/codex/app-server/app-server.ts';
import type { Launch } from '../../src-main/host/engines/connectors/stdio.ts';
import type { Clock } from '#shared/base/clock.ts';
import { manualClock } from '../support/manual-clock.ts';
import { systemClock } from '../../src-main/host/base/system-clock.ts';
import { codexLaunch, codexProcess } from '../../src-main/host/engines/codex/app-server/launch.ts';

let root: string;
const servers: AppServer[] = [];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-app-server-')));
  mkdirSync(join(root, 'home'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

function make(
  launch: () => Launch = () => codexLaunch(root, join(root, 'home'), null, process.env),
  handlers: Partial<AppServerOptions> = {},
  clock: Clock = systemClock,
) {
  const spawned: string[] = [];
  const server = new AppServer({
    connector: codexProcess(launch, clock),
    clientVersion: '0',
    clock,
    onSpawn: (generation) => spawned.push(generation),
    notification: () => 'whole',
    request: (_message, respond) => respond.error({ code: -32000, message: 'no' }),
    malformed: () => {},
    failed: (error) => {
      throw error;
    },
    ...handlers,
  });
  servers.push(server);
  return { server, spawned };
}

/** Resolves when the server's status is of that type. */
function until(server: AppServer, type: string): Promise<void> {
  return new Promise((resolve) => {
    const check = (): boolean => server.status.type === type;
    if (check()) return resolve();
    const listening = server.onStatus(() => {
      if (!check()) return;
      listening.dispose();
      resolve();
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A program that answers the first request only once a file is there. */
const SLOW = `
  const { existsSync } = require('node:fs');
  process.stdin.on('data', (text) => {
    const { id, method } = JSON.parse(String(text).split('\\n')[0]);
    if (method !== 'initialize') return;
    const look = () => existsSync(process.argv[1])
      ? console.log(JSON.stringify({ id, result: { userAgent: 'slow/1.2.3' } }))
      : setTimeout(look, 10);
    look();
  });
  process.stdin.on('end', () => process.exit(0));`;

/** A program that speaks nothing and stays when its input ends. */
function stubborn(): Launch {
  const path = join(root, 'stubborn');
  writeFileSync(path, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(path, 0o755);
  return { command: path, args: [], cwd: root, env: process.env };
}

/** A program that shakes hands, says these lines, and tells as notifications what it is answered. */
function saying(lines: readonly string[]): Launch {
  const path = join(root, 'saying.mjs');
  writeFileSync(
    path,
    `import { createInterface } from 'node:readline';
    const say = (line) => process.stdout.write(line + '\\n');
    createInterface({ input: process.stdin }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.method === 'initialize') say(JSON.stringify({ id: message.id, result: { userAgent: 'x/1.2.3' } }));
      else if (message.method === 'initialized') for (const one of ${JSON.stringify(lines)}) say(one);
      else say(JSON.stringify({ method: 'answered', params: { line } }));
    });`,
  );
  return { command: process.execPath, args: [path], cwd: root, env: process.env };
}

describe('an app-server that says odd things', () => {
  it('is answered with the very number that it asked with', async () => {
    const ids = ['1.5', '-3', '9007199254740993', '12345678901234567890', '1e300', '0.10', '"text"', '""'];
    const answered: string[] = [];
    const { server } = make(() => saying(ids.map((id) => `{"id":${id},"method":"asks","params":{}}`)), {
      notification: ({ method, params }) => {
        if (method === 'answered') answered.push((params as { line: string }).line);
        return 'whole';
      },
      request: (_message, respond) => respond.result('yes'),
    });
    server.start();
    await expect.poll(() => answered.length).toBe(ids.length);
    expect(answered).toEqual(ids.map((id) => `{"id":${id},"result":"yes"}`));
  });

  it('is heard on after what cannot be taken in, which is counted by its name, and ends in order', async () => {
    const heard: string[] = [];
    const failed: string[] = [];
    const { server } = make(
      () =>
        saying([
          '{"method":"breaks","params":{}}',
          '{"method":"fine","params":{}}',
          '{"method":"breaks","params":{}}',
          '{"id":1,"method":"breaks too","params":{}}',
          '{"method":"last","params":{}}',
        ]),
      {
        notification: ({ method }) => {
          if (method === 'breaks') throw new Error('a handler');
          heard.push(method);
          return 'whole';
        },
        request: () => {
          throw new Error('another handler');
        },
        failed: (error, method) => failed.push(`${method}: ${(error as Error).message}`),
      },
    );
    server.onStatus(() => {
      throw new Error('a listener');
    });
    server.start();
    await expect.poll(() => heard).toContain('answered');
    expect(heard).toEqual(['fine', 'last', 'answered']);
    expect(server.failures).toEqual({ breaks: 2, 'breaks too': 1 });
    expect(new Set(failed)).toEqual(
      new Set(['breaks: a handler', 'breaks too: another handler', 'a change of status: a listener']),
    );
    await server.stop();
    expect(server.pid).toBeUndefined();
  });
});

describe('an app-server', () => {
  it('is suspended to nothing, and woken by the next use as another generation', async () => {
    const { server, spawned } = make();
    server.start();
    await until(server, 'ready');
    const { pid, generation } = server;
    server.suspend();
    expect(server.status.type).toBe('suspended');
    await expect.poll(() => isAlive(pid ?? 0)).toBe(false);
    const { data } = await server.request('model/list', {});
    expect(data.length).toBeGreaterThan(0);
    expect(server.generation).not.toBe(generation);
    expect(spawned).toEqual([generation, server.generation]);
  });

  it('answers several who ask while it starts', async () => {
    const { server, spawned } = make();
    const all = await Promise.all([1, 2, 3].map(() => server.request('thread/loaded/list', {})));
    expect(all.map(({ data }) => data)).toEqual([[], [], []]);
    expect(spawned).toHaveLength(1);
  });

  it('does not let a request of one generation reach the next', async () => {
    const { server } = make();
    server.start();
    await until(server, 'ready');
    const before = server.generation;
    server.restart();
    await until(server, 'ready');
    expect(before).toBeDefined();
    await expect(server.requestOf(before as NonNullable<typeof before>, 'model/list', {})).rejects.toThrow(
      /is gone/,
    );
  });

  it('is killed when it does not leave within two seconds of its end of input', async () => {
    const { server } = make(stubborn);
    server.start();
    await expect.poll(() => server.pid).toBeDefined();
    const pid = server.pid ?? 0;
    const begin = performance.now();
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    expect(performance.now() - begin).toBeGreaterThan(1500);
  });

  it('is not woken any more once it was stopped', async () => {
    const { server, spawned } = make();
    server.start();
    await until(server, 'ready');
    await server.stop();
    await expect(server.request('model/list', {})).rejects.toThrow(/stopped/);
    server.restart();
    expect([server.status.type, spawned.length]).toEqual(['stopped', 1]);
  });

  it('tells whoever waits for it that it cannot be launched, and why', async () => {
    const { server } = make(() => {
      throw new Error('The folder is gone.');
    });
    await expect(server.request('model/list', {})).rejects.toThrow(/The folder is gone/);
    expect(server.status).toMatchObject({ type: 'failed', reason: 'The folder is gone.' });
  });

  it('waits for one that is alive and slow to start, and says since when', async () => {
    const clock = manualClock();
    const go = join(root, 'go');
    const launch = (): Launch => ({
      command: process.execPath,
      args: ['-e', SLOW, go],
      cwd: root,
      env: process.env,
    });
    const { server, spawned } = make(launch, {}, clock);
    const asked = server.request('model/list', {});
    asked.catch(() => {});
    const since = clock.now();
    while (server.pid === undefined) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5 * 60_000);
    expect(server.status).toEqual({ type: 'starting', since });
    writeFileSync(go, '');
    await until(server, 'ready');
    expect([server.status, spawned.length]).toMatchObject([{ version: '1.2.3' }, 1]);
  });
});
