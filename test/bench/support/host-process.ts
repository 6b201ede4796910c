/**
 * A host in a process of its own, with one workspace whose app-server is an executable of the benchmark's choice, and
 * a WebSocket door without sessions: nothing but what is measured.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createHost } from '../../../src-main/host/host.ts';
import { socketTransport } from '../../../src-main/web/socket-transport.ts';
import { pause } from './bench.ts';
import { scratch } from './lifetime.ts';
import { Meter, type Measured } from './meter.ts';
import { memoryOf, type Memory } from './memory.ts';
import { startRole, type Role, type RoleProcess } from './role.ts';

export interface HostOrder {
  /** The executable that is spawned as the app-server. */
  readonly codex: string;
}

export interface HeapMemory {
  /** What is reachable after a collection, MiB. */
  readonly heap: number;
}

/** For `roles`: under the name `host`. */
export const hostRole: Role<HostOrder> = async ({ codex }) => {
  const dataDir = scratch('host');
  const folder = scratch('workspace');
  const codexHome = scratch('codex-home');
  const host = await createHost({
    dataDir,
    codexHome,
    env: { ...process.env, MUSTER_CODEX: codex },
  });
  await host.call('workspace/add', { path: folder });
  const server = createServer();
  const door = new WebSocketServer({ server });
  door.on('connection', (socket) => host.connect(socketTransport(socket)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const replayer = await readyPid(async () => (await host.call('diagnostics/read', {})).appServers);
  const meter = new Meter();
  return {
    answers: {
      port: () => (server.address() as AddressInfo).port,
      go: () => {
        meter.begin();
        process.kill(replayer, 'SIGUSR2');
      },
      measure: () => meter.measure(0),
      heap: (): HeapMemory => ({ heap: heapAfterCollection() }),
    },
    end: async () => {
      for (const socket of door.clients) socket.terminate();
      server.close();
      await host.dispose();
    },
  };
};

/** The pid of the one workspace's app-server, once it is ready. Workspaces come first; names are masked in diagnostics. */
export async function readyPid(
  appServers: () => Promise<readonly { readonly status: string; readonly pid: number | null }[]>,
): Promise<number> {
  for (;;) {
    const [workspace] = await appServers();
    if (workspace?.status === 'ready' && workspace.pid !== null) return workspace.pid;
    await pause(20);
  }
}

function heapAfterCollection(): number {
  if (globalThis.gc === undefined) throw new Error('the heap is only measured with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** A host as the benchmark holds it. */
export interface HostProcess {
  readonly url: string;
  /** Lets the recording play. */
  go(): Promise<void>;
  /** CPU and delays since `go`. */
  measure(): Promise<Measured>;
  /** Only of a host that was started with `collectable`. */
  heap(): Promise<HeapMemory>;
  memory(): Memory;
  end(): Promise<void>;
}

export async function startHost(codex: string, collectable = false): Promise<HostProcess> {
  const order: HostOrder = { codex };
  const child: RoleProcess = startRole('host', order, collectable ? ['--expose-gc'] : []);
  const port = await child.ask<number>('port');
  return {
    url: `ws://127.0.0.1:${port}`,
    go: () => child.ask('go'),
    measure: () => child.ask('measure'),
    heap: () => child.ask('heap'),
    memory: () => memoryOf(child.pid),
    end: () => child.end(),
  };
}
