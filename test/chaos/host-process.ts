/** The host in a process of its own, so that it can be killed: what `out/main/web.js` is, without its doors' locks. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createHost } from '../../src-main/host/host.ts';
import { socketTransport } from '../../src-main/web/socket-transport.ts';
import { errorReport } from '#shared/base/words.ts';

/** What the process tells the driver of the fault rounds. */
export interface HostWord {
  readonly port?: number;
  /** A fault of ours: one that the host caught, or one that nobody did. */
  readonly fault?: string;
}

/** Runs a host on the folders until the driver lets go of the channel, then ends all of its children. */
export async function runHostProcess(dataDir: string, codexHome: string): Promise<void> {
  const say = (word: HostWord): void => void process.send?.(word);
  const fault = (how: string) => (error: unknown) => say({ fault: `${how}: ${errorReport(error)}` });
  process.on('uncaughtException', fault('uncaught'));
  process.on('unhandledRejection', fault('unhandled'));
  const host = await createHost({ dataDir, codexHome, onFault: fault('fault') });
  process.on('disconnect', () => void host.dispose().finally(() => process.exit(0)));
  const server = createServer();
  const door = new WebSocketServer({ server, perMessageDeflate: false });
  door.on('connection', (socket) => host.connect(socketTransport(socket)));
  server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }));
}
