/**
 * What the way from an app-server to a client costs: the host's CPU against a bare reader of the same recorded stream
 * at the same pace, the delay of its event loop, and, to compare with, a forwarder that sends every message on.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WebSocket, WebSocketServer } from 'ws';
import { createHost } from '../../src-main/host/host.ts';
import { LineSplitter } from '#shared/rpc/line-splitter.ts';
import { FLEET_TOPIC, threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { socketTransport } from '../../src-main/web/socket-transport.ts';
import { recording } from './support/recording.ts';
import { replayAsAppServer } from './support/replay.ts';
import { median, report } from './support/report.ts';
import { socketClient } from './support/socket-client.ts';

const SECONDS = 20;
const RATE = 12_000;
const THREADS = 100;
const SHAPE = { threads: THREADS, deltasPerThread: (SECONDS * RATE) / THREADS, charsPerDelta: 12 };

interface Measured {
  /** CPU time of the reading process from the word to the last line, ms. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly lines: number;
  /** 99th percentile of what the event loop came late, ms. */
  readonly delayP99: number;
}

type Role = 'host' | 'reader' | 'forwarder';

/** How the reading processes tell the benchmark what they saw. */
interface Word {
  readonly ready?: { readonly port: number };
  readonly measured?: Measured;
}


function measure(begin: { cpu: NodeJS.CpuUsage; at: number }, lines: number, loop: ReturnType<typeof monitorEventLoopDelay>): Measured {
  const { user, system } = process.cpuUsage(begin.cpu);
  // The histogram's samples hold the timer's own interval of 1 ms.
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - begin.at, lines, delayP99: Math.max(0, loop.percentile(99) / 1e6 - 1) };
}

