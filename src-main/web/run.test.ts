import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataDir, showFirst } from './instance.ts';
import { parseWebOptions } from './options.ts';
import {
  runUntilToldToEnd,
  startBrowserHost,
  type HostFactory,
  type Started,
  type Surroundings,
} from './run.ts';

let folder: string;
let said: string[];
let printed: string[];
let opened: string[];
let around: Surroundings;
let disposed: number;
let pressEnter: (() => void) | undefined;
const running: Started[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-run-'));
  await mkdir(join(folder, 'page'));
  await writeFile(join(folder, 'page', 'index.html'), 'page');
  [said, printed, opened, disposed] = [[], [], [], 0];
  around = {
    root: join(folder, 'page'),
    say: (line) => said.push(line),
    print: (line) => printed.push(line),
    openBrowser: (url) => opened.push(url) > 0,
    terminal: false,
    onEnter: (listener) => {
      pressEnter = listener;
      return () => (pressEnter = undefined);
    },
  };
});

afterEach(async () => {
  for (const started of running.splice(0)) if (started.type === 'running') await started.end();
  await rm(folder, { recursive: true, force: true });
});

const quietHost: HostFactory = async () => ({
  connect: () => undefined,
  dispose: async () => {
    disposed += 1;
  },
});

async function start(args: readonly string[] = [], factory = quietHost): Promise<Started> {
  const options = parseWebOptions(['--data', join(folder, 'data'), '--port', '0', ...args]);
  const started = await startBrowserHost(options, factory, around);
  running.push(started);
  return started;
}

