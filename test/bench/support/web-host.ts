/** The real browser host, `out/main/web.js`, as a child of the benchmark; it ends when its channel closes. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { letIn } from '../../support/let-in.ts';
import { TESTED_CODEX_ENV } from '../../support/tested-codex.ts';
import { ours } from './lifetime.ts';
import { memoryOf, type Memory } from './memory.ts';
import { socketClient, type SocketClient } from './socket-client.ts';

export interface WebHostOptions {
  readonly dataDir: string;
  readonly codexHome: string;
  /** Stands in for Codex. */
  readonly codex?: string;
}

export interface WebHost {
  readonly pid: number;
  /** Where it serves, such as `http://127.0.0.1:1234`. */
  readonly origin: string;
  /** The value of the session cookie that the benchmark's link was exchanged for. */
  readonly cookie: { readonly name: string; readonly value: string };
  /** The other half of that session, as the page keeps it. */
  readonly key: { readonly id: string; readonly key: string };
  client(): SocketClient;
  memory(): Memory;
  /** Resolves when it and its children are gone. */
  end(): Promise<void>;
}

const END_LIMIT_MS = 12_000;

/** Starts it and exchanges its link for a session. */
export async function startWebHost({ dataDir, codexHome, codex }: WebHostOptions): Promise<WebHost> {
  const script = join(dirname(process.argv[1] ?? ''), '..', 'main', 'web.js');
  const options = ['--data', dataDir, '--codex-home', codexHome, '--port', '0', '--no-open', '--json'];
  const child = ours(
    spawn(process.execPath, [script, ...options], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...TESTED_CODEX_ENV, ...(codex !== undefined && { MUSTER_CODEX: codex }) },
    }),
  );
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-10_000)));
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<URL>((resolve, reject) => {
    void gone.then(() => reject(new Error(`the browser host ended:\n${said}`)));
    if (child.stdout === null) throw new Error('no stdout');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(new URL((JSON.parse(line) as { url: string }).url));
    });
  });
  const browser = await letIn(url);
  if (browser.status !== 200) throw new Error(`the link was not exchanged for a session (${browser.status})`);
  const { cookie } = browser.headers;
  const equals = cookie.indexOf('=');
  return {
    pid: child.pid ?? 0,
    origin: url.origin,
    cookie: { name: cookie.slice(0, equals), value: cookie.slice(equals + 1) },
    key: { id: browser.id, key: browser.key },
    client: () => socketClient(browser.socket, browser.headers, browser.protocols),
    memory: () => memoryOf(child.pid ?? 0),
    end: async () => {
      const kill = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      child.kill('SIGTERM');
      await gone;
      clearTimeout(kill);
    },
  };
}
