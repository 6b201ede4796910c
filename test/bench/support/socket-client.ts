import { WebSocket } from 'ws';
import { ContractClient } from '#shared/contract/client.ts';
import type { ClientFrame, HostFrame } from '#shared/contract/frames.ts';
import type { ClientTransport } from '#shared/contract/transport.ts';
import { toDisposable } from '#shared/base/disposable.ts';

/** A client over a WebSocket in Node, that counts what it gets and waits for things. */
export function socketClient(url: string, clientId: string, headers: Record<string, string> = {}) {
  let batches = 0;
  const waiting = new Set<() => void>();
  const client = new ContractClient({
    clientId,
    name: 'benchmark',
    clock: {
      now: Date.now,
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
      random: Math.random,
    },
    connect: () => connect(url, headers, (frame) => (batches += frame.t === 'batch' ? 1 : 0)),
  });
  const wake = (): void => waiting.forEach((check) => check());
  client.onState(wake);
  const until = <T>(topic: string, find: (values: ReadonlyMap<string, unknown>) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = find(client.view(topic)?.mirror.values ?? new Map());
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  return {
    client,
    batches: () => batches,
    until,
    /** Opens a topic and resolves when its snapshot is there. */
    follow: async (topic: string): Promise<void> => {
      client.open(topic, wake);
      await new Promise<void>((resolve) => {
        const check = (): void => {
          if (client.view(topic)?.mirror.ready !== true) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
    },
    dispose: () => client.dispose(),
  };
}

function connect(url: string, headers: Record<string, string>, seen: (frame: HostFrame) => void): Promise<ClientTransport> {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve({
        send: (frame: ClientFrame) => socket.send(JSON.stringify(frame)),
        onFrame: (listener) => {
          socket.on('message', (data) => {
            const frame = JSON.parse(String(data)) as HostFrame;
            seen(frame);
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