/** A bare reader: split, parse, count. */
function reader(
  codex: string,
  forward: ((message: string) => void) | undefined,
  told: { ready: () => void; begin: () => void; end: (lines: number) => void },
): ChildProcess {
  const child = spawn(codex, ['app-server'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let lines = 0;
  let ended = 0;
  const splitter = new LineSplitter(
    (line) => (line as Buffer).toString('utf8'),
    (parts) => Buffer.concat(parts),
  );
  child.stdout.on('data', (chunk: Buffer) => {
    splitter.push(chunk, (line) => {
      const message = JSON.parse(line) as { method?: string };
      // The answer to the handshake: from here on the replay listens for the word.
      if (message.method === undefined) told.ready();
      if (message.method === undefined || message.method === 'thread/started') return;
      if (lines++ === 0) told.begin();
      forward?.(JSON.stringify(message));
      if (message.method === 'turn/completed' && ++ended === THREADS) told.end(lines);
    });
  });
  return child;
}

async function runRole(role: Role, codex: string): Promise<void> {
  const say = (word: Word): void => void process.send?.(word);
  const sockets = new Set<WebSocket>();
  const server = createServer();
  const door = new WebSocketServer({ server });
  let start = { cpu: process.cpuUsage(), at: performance.now() };
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const begin = (): void => {
    start = { cpu: process.cpuUsage(), at: performance.now() };
    loop.enable();
  };
  let child: ChildProcess | undefined;
  let go: () => void;
  let close = async (): Promise<void> => {};
  if (role === 'host') {
    const dataDir = mkdtempSync(join(tmpdir(), 'muster-pipe-'));
    const host = await createHost({ dataDir, codexHome: dataDir, env: { ...process.env, MUSTER_CODEX: codex } });
    const { workspaceId } = await host.call('workspace/add', { path: dataDir });
    door.on('connection', (socket) => host.connect(socketTransport(socket)));
    const pid = async (): Promise<number> => {
      for (;;) {
        const { appServers } = await host.call('diagnostics/read', {});
        const found = appServers.find(({ status, name }) => status === 'ready' && name !== dataDir)?.pid;
        if (found != null) return found;
        await new Promise((done) => setTimeout(done, 20));
      }
    };
    const replayer = await pid();
    void workspaceId;
    go = () => {
      begin();
      process.kill(replayer, 'SIGUSR2');
    };
    close = async () => {
      await host.dispose();
      rmSync(dataDir, { recursive: true, force: true });
    };
  } else {
    door.on('connection', (socket) => sockets.add(socket));
    const forward = role === 'forwarder' ? (text: string) => sockets.forEach((socket) => socket.send(text)) : undefined;
    let ready = (): void => {};
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    child = reader(codex, forward, { ready, begin, end: (lines) => say({ measured: measure(start, lines, loop) }) });
    child.stdin?.write(`${JSON.stringify({ id: 0, method: 'initialize', params: {} })}\n`);
    await isReady;
    go = () => void child?.kill('SIGUSR2');
  }
  process.on('message', (message: 'go' | 'measure' | 'end') => {
    if (message === 'go') go();
    if (message === 'measure') say({ measured: measure(start, 0, loop) });
    if (message === 'end') {
      child?.kill();
      for (const socket of door.clients) socket.terminate();
      server.close();
      void close().then(() => process.exit(0));
    }
  });
  server.listen(0, '127.0.0.1', () => say({ ready: { port: (server.address() as AddressInfo).port } }));
}

/** Runs one reading process to the end of the recording, with the client that its role has. */
async function run(role: Role, codex: string): Promise<Measured & { frames: number; fleetFrames: number }> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', '--role', role, codex], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const words: ((word: Word) => void)[] = [];
  child.on('message', (word: Word) => words.shift()?.(word));
  const next = (): Promise<Word> => new Promise((done) => words.push(done));
  const { ready } = await next();
  const url = `ws://127.0.0.1:${ready?.port}`;
  try {
    if (role !== 'host') {
      const socket = new WebSocket(url);
      await new Promise((done) => socket.once('open', done));
      let frames = 0;
      socket.on('message', () => (frames += 1));
      const measured = next();
      child.send('go');
      const word = await measured;
      return { ...(word.measured as Measured), frames, fleetFrames: 0 };
    }
    const watcher = socketClient(url, randomUUID());
    const viewer = socketClient(url, randomUUID());
    await watcher.follow(FLEET_TOPIC);
    const key = await watcher.until(FLEET_TOPIC, (values) => (values.size === THREADS ? [...values.keys()][0] : undefined));
    const threadId = key.slice('thread:'.length) as ThreadId;
    await viewer.follow(threadTopic(threadId));
    const before = { watcher: watcher.batches(), viewer: viewer.batches() };
    child.send('go');
    await watcher.until(FLEET_TOPIC, (values) => {
      const rows = [...values.values()] as { state: string; unread: boolean }[];
      return rows.some(({ state }) => state === 'running') ? true : undefined;
    });
    await watcher.until(FLEET_TOPIC, (values) => ([...values.values()].every((row) => (row as { state: string }).state !== 'running') ? true : undefined));
    const measured = next();
    child.send('measure');
    const word = await measured;
    const fleetFrames = watcher.batches() - before.watcher;
    const frames = viewer.batches() - before.viewer;
    watcher.dispose();
    viewer.dispose();
    return { ...(word.measured as Measured), frames, fleetFrames };
  } finally {
    child.send('end');
    await new Promise((done) => child.once('exit', done));
  }
}

/** An executable that replays the recording, as a Codex that the host can spawn. */
function replayer(folder: string, name: string, file: string, linesPerSecond: number): string {
  const path = join(folder, name);
  const order = JSON.stringify({ file, linesPerSecond }).replaceAll("'", "'\\''");
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${process.argv[1]}' --replay '${order}'\n`);
  chmodSync(path, 0o755);
  return path;
}

async function main(): Promise<boolean> {
  const file = await recording(SHAPE);
  const folder = mkdtempSync(join(tmpdir(), 'muster-pipe-'));
  try {
    const paced = replayer(folder, 'paced', file, RATE);
    const full = replayer(folder, 'full', file, 0);
    const hostRuns: Awaited<ReturnType<typeof run>>[] = [];
    const readerRuns: Awaited<ReturnType<typeof run>>[] = [];
    for (let round = 0; round < 3; round += 1) {
      readerRuns.push(await run('reader', paced));
      hostRuns.push(await run('host', paced));
    }
    const forwarded = await run('forwarder', paced);
    const fullReader = await run('reader', full);
    const fullHost = await run('host', full);
    const ratio = median(hostRuns.map(({ cpuMs }, round) => cpuMs / (readerRuns[round]?.cpuMs ?? Number.NaN)));
    const host = hostRuns.find(({ cpuMs }) => cpuMs === median(hostRuns.map((other) => other.cpuMs))) ?? hostRuns[0];
    if (host === undefined) throw new Error('nothing was measured');
    return report('pipe', [
      { name: 'CPU of the host over a bare reader', value: ratio, bound: 3, unit: 'x' },
      { name: 'delay of the event loop, 99th percentile', value: median(hostRuns.map(({ delayP99 }) => delayP99)), bound: 10, unit: 'ms' },
      { name: 'delay of the bare reader’s event loop, 99th percentile', value: median(readerRuns.map(({ delayP99 }) => delayP99)), bound: null, unit: 'ms' },
      { name: 'share of a core', value: (100 * host.cpuMs) / host.wallMs, bound: null, unit: '%' },
      { name: 'CPU over a bare reader at full speed', value: fullHost.cpuMs / fullReader.cpuMs, bound: null, unit: 'x' },
      { name: 'CPU of a forwarder of every message over a bare reader', value: forwarded.cpuMs / median(readerRuns.map(({ cpuMs }) => cpuMs)), bound: null, unit: 'x' },
      { name: 'messages a second to the client with the open thread', value: host.frames / (host.wallMs / 1000), bound: null, unit: '/s' },
      { name: 'messages a second to the client with the fleet', value: host.fleetFrames / (host.wallMs / 1000), bound: null, unit: '/s' },
      { name: 'lines a second', value: (readerRuns[0]?.lines ?? 0) / ((readerRuns[0]?.wallMs ?? 1) / 1000), bound: null, unit: '/s' },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [flag, ...rest] = process.argv.slice(2);
if (flag === '--replay') replayAsAppServer(JSON.parse(rest[0] ?? '') as Parameters<typeof replayAsAppServer>[0]);
else if (flag === '--role') void runRole(rest[0] as Role, rest[1] ?? '');
else void main().then((ok) => process.exit(ok ? 0 : 1));