describe('startBrowserHost', () => {
  it('prints one line of JSON, opens a link of its own, and leaves nothing behind at the end', async () => {
    const started = await start(['--json']);
    const line = JSON.parse(printed[0] ?? '') as { url: string; pid: number; dataDir: string };
    expect(line).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/) as string,
      pid: process.pid,
      dataDir: join(folder, 'data'),
    });
    // The arguments of a browser can be read by any process: they let nobody in.
    expect(opened).toEqual([`${new URL(line.url).origin}/`]);
    const file = join(folder, 'data', 'instance.json');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    if (started.type === 'running') await started.end();
    expect(disposed).toBe(1);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    await expect(fetch(line.url)).rejects.toThrow('fetch failed');
  });

  it('shows where the first runs instead of starting a second on one data folder, and gives it no link', async () => {
    await start(['--json']);
    const second = await start(['--json']);
    expect(second.type).toBe('elsewhere');
    const [first, again] = printed.map((line) => JSON.parse(line) as { url: string; pid: number });
    expect(again?.pid).toBe(first?.pid);
    const { origin } = new URL(first?.url ?? '');
    expect(again?.url).toBe(`${origin}/`);
    // The first opened its page once more, for the person.
    expect(opened).toEqual([`${origin}/`, `${origin}/`]);
    expect(said.at(-1)).toContain('already runs on');
  });

  it('writes no secret into a file, and no link where it is not a person who reads', async () => {
    const started = await start([]);
    if (started.type !== 'running') throw new Error('elsewhere');
    expect(said.join('\n')).not.toContain('#token');
    expect(said.join('\n')).toContain('only told to a terminal');
    const text = await readFile(join(folder, 'data', 'instance.json'), 'utf8');
    expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(['instance', 'kind', 'origin', 'pid']);
  });

  it('tells a terminal a link with a code, and another one with each Enter', async () => {
    around = { ...around, terminal: true };
    const started = await start(['--no-open']);
    const linksSaid = (): string[] =>
      said.flatMap((line) => /http\S+#token=([A-Z2-9]{5}-[A-Z2-9]{5})/.exec(line)?.[1] ?? []);
    expect(linksSaid()).toHaveLength(1);
    pressEnter?.();
    expect(new Set(linksSaid()).size).toBe(2);
    if (started.type === 'running') await started.end();
    expect(pressEnter).toBeUndefined();
  });

  it('lets another data folder run beside it', async () => {
    await start();
    const options = parseWebOptions(['--data', join(folder, 'other'), '--port', '0']);
    const other = await startBrowserHost(options, quietHost, around);
    running.push(other);
    expect(other.type).toBe('running');
  });

  it('gives the folder up when the host does not start', async () => {
    const failing: HostFactory = async () => {
      throw new Error('no host');
    };
    await expect(start([], failing)).rejects.toThrow('no host');
    expect((await start()).type).toBe('running');
  });

  it('ends the host when its port is taken', async () => {
    const first = await start(['--no-open']);
    const port = first.type === 'running' ? first.server.port : 0;
    const options = parseWebOptions(['--data', join(folder, 'other'), '--port', String(port)]);
    await expect(startBrowserHost(options, quietHost, around)).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use`,
    );
    expect(disposed).toBe(1);
  });

  it('gives the host links for other devices', async () => {
    let createLink: (() => { url: string }) | undefined;
    await start([], async (options) => {
      createLink = options.createLink;
      return quietHost(options);
    });
    expect(createLink?.().url).toMatch(/#token=/);
  });
});

describe('runUntilToldToEnd', () => {
  const events = ['uncaughtException', 'unhandledRejection', 'disconnect', 'SIGINT', 'SIGTERM', 'SIGHUP'];

  /** Runs it as this process would be run; `fire` reaches what it listens to and nobody else. */
  function run(factory: HostFactory) {
    const before = new Map(events.map((name) => [name, process.rawListeners(name)]));
    const code = runUntilToldToEnd(
      () => parseWebOptions(['--data', join(folder, 'data'), '--port', '0', '--no-open']),
      factory,
      around,
    );
    const own = (name: string) =>
      process.rawListeners(name).filter((listener) => before.get(name)?.includes(listener) !== true);
    const fire = (name: string, error?: unknown): void => {
      for (const listener of own(name)) listener.call(process, error);
    };
    const end = async (): Promise<number> => {
      fire('disconnect');
      const answer = await code;
      for (const name of events)
        for (const listener of own(name)) process.off(name, listener as (...args: unknown[]) => void);
      return answer;
    };
    return { code, fire, end };
  }

  it('goes on after errors that nobody handled, says each, and hands them to the host', async () => {
    const faults: unknown[] = [];
    const host: HostFactory = async (options) => ({
      ...(await quietHost(options)),
      faultOutside: (error) => {
        faults.push(error);
        throw new Error('and another');
      },
    });
    const { fire, end } = run(host);
    await expect.poll(() => said.some((line) => line.includes('Muster runs'))).toBe(true);
    const [thrown, rejected] = [new Error('thrown somewhere'), new Error('rejected somewhere')];
    fire('uncaughtException', thrown);
    fire('unhandledRejection', rejected);
    expect(faults).toEqual([thrown, rejected]);
    for (const { message } of [thrown, rejected])
      expect(said.some((line) => line.includes('agents go on') && line.includes(message))).toBe(true);
    expect(disposed).toBe(0);
    expect(await end()).toBe(0);
    expect(disposed).toBe(1);
  });

  it('does not repeat itself without end when one error follows another', async () => {
    let told = 0;
    const { fire, end } = run(async (options) => ({
      ...(await quietHost(options)),
      faultOutside: () => (told += 1),
    }));
    await expect.poll(() => said.some((line) => line.includes('Muster runs'))).toBe(true);
    for (let count = 0; count < 5000; count += 1) fire('uncaughtException', new Error('again'));
    expect(told).toBeLessThan(100);
    expect(await end()).toBe(0);
  });
});

describe('lockDataDir', () => {
  it('is held once, and free again after a release', () => {
    const data = join(folder, 'locked');
    const lock = lockDataDir(data);
    expect(lockDataDir(data)).toBeUndefined();
    lock?.release();
    const next = lockDataDir(data);
    expect(next).toBeDefined();
    next?.release();
  });

  it('is free again when the process that held it was killed, whatever file it left', async () => {
    const data = join(folder, 'killed');
    await mkdir(data);
    const script =
      `const D = require('libsql'); const d = new D(${JSON.stringify(join(data, 'instance.lock'))});` +
      `d.exec('BEGIN EXCLUSIVE'); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await writeFile(
      join(data, 'instance.json'),
      JSON.stringify({ pid: holder.pid, kind: 'browser', instance: 'x' }),
    );
    expect(lockDataDir(data)).toBeUndefined();
    const gone = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await gone;
    const lock = lockDataDir(data);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it('says what to do about a folder that cannot be used', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(() => lockDataDir(join(folder, 'file', 'data'))).toThrow('Choose another with --data DIR');
  });
});

describe('showFirst', () => {
  it('does not wait for ever for a process that hangs', async () => {
    const data = join(folder, 'hung');
    await mkdir(data);
    const info = { pid: 4242, kind: 'browser', instance: 'x', origin: 'http://127.0.0.1:1' };
    await writeFile(join(data, 'instance.json'), JSON.stringify(info));
    await expect(showFirst(data, 0)).rejects.toThrow('process 4242 has the data folder');
  });
});
