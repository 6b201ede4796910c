/**
 * An executable that runs the real Codex with line-proxy.mjs in front of it, and the hand that steers the proxy.
 */
import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { testedCodex } from './tested-codex.ts';

const ROOT = resolve(import.meta.dirname, '../..');

interface Hello {
  readonly pid: number;
  readonly codexPid: number;
}

/** How lines are changed while `ms` lasts: this share of them, beside the true line or instead of it. */
export interface Mutating {
  readonly seed: number;
  readonly share: number;
  readonly ms: number;
  readonly instead: boolean;
}

/** A Codex whose stdout can be tampered with. `path` is what a workspace's settings name. */
export class ProxiedCodex {
  readonly path: string;
  readonly #server: Server;
  readonly #events = new EventEmitter();
  #socket: Socket | undefined;
  #hello: Hello | undefined;

  private constructor(path: string, server: Server) {
    this.path = path;
    this.#server = server;
    this.#events.setMaxListeners(0);
    server.on('connection', (socket) => this.#joined(socket));
  }

  /** Makes the executable in `folder`. The path of the control socket must be short: a system limit of about 100. */
  static async make(folder: string, name = 'proxied-codex'): Promise<ProxiedCodex> {
    const { binary } = testedCodex(ROOT);
    const control = join(folder, `${name}.sock`);
    const path = join(folder, name);
    const words = [process.execPath, join(ROOT, 'test/support/line-proxy.mjs'), control, binary];
    writeFileSync(path, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`, {
      mode: 0o755,
    });
    const server = createServer().listen(control);
    await once(server, 'listening');
    return new ProxiedCodex(path, server);
  }

  /** The processes of the newest spawn: the proxy and the real app-server. */
  get pids(): Hello | undefined {
    return this.#hello;
  }

  /** Resolves when a spawn has said hello. */
  async joined(): Promise<Hello> {
    if (this.#hello === undefined) await once(this.#events, 'hello');
    return this.#hello as Hello;
  }

  /** Puts a line on the app-server's stdout. A text is sent as it is, anything else as JSON. */
  inject(line: unknown): void {
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    this.injectBytes(Buffer.from(`${text}\n`));
  }

  injectBytes(bytes: Uint8Array): void {
    this.#order({ type: 'inject', base64: Buffer.from(bytes).toString('base64') });
  }

  /** Puts one line of so many bytes on the app-server's stdout; resolves when all of it was taken. */
  async fill(bytes: number): Promise<void> {
    const filled = once(this.#events, 'filled');
    this.#order({ type: 'fill', bytes });
    await filled;
  }

  /** Puts a server request on stdout and resolves with what is answered to it. */
  async ask(
    name: string,
    method: string,
    params: unknown,
  ): Promise<{ result?: unknown; error?: { message: string } }> {
    const id = `injected-${name}`;
    const answer = new Promise<{ result?: unknown; error?: { message: string } }>((done) => {
      const check = ({ line }: { line: string }): void => {
        const message = JSON.parse(line) as { id: string; result?: unknown; error?: { message: string } };
        if (message.id !== id) return;
        this.#events.off('answered', check);
        done(message);
      };
      this.#events.on('answered', check);
    });
    this.inject({ id, method, params });
    return answer;
  }

  /** Changes lines for a while; resolves with how many of each kind, or with nothing when the process ended first. */
  async mutate(mutating: Mutating): Promise<Record<string, number>> {
    const end = new AbortController();
    const { signal } = end;
    const socket = this.#socket;
    try {
      const done = once(this.#events, 'mutated', { signal }) as Promise<[{ counts: Record<string, number> }]>;
      const gone = socket === undefined ? Promise.resolve([]) : once(socket, 'close', { signal });
      // Whichever comes second is called off.
      done.catch(() => {});
      gone.catch(() => {});
      this.#order({ type: 'mutate', ...mutating });
      return (await Promise.race([done.then(([{ counts }]) => counts), gone.then(() => ({}))])) as Record<
        string,
        number
      >;
    } finally {
      end.abort();
    }
  }

  /** From now on this share of the lines has one field of another shape, each in turn; see shape-mutations.mjs. */
  shape(seed: number, share: number): void {
    this.#order({ type: 'shape', seed, share });
  }

  /** Lines are whole again; resolves with what was done to the others. */
  async unshape(): Promise<readonly string[]> {
    const told = once(this.#events, 'shaped') as Promise<[{ log: readonly string[] }]>;
    this.#order({ type: 'unshape' });
    const [{ log }] = await told;
    return log;
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
  }

  #joined(socket: Socket): void {
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(socket, JSON.parse(line) as { type: string });
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#hello = undefined;
    });
  }

  #hear(socket: Socket, message: { type: string }): void {
    if (message.type === 'hello') {
      this.#socket = socket;
      this.#hello = message as unknown as Hello;
    }
    this.#events.emit(message.type, message);
  }

  #order(order: object): void {
    if (this.#socket === undefined) throw new Error('no proxied app-server runs');
    this.#socket.write(`${JSON.stringify(order)}\n`);
  }
}
