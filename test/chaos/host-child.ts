/** The host of the fault rounds as their driver holds it: started, killed, started again on the same folders. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TESTED_CODEX_ENV } from '../support/tested-codex.ts';
import type { HostWord } from './host-process.ts';

export interface HostChildOptions {
  /** The built entry of the fault rounds, which is also the host's process. */
  readonly script: string;
  readonly dataDir: string;
  readonly codexHome: string;
  /** Stands in for the Codex under test. */
  readonly codex?: string;
}

export class HostChild {
  /** Errors that nobody handled, and those that the host calls its own fault. */
  readonly faults: string[] = [];
  readonly #options: HostChildOptions;
  #host: ChildProcess | undefined;
  #port = 0;

  constructor(options: HostChildOptions) {
    this.#options = options;
  }

  get pid(): number {
    return this.#host?.pid ?? 0;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** Starts a host on the folders there are: the next life of the same Muster. Resolves when it listens. */
  async start(): Promise<void> {
    const { script, dataDir, codexHome, codex } = this.#options;
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(MUSTER_|CODEX_)/.test(name)),
    );
    const host = fork(script, ['--host', dataDir, codexHome], {
      env: { ...env, ...TESTED_CODEX_ENV, ...(codex !== undefined && { MUSTER_CODEX: codex }) },
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#host = host;
    host.on('exit', (code, signal) => {
      if (this.#host === host) this.faults.push(`the host ended by itself (${code ?? signal})`);
    });
    const port = new Promise<number>((resolve, reject) => {
      host.on('message', (word: HostWord) => {
        if (word.fault !== undefined) this.faults.push(word.fault);
        if (word.port !== undefined) resolve(word.port);
      });
      host.once('exit', () => reject(new Error('the host did not start')));
    });
    this.#port = await port;
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    const host = this.#host as ChildProcess;
    this.#host = undefined;
    host.kill('SIGKILL');
    await once(host, 'exit');
  }

  /** Ends it in order. Resolves when it is gone. */
  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    if (host === undefined || host.exitCode !== null) return;
    const gone = once(host, 'exit');
    host.disconnect();
    await gone;
  }
}
