/** The browser host as a process of its own, as it was built, and a client of it over its socket. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { letIn } from './let-in.ts';
import { openSocket } from './socket-transport.ts';
import { TestClient } from './test-client.ts';

export interface WebProcess {
  readonly pid: number;
  /** Lets a client in as a browser is let in: the link becomes a session. */
  client(name: string): Promise<TestClient>;
  /** Ends it by a signal; resolves when it is gone, with what it said. */
  end(signal?: NodeJS.Signals): Promise<string>;
}

/** Starts `script` with its options; rejects with what it said when it ends before it runs. */
export async function startWebProcess(
  script: string,
  options: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<WebProcess> {
  const child: ChildProcess = spawn(process.execPath, [script, '--no-open', '--json', ...options], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  const link = await new Promise<URL>((resolve, reject) => {
    void gone.then((code) => reject(new Error(`ended with ${code} before it ran:\n${said}`)));
    if (child.stdout === null) throw new Error('no stdout');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(new URL((JSON.parse(line) as { url: string }).url));
    });
  });
  return {
    pid: child.pid ?? 0,
    client: async (name) => {
      const browser = await letIn(link);
      return new TestClient(() => openSocket(browser.socket, browser.headers, browser.protocols), name);
    },
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await gone;
      return said;
    },
  };
}
