/**
 * What the way from an app-server to a client costs: the host's CPU against a bare reader of the same recorded stream
 * at the same pace, the delay of its event loop, and, to compare with, a forwarder that sends every message on.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { LineSplitter } from '#shared/rpc/line-splitter.ts';
import { fleetTopic, threadTopic } from '#shared/contract/topics.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { hostRole, startHost } from './support/host-process.ts';
import { Meter, type Measured } from './support/meter.ts';
import { recording, STREAM } from './support/recording.ts';
import { replayer } from './support/replay.ts';
import { median, report } from './support/report.ts';
import { startRole, type Role } from './support/role.ts';
import { socketClient } from './support/socket-client.ts';

const ROUNDS = 3;
/** The host may come as much later than a bare reader of the same stream. */
const DELAY_RATIO = 6;

interface ReaderOrder {
  readonly codex: string;
  /** Sends every message on to whoever is connected. */
  readonly forward: boolean;
}

/** A bare reader: split, parse, count; and no more, unless it forwards. */
const readerRole: Role<ReaderOrder> = async ({ codex, forward }) => {
  const sockets = new Set<WebSocket>();
  const server = createServer();
  new WebSocketServer({ server }).on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const meter = new Meter();
  const child = spawn(codex, ['app-server'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const splitter = new LineSplitter(
    (line) => (line as Buffer).toString('utf8'),
    (parts) => Buffer.concat(parts),
  );
  let lines = 0;
  let ended = 0;
  let told: (measured: Measured) => void = () => {};
  const measured = new Promise<Measured>((done) => (told = done));
  const ready = new Promise<void>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      splitter.push(chunk, (line) => {
        const message = JSON.parse(line) as { method?: string };
        // The answer to the handshake: from here on the replay listens for the word.
        if (message.method === undefined) done();
        if (message.method === undefined || message.method === 'thread/started') return;
        if (lines++ === 0) meter.begin();
        if (forward) {
          const text = JSON.stringify(message);
          for (const socket of sockets) socket.send(text);
        }
        if (message.method === 'turn/completed' && ++ended === STREAM.threads) told(meter.measure(lines));
      });
    });
  });
  child.stdin.write(`${JSON.stringify({ id: 0, method: 'initialize', params: {} })}\n`);
  await ready;
  return {
    answers: {
      port: () => (server.address() as AddressInfo).port,
      run: () => {
        child.kill('SIGUSR2');
        return measured;
      },
    },
    end: () => void child.kill(),
  };
};

async function runReader(codex: string, forward = false): Promise<Measured> {
  const order: ReaderOrder = { codex, forward };
  const reader = startRole('reader', order);
  try {
    const socket = new WebSocket(`ws://127.0.0.1:${await reader.ask<number>('port')}`);
    await new Promise((done) => socket.once('open', done));
    let messages = 0;
    socket.on('message', () => (messages += 1));
    socket.on('error', () => {});
    const measured = await reader.ask<Measured>('run');
    if (forward && messages < measured.lines / 2) throw new Error('the forwarder did not forward');
    return measured;
  } finally {
    await reader.end();
  }
}

type HostRun = Measured & { readonly fleetMessages: number; readonly threadMessages: number };

/** Runs the host to the end of the recording, with one client on the fleet and one on an open thread. */
async function runHost(codex: string): Promise<HostRun> {
  const host = await startHost(codex);
  try {
    const watcher = socketClient(host.url);
    const viewer = socketClient(host.url);
    await watcher.follow(fleetTopic.topic);
    const [first] = await watcher.threads(STREAM.threads);
    if (first === undefined) throw new Error('there is no thread');
    await viewer.follow(threadTopic(first));
    const before = { fleet: watcher.got().batches, thread: viewer.got().batches };
    await host.go();
    await watcher.ranToEnd();
    const measured = await host.measure();
    const fleetMessages = watcher.got().batches - before.fleet;
    const threadMessages = viewer.got().batches - before.thread;
    watcher.dispose();
    viewer.dispose();
    return { ...measured, fleetMessages, threadMessages };
  } finally {
    await host.end();
  }
}

async function run(): Promise<boolean> {
  const file = await recording(STREAM);
  const folder = scratch('pipe');
  const paced = replayer(folder, 'paced', { file, linesPerSecond: STREAM.rate });
  const full = replayer(folder, 'full', { file, linesPerSecond: 0 });
  const hosts: HostRun[] = [];
  const readers: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    readers.push(await runReader(paced));
    hosts.push(await runHost(paced));
  }
  const forwarder = await runReader(paced, true);
  const fullReader = await runReader(full);
  const fullHost = await runHost(full);
  const of = <T>(runs: readonly T[], figure: (run: T, round: number) => number): number =>
    median(runs.map(figure));
  const readerCpu = of(readers, ({ cpuMs }) => cpuMs);
  const ratio = of(hosts, ({ cpuMs }, round) => cpuMs / (readers[round]?.cpuMs ?? Number.NaN));
  return report('pipe', [
    { name: 'CPU of the host over a bare reader', value: ratio, bound: 3, unit: 'x' },
    {
      name: 'delay of the event loop, 99th percentile',
      value: of(hosts, ({ delayP99 }) => delayP99),
      bound: 10,
      unit: 'ms',
      beside: {
        name: 'the bare reader’s',
        value: of(readers, ({ delayP99 }) => delayP99),
        most: DELAY_RATIO,
      },
    },
    {
      name: 'share of a core',
      value: of(hosts, ({ cpuMs, wallMs }) => (100 * cpuMs) / wallMs),
      bound: null,
      unit: '%',
    },
    {
      name: 'CPU over a bare reader at full speed',
      value: fullHost.cpuMs / fullReader.cpuMs,
      bound: null,
      unit: 'x',
    },
    {
      name: 'CPU of a forwarder of every message over a bare reader',
      value: forwarder.cpuMs / readerCpu,
      bound: null,
      unit: 'x',
    },
    {
      name: 'messages a second to the client with the open thread',
      value: of(hosts, ({ threadMessages, wallMs }) => (1000 * threadMessages) / wallMs),
      bound: null,
      unit: '/s',
    },
    {
      name: 'messages a second to the client with the fleet',
      value: of(hosts, ({ fleetMessages, wallMs }) => (1000 * fleetMessages) / wallMs),
      bound: null,
      unit: '/s',
    },
    {
      name: 'lines a second',
      value: of(readers, ({ lines, wallMs }) => (1000 * lines) / wallMs),
      bound: null,
      unit: '/s',
    },
  ]);
}

runBench({
  about: 'pipe: the host’s CPU and its event loop’s delay while one app-server streams 100 threads.',
  roles: { host: hostRole, reader: readerRole },
  run,
});
