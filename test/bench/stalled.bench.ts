/**
 * What a client costs the host that stops acknowledging and stops reading, with every thread open, while 100 threads
 * stream: a bound that does not grow with what it misses.
 */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { WebSocket } from 'ws';
import { CONTRACT_VERSION, type ClientFrame, type HostFrame } from '#shared/contract/frames.ts';
import { fleetTopic, hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import { pause, runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { hostRole, startHost } from './support/host-process.ts';
import { recording, STREAM } from './support/recording.ts';
import { replayer } from './support/replay.ts';
import { report } from './support/report.ts';
import { socketClient } from './support/socket-client.ts';

const SAMPLE_MS = 500;

/** Opens topics, then neither reads nor acknowledges. Resolves when the host has welcomed it. */
async function stalledClient(url: string, topics: readonly string[]): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const send = (frame: ClientFrame): void => socket.send(JSON.stringify(frame));
  socket.on('error', () => {});
  await new Promise((done) => socket.once('open', done));
  send({ t: 'hello', version: CONTRACT_VERSION, client: randomUUID(), name: 'stalled' });
  const welcome = await new Promise<HostFrame>((done) =>
    socket.once('message', (data) => done(JSON.parse(String(data)) as HostFrame)),
  );
  if (welcome.t !== 'welcome') throw new Error('the host did not welcome the stalled client');
  socket.pause();
  for (const topic of topics) send({ t: 'open', topic });
  return socket;
}

async function run(): Promise<boolean> {
  const file = await recording(STREAM);
  const codex = replayer(scratch('stalled'), 'paced', { file, linesPerSecond: STREAM.rate });
  const host = await startHost(codex, true);
  try {
    const watcher = socketClient(host.url);
    await watcher.follow(fleetTopic.topic);
    const threads = await watcher.threads(STREAM.threads);
    const begin = { ...(await host.heap()), pss: host.memory().pss };
    const topics = [hostTopic.topic, fleetTopic.topic, inboxTopic.topic, ...threads.map(threadTopic)];
    const stalled = await stalledClient(host.url, topics);
    let most = begin.pss;
    const sampling = setInterval(() => (most = Math.max(most, host.memory().pss)), SAMPLE_MS);
    await host.go();
    await watcher.ranToEnd();
    clearInterval(sampling);
    const { clients } = await watcher.client.call('diagnostics/read', {});
    const open = clients.find(({ name }) => name === 'stalled')?.topics.length;
    if (open !== topics.length) throw new Error('the stalled client was cut off');
    const held = await host.heap();
    stalled.terminate();
    await pause(500);
    const freed = await host.heap();
    watcher.dispose();
    return report('stalled', [
      { name: 'heap that the stalled client held', value: held.heap - freed.heap, bound: 30, unit: 'MiB' },
      {
        name: 'growth of the host’s heap with it, threads included',
        value: held.heap - begin.heap,
        bound: 30,
        unit: 'MiB',
      },
      {
        name: 'growth of the host’s PSS with it, at most',
        value: most - begin.pss,
        bound: null,
        unit: 'MiB',
      },
      {
        name: 'what it missed, as the app-server wrote it',
        value: statSync(file).size / 2 ** 20,
        bound: null,
        unit: 'MiB',
      },
    ]);
  } finally {
    await host.end();
  }
}

runBench({
  about:
    'stalled: the host’s memory while 100 threads stream to a client that neither reads nor acknowledges.',
  roles: { host: hostRole },
  run,
});
