/**
 * The smallest client that can drive the real Codex app-server over stdio, for tests of what stands below the
 * host: scripts, demo, protocol facts. It is not the product's connection and has none of its care.
 */
import { spawn } from 'node:child_process';
import type { ServerNotification, ServerRequest } from '../../src-shared/app-server/generated/ts/index.ts';
import { testedCodex } from './tested-codex.ts';

export type Notification = ServerNotification;
export type Request = ServerRequest;

export interface ScriptedCodexOptions {
  readonly codexHome: string;
  /** Answers a server request with its result; thrown errors and `undefined` become a JSON-RPC error. */
  readonly onRequest?: (request: Request) => unknown;
  readonly onNotification?: (notification: Notification) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface ScriptedCodex {
  readonly pid: number;
  readonly userAgent: string;
  request<T = unknown>(method: string, params: unknown): Promise<T>;
  /** The first notification, past ones included, that `test` takes; rejects when the process ends first. */
  until<M extends Notification['method']>(
    method: M,
    test?: (params: Extract<Notification, { method: M }>['params']) => boolean,
  ): Promise<Extract<Notification, { method: M }>['params']>;
  /** All notifications so far, in order. */
  readonly notifications: readonly Notification[];
  readonly requests: readonly Request[];
  /** Starts a thread with one turn and resolves with both ids. */
  startThread(
    cwd: string,
    prompt: string,
    extra?: { thread?: Record<string, unknown>; turn?: Record<string, unknown> },
  ): Promise<{ threadId: string; turnId: string }>;
  /** End of input; resolves when the process is gone. */
  stop(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts the Codex under test and makes the handshake. Rejects with the process's own words if it ends early. */
export async function startScriptedCodex(options: ScriptedCodexOptions): Promise<ScriptedCodex> {
  const { binary } = testedCodex();
  const child = spawn(binary, ['app-server', ...(options.args ?? [])], {
    env: { ...process.env, ...options.env, CODEX_HOME: options.codexHome },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const pending = new Map<number, Pending>();
  const notifications: Notification[] = [];
  const requests: Request[] = [];
  const watchers = new Set<{ check(n: Notification): boolean; reject(error: Error): void }>();
  let stderr = '';
  let nextId = 0;
  let ended = false;

  const send = (message: unknown): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  const exited = new Promise<void>((done) => {
    const finish = (error: Error): void => {
      if (ended) return;
      ended = true;
      for (const { reject } of pending.values()) reject(error);
      for (const watcher of watchers) watcher.reject(error);
      pending.clear();
      watchers.clear();
      done();
    };
    child.on('error', finish);
    child.on('close', (code, signal) =>
      finish(new Error(`codex ended (${code ?? signal ?? ''}): ${stderr.slice(-2000)}`)),
    );
  });
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-20_000)));

  const onMessage = (line: string): void => {
    const message = JSON.parse(line) as Record<string, unknown>;
    if (typeof message['method'] !== 'string') {
      const waiting = pending.get(message['id'] as number);
      pending.delete(message['id'] as number);
      if (message['error'] === undefined) waiting?.resolve(message['result']);
      else waiting?.reject(new Error(JSON.stringify(message['error'])));
    } else if (message['id'] === undefined) {
      const notification = message as unknown as Notification;
      notifications.push(notification);
      options.onNotification?.(notification);
      for (const watcher of watchers) if (watcher.check(notification)) watchers.delete(watcher);
    } else {
      const request = message as unknown as Request;
      requests.push(request);
      Promise.resolve()
        .then(() => options.onRequest?.(request))
        .then((result) => {
          if (result === undefined) throw new Error('no answer');
          send({ id: request.id, result });
        })
        .catch((error: unknown) => send({ id: request.id, error: { code: -32000, message: String(error) } }));
    }
  };
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onMessage(line);
  });

  const request = <T>(method: string, params: unknown): Promise<T> =>
    new Promise<T>((done, reject) => {
      if (ended) {
        reject(new Error(`codex has ended: ${stderr.slice(-2000)}`));
        return;
      }
      const id = nextId++;
      pending.set(id, { resolve: (value) => done(value as T), reject });
      send({ id, method, params });
    });

  const { userAgent } = await request<{ userAgent: string }>('initialize', {
    clientInfo: { name: 'muster-test', title: 'Muster tests', version: '0.0.0' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  send({ method: 'initialized' });

  return {
    pid: child.pid ?? -1,
    userAgent,
    notifications,
    requests,
    request,
    until: (method, test) =>
      new Promise((done, reject) => {
        type Wanted = Extract<Notification, { method: typeof method }>;
        const check = (notification: Notification): boolean => {
          if (notification.method !== method) return false;
          const params = notification.params as Wanted['params'];
          if (test !== undefined && !(test as (value: unknown) => boolean)(params)) return false;
          (done as (value: unknown) => void)(params);
          return true;
        };
        if (notifications.some(check)) return;
        if (ended) reject(new Error(`codex has ended: ${stderr.slice(-2000)}`));
        else watchers.add({ check, reject });
      }),
    startThread: async (cwd, prompt, extra) => {
      const { thread } = await request<{ thread: { id: string } }>('thread/start', {
        cwd,
        ...extra?.thread,
      });
      const { turn } = await request<{ turn: { id: string } }>('turn/start', {
        threadId: thread.id,
        input: [{ type: 'text', text: prompt, text_elements: [] }],
        ...extra?.turn,
      });
      return { threadId: thread.id, turnId: turn.id };
    },
    stop: () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      return exited.finally(() => clearTimeout(timer));
    },
  };
}
