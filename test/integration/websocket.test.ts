/** An app-server that runs by itself and is reached by WebSocket: let in by a token, worked with, lost and found again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RpcNotification } from '#shared/rpc/messages.ts';
import { AppServer } from '../../src-main/host/engines/codex/app-server/app-server.ts';
import { webSocketConnector } from '../../src-main/host/engines/connectors/websocket.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { testedCodex } from '../support/tested-codex.ts';
import { hastyClock } from '../support/use-harness.ts';

const TOKEN = 'let-me-in-0123456789abcdef';

let root: string;
let model: ScriptedModel;
let codex: ChildProcess;
/** Between Muster and the app-server, so that the way between them can be cut. */
let way: Server;
let cut: () => void;
const servers: AppServer[] = [];

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-websocket-')));
  model = await startScriptedModel({ scenarios: scriptedScenarios });
  const home = join(root, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'config.toml'), codexConfigToml({ modelUrl: model.url, trustedFolders: [root] }));
  const tokenFile = join(root, 'token');
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
  codex = spawn(
    testedCodex().binary,
    [
      'app-server',
      '--listen',
      'ws://127.0.0.1:0',
      '--ws-auth',
      'capability-token',
      '--ws-token-file',
      tokenFile,
    ],
    { env: { ...process.env, CODEX_HOME: home }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await listening(codex);
  const sockets = new Set<Socket>();
  way = createServer((socket) => {
    const on = connect(port, '127.0.0.1');
    for (const end of [socket, on]) {
      sockets.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        socket.destroy();
        on.destroy();
      });
    }
    socket.pipe(on).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  cut = () => sockets.forEach((socket) => socket.destroy());
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  cut();
  way.close();
  codex.kill('SIGKILL');
  await model.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** The port that the app-server says it listens at. */
async function listening(child: ChildProcess): Promise<number> {
  if (child.stderr === null) throw new Error('no stderr');
  let said = '';
  for await (const line of createInterface({ input: child.stderr })) {
    said += `${line}\n`;
    const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined && port !== '0') return Number(port);
  }
  throw new Error(`the app-server does not listen:\n${said}`);
}

function reach(token: string | undefined = TOKEN) {
  const heard: RpcNotification[] = [];
  const { port } = way.address() as AddressInfo;
  const server = new AppServer({
    connector: webSocketConnector({
      url: `ws://127.0.0.1:${port}`,
      token: () => token,
      clock: hastyClock,
    }),
    clientVersion: '0',
    clock: hastyClock,
    onSpawn: () => {},
    notification: (message) => {
      heard.push(message);
      return 'whole';
    },
    request: (_message, respond) => respond.error({ code: -32000, message: 'no' }),
    malformed: () => {},
    failed: (error) => {
      throw error;
    },
  });
  servers.push(server);
  return { server, heard };
}

describe('an app-server that is reached by WebSocket', () => {
  it('runs a turn, says when the way to it is lost, and goes on when it is there again', async () => {
    const { server, heard } = reach();
    const states: string[] = [];
    server.onStatus(({ type }) => states.push(type));
    const { thread } = await server.request('thread/start', { cwd: root });
    expect(server.status).toMatchObject({ type: 'ready', version: testedCodex().version, pid: 0 });
    expect(server.pid).toBeUndefined();
    const { generation } = server;
    const input = [{ type: 'text' as const, text: '[script:say text="Over the wire"]', text_elements: [] }];
    await server.request('turn/start', { threadId: thread.id, input });
    await expect.poll(() => heard.map(({ method }) => method)).toContain('turn/completed');
    expect(JSON.stringify(heard)).toContain('Over the wire');

    cut();
    await expect.poll(() => server.status.type).not.toBe('ready');
    expect(server.status).toMatchObject({
      type: 'restarting',
      reason: expect.stringContaining('was lost') as string,
    });
    await expect.poll(() => server.status.type).toBe('ready');
    expect(states).toEqual(['starting', 'ready', 'restarting', 'starting', 'ready']);
    expect(server.generation).not.toBe(generation);
    const { thread: again } = await server.request('thread/read', {
      threadId: thread.id,
      includeTurns: true,
    });
    expect(again.turns).toHaveLength(1);
    await server.stop();
    expect([server.status.type, codex.exitCode]).toEqual(['stopped', null]);
  });

  it('lets nobody in without its token, and waits for the person', async () => {
    const { server } = reach('another');
    server.start();
    await expect.poll(() => server.status.type).toBe('failed');
    expect(server.status).toMatchObject({ reason: expect.stringContaining('answered 401') as string });
  });

  it('is tried again while it is not there', async () => {
    cut();
    const { server } = reach();
    way.close();
    server.start();
    await expect.poll(() => server.status.type).toBe('restarting');
    expect(server.status).toMatchObject({
      reason: expect.stringContaining('cannot be reached') as string,
    });
  });
});
