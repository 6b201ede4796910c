/**
 * Plays a recording to whoever spawned it, in place of the app-server that wrote it: answers the few requests a host
 * makes, waits for the word, then writes the recorded lines at a pace. Times are kept by the wall clock, so a reader
 * that lags gets the same bytes later, not fewer.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { realTimeOffset, stamped } from './clock.ts';

export interface ReplayOrder {
  readonly file: string;
  /** Lines a second; 0 for as fast as the reader takes them. */
  readonly linesPerSecond: number;
  /** The thread whose deltas carry the time at which they were written. */
  readonly stamp?: string;
}

const TICK_MS = 4;

/** Makes an executable that replays, as a Codex that a host can spawn. */
export function replayer(folder: string, name: string, order: ReplayOrder): string {
  const path = join(folder, name);
  const words = [process.execPath, process.argv[1] ?? '', '--replay', JSON.stringify(order)];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  writeFileSync(path, `#!/bin/sh\nexec ${quoted}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Runs as an app-server until its input ends. The word to begin is SIGUSR2. */
export function replayAsAppServer(order: ReplayOrder): void {
  const lines = readFileSync(order.file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const write = (text: string): boolean => process.stdout.write(text);
  process.stdout.on('error', () => process.exit(0));
  const answers: Record<string, unknown> = {
    initialize: {
      userAgent: 'muster/0.171.0 (replay)',
      codexHome: '/',
      platformFamily: 'unix',
      platformOs: 'linux',
    },
    'thread/list': { data: [], readStates: null, nextCursor: null, backwardsCursor: null },
    'thread/turns/list': { data: [], nextCursor: null, backwardsCursor: null },
    'thread/items/list': { data: [], nextCursor: null, backwardsCursor: null },
    'thread/queue/list': { data: [], nextCursor: null },
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const { id, method } = JSON.parse(line) as { id?: number; method?: string };
      if (id === undefined || method === undefined) return;
      const result = answers[method];
      const error = { code: -32600, message: `no ${method} in a replay` };
      write(`${JSON.stringify(result === undefined ? { id, error } : { id, result })}\n`);
    })
    .on('close', () => process.exit(0));
  // The threads are there from the start, so that a client can open one; the turns wait for the word.
  const first = lines.filter((line) => line.includes('"method":"thread/started"'));
  const rest = lines.filter((line) => !line.includes('"method":"thread/started"'));
  write(first.map((line) => `${line}\n`).join(''));
  process.once('SIGUSR2', () => void play(rest, order));
}

async function play(lines: readonly string[], { linesPerSecond, stamp }: ReplayOrder): Promise<void> {
  const offset = stamp === undefined ? 0 : realTimeOffset();
  const begin = performance.now();
  for (let at = 0; at < lines.length;) {
    const elapsed = (performance.now() - begin) / 1000;
    const due = linesPerSecond === 0 ? at + 500 : Math.floor(elapsed * linesPerSecond);
    const until = Math.min(lines.length, due);
    if (until > at) {
      const now = performance.now() + offset;
      const some = lines.slice(at, until);
      const text = (stamp === undefined ? some : some.map((line) => stamped(line, stamp, now))).join('\n');
      const more = process.stdout.write(`${text}\n`);
      at = until;
      if (!more) await new Promise<void>((done) => process.stdout.once('drain', done));
    }
    if (linesPerSecond !== 0) await new Promise((done) => setTimeout(done, TICK_MS));
  }
}
