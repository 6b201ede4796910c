import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { ContractClient } from '#shared/contract/client.ts';
import type { ClientFrame, HostFrame } from '#shared/contract/frames.ts';
import type { ClientTransport } from '#shared/contract/transport.ts';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { toDisposable } from '#shared/base/disposable.ts';

export type SocketClient = ReturnType<typeof socketClient>;

/** A client over a WebSocket in Node, that counts what it gets and waits for things. */
export function socketClient(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  protocols: readonly string[] = [],
) {
  const got = { frames: 0, batches: 0, bytes: 0 };
  const waiting = new Set<() => void>();
  const client = new ContractClient({
    clientId: randomUUID(),
    name: 'benchmark',
    clock: {
      now: Date.now,
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
      random: Math.random,
    },
    connect: () =>
      connect(url, headers, protocols, (frame, bytes) => {
        got.frames += 1;
        got.batches += frame.t === 'batch' ? 1 : 0;
        got.bytes += bytes;
      }),
  });
  const wake = (): void => waiting.forEach((check) => check());
  client.onState(wake);
  const when = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const rows = (): FleetRow[] => fleetTopic.thread.all(client.values(fleetTopic.topic));
  return {
    client,
    /** What came so far. */
    got: () => ({ ...got }),
    rows,
    when,
    /** Opens a topic and resolves when its snapshot is there. */
    follow: async (topic: string): Promise<void> => {
      client.open(topic, wake);
      await when(() => (client.view(topic)?.mirror.ready === true ? true : undefined));
    },
    /** Ids of the threads, once the fleet (which must be followed) has so many. */
    threads: (count: number): Promise<ThreadId[]> =>
      when(() => (rows().length >= count ? rows().map(({ id }) => id) : undefined)),
    /** Resolves when threads of the fleet have begun to run and all have ended. */
    ranToEnd: async (): Promise<void> => {
      await when(() => (rows().some(({ state }) => state === 'running') ? true : undefined));
      await when(() => (rows().every(({ state }) => state !== 'running') ? true : undefined));
    },
    dispose: () => client.dispose(),
  };
}

function connect(
  url: string,
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[],
  seen: (frame: HostFrame, bytes: number) => void,
): Promise<ClientTransport> {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false, headers });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve({
        send: (frame: ClientFrame) => socket.send(JSON.stringify(frame)),
        onFrame: (listener) => {
          socket.on('message', (data) => {
            const text = String(data);
            const frame = JSON.parse(text) as HostFrame;
            seen(frame, text.length);
            listener(frame);
          });
          return toDisposable(() => socket.removeAllListeners('message'));
        },
        onClose: (listener) => {
          socket.once('close', () => listener('closed'));
          return toDisposable(() => {});
        },
        close: () => socket.close(),
      });
    });
  });
}
