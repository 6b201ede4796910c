/**
 * What a client gets that only shows the fleet, while 100 threads stream: a few rows a few times a second, however
 * much text goes by.
 */
import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { hostRole, startHost } from './support/host-process.ts';
import { recording, STREAM } from './support/recording.ts';
import { replayer } from './support/replay.ts';
import { report } from './support/report.ts';
import { socketClient } from './support/socket-client.ts';

async function run(): Promise<boolean> {
  const file = await recording(STREAM);
  const host = await startHost(replayer(scratch('quiet'), 'paced', { file, linesPerSecond: STREAM.rate }));
  try {
    // What a window has open that shows the fleet: the count of the inbox and the workspaces beside it.
    const client = socketClient(host.url);
    for (const topic of [hostTopic.topic, fleetTopic.topic, inboxTopic.topic]) await client.follow(topic);
    await client.threads(STREAM.threads);
    const before = client.got();
    await host.go();
    await client.ranToEnd();
    const { wallMs } = await host.measure();
    const after = client.got();
    client.dispose();
    const seconds = wallMs / 1000;
    return report('quiet', [
      {
        name: 'messages a second to a client on the fleet',
        value: (after.frames - before.frames) / seconds,
        bound: 15,
        unit: '/s',
      },
      {
        name: 'KiB a second to it',
        value: (after.bytes - before.bytes) / 1024 / seconds,
        bound: null,
        unit: 'KiB/s',
      },
      {
        name: 'deltas a second that the threads wrote',
        value: (STREAM.threads * STREAM.deltasPerThread) / seconds,
        bound: null,
        unit: '/s',
      },
    ]);
  } finally {
    await host.end();
  }
}

runBench({
  about: 'quiet: messages a second to a client that only shows the fleet while 100 threads stream.',
  roles: { host: hostRole },
  run,
});
