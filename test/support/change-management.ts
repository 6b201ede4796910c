/** The example of `docs/examples/change-management`, started as its README says, and gateways that misbehave. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const EXAMPLE = join(import.meta.dirname, '../../docs/examples/change-management');
export const SECRET = 'a secret for tests, of no other use';

/** A policy that never opens its window, and accepts one harmless command. */
const POLICY = {
  accept: ['echo only looking'],
  protected: ['main', 'master', 'release/*'],
  window: { days: [], from: '09:00', to: '15:00' },
};

/** Files that the example needs, in a folder of the test. */
export function exampleFiles(root: string): { secretFile: string; policy: string; records: string } {
  const folder = join(root, 'change-management');
  mkdirSync(folder, { recursive: true });
  const files = {
    secretFile: join(folder, 'secret'),
    policy: join(folder, 'policy.json'),
    records: join(folder, 'changes'),
  };
  writeFileSync(files.secretFile, `${SECRET}\n`, { mode: 0o600 });
  writeFileSync(files.policy, JSON.stringify(POLICY));
  return files;
}

export interface Running {
  readonly url: string;
  readonly records: string;
  stop(): Promise<void>;
}

/** Starts the example as a service; resolves when it listens. */
export async function startService(root: string): Promise<Running> {
  const { secretFile, policy, records } = exampleFiles(root);
  const args = ['--secret-file', secretFile, '--port', '0', '--policy', policy, '--records', records];
  const child: ChildProcess = spawn(process.execPath, [join(EXAMPLE, 'service.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    gone.then(() => ['it ended before it listened']),
  ])) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`The example did not start: ${line}`);
  return {
    url,
    records,
    stop: async () => {
      child.kill();
      await gone;
    },
  };
}

export interface Misbehaving {
  readonly url: string;
  /** Requests that came in, each with its body. */
  readonly asked: { readonly body: string; readonly signature: string; answer(act: Act): void }[];
  /** Resolves when so many requests have come. */
  came(count: number): Promise<void>;
  /** The most that were open at a time. */
  readonly most: () => number;
  stop(): Promise<void>;
}

/** What a misbehaving gateway does with one request. */
export type Act = (response: ServerResponse, body: string) => void;

/** A server on this machine that does with each request what the test says, at once or when `answer` is called. */
export async function misbehaving(act?: Act): Promise<Misbehaving> {
  const asked: Misbehaving['asked'] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let open = 0;
  let most = 0;
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    most = Math.max(most, (open += 1));
    response.on('close', () => (open -= 1));
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const signature = String(incoming.headers['muster-signature'] ?? '');
    asked.push({ body, signature, answer: (later) => later(response, body) });
    for (const one of waiting.splice(0))
      if (asked.length >= one.count) one.resolve();
      else waiting.push(one);
    act?.(response, body);
  };
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    came: (count) =>
      new Promise((resolve) => {
        if (asked.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    most: () => most,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close').catch(() => {});
    },
  };
}
