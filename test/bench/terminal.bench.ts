/**
 * A terminal that floods: how much of it reaches the page against a bare reader of the same PTY, how long a key takes
 * in a neighbour meanwhile, and what it costs the host in memory. Host, WebSocket and both pages are real.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import type { Browser, Page } from 'playwright-core';
import type { ContractClient } from '#shared/contract/client.ts';
import { terminalsTopic } from '#shared/contract/topics.ts';
import type { TerminalId, WorkspaceId } from '#shared/model/ids.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { launchChromium, newPage } from './support/page.ts';
import { median, percentile, report } from './support/report.ts';
import { startRole, type Role } from './support/role.ts';
import { seed } from './support/seed.ts';
import { startWebHost, type WebHost } from './support/web-host.ts';

const SIZE = { cols: 120, rows: 16 } as const;
const LINES = 300_000;
/** A program that writes a test run's log as fast as it can: about 22 MiB. */
const LOG = `let at = 0;
const write = () => {
  while (at < ${LINES}) {
    at += 1;
    const line = '\\x1b[32mok\\x1b[0m ' + at + ' - the quick brown fox jumps over the lazy dog 0123456789\\n';
    if (!process.stdout.write(line)) return process.stdout.once('drain', write);
  }
};
write();
`;
/** Lines that cost nothing to make: as fast as the system copies them. */
const YES = `yes 'ok - the quick brown fox jumps over the lazy dog 0123456789' | head -n ${LINES}`;
const ROUNDS = 3;
/** Times of a letter that only the page's own terminal has to draw. */
const ECHO_RATIO = 2.5;
const KEY_EVERY_MS = 40;
const MEMORY_EVERY_MS = 50;

/** What the page offers to measurements. */
interface BenchWindow {
  __muster?: {
    readonly client: ContractClient;
    readonly terminal?: {
      readonly buffer: {
        readonly active: {
          readonly cursorX: number;
          readonly baseY: number;
          readonly cursorY: number;
          getLine(y: number): { translateToString(trim: boolean): string } | undefined;
        };
      };
      input(data: string): void;
      write(data: string): void;
      onRender(listener: () => void): { dispose(): void };
      onWriteParsed(listener: () => void): { dispose(): void };
    };
  };
  __done?: Promise<number>;
  __typing?: boolean;
  __keys?: TypedKey[];
}

/** Moments of one letter, ms since it was typed, or written into the page's own terminal. */
interface TypedKey {
  readonly local: boolean;
  readonly parsed: number;
  readonly drawn: number;
}

interface Read {
  readonly bytes: number;
  readonly ms: number;
}

/** Reads the same floods from a PTY and drops them: the least that anything could do. */
const reader: Role<{ readonly log: string }> = ({ log }) => {
  const read = (command: string): Promise<Read> =>
    new Promise((resolve) => {
      const began = performance.now();
      const pty = spawn('/bin/sh', ['-c', command], { ...SIZE, name: 'xterm-256color' });
      let bytes = 0;
      pty.onData((text) => (bytes += text.length));
      pty.onExit(() => resolve({ bytes, ms: performance.now() - began }));
    });
  return Promise.resolve({ answers: { log: () => read(log), yes: () => read(YES) }, end: () => {} });
};

/** Runs in the page: resolves with the time at which the terminal shows the end of the flood. */
function watchForEnd(): void {
  const page = window as unknown as BenchWindow;
  const terminal = page.__muster?.terminal;
  if (terminal === undefined) throw new Error('no terminal is drawn');
  page.__done = new Promise((resolve) => {
    const listening = terminal.onWriteParsed(() => {
      const { active } = terminal.buffer;
      for (
        let row = active.baseY + active.cursorY;
        row >= Math.max(0, active.baseY + active.cursorY - 3);
        row -= 1
      ) {
        if (active.getLine(row)?.translateToString(true) !== 'flood-over') continue;
        listening.dispose();
        resolve(performance.timeOrigin + performance.now());
        return;
      }
    });
  });
}

/** Runs in the page: types a key again and again, and notes how long its echo takes. */
function typeKeys(everyMs: number): void {
  const page = window as unknown as BenchWindow;
  const terminal = page.__muster?.terminal;
  if (terminal === undefined) throw new Error('no terminal is drawn');
  const keys: TypedKey[] = (page.__keys = []);
  page.__typing = true;
  let count = 0;
  const press = (): void => {
    if (page.__typing !== true) return;
    const began = performance.now();
    const before = terminal.buffer.active.cursorX;
    // Every other letter is written into the page's terminal and goes nowhere: what the page itself takes.
    const local = (count += 1) % 2 === 0;
    let parsed = 0;
    const reading = terminal.onWriteParsed(() => {
      if (parsed === 0 && terminal.buffer.active.cursorX !== before) parsed = performance.now() - began;
    });
    const drawing = terminal.onRender(() => {
      if (parsed === 0) return;
      reading.dispose();
      drawing.dispose();
      keys.push({ local, parsed, drawn: performance.now() - began });
      setTimeout(press, everyMs);
    });
    // The program on the PTY knows nothing of local letters, so that its line ends where a new one begins.
    if (local) terminal.write(before > 100 ? '\r' : 'x');
    else terminal.input(before > 100 ? '\u0015' : 'x');
  };
  press();
}

async function openTerminal(client: ContractClient, workspaceId: WorkspaceId): Promise<TerminalId> {
  return (await client.call('terminal/open', { workspaceId, ...SIZE })).terminalId;
}

/** A page that shows one terminal in its dock. */
async function pageOn(browser: Browser, host: WebHost, terminalId: TerminalId): Promise<Page> {
  const page = await newPage(browser, host);
  const dock = {
    state: { open: true, height: 320, current: terminalId, workspace: null, cols: 120, rows: 16 },
    version: 1,
  };
  await page.addInitScript(
    `localStorage.setItem('muster.terminals', ${JSON.stringify(JSON.stringify(dock))})`,
  );
  await page.goto(`${host.origin}/?bench`);
  await page.waitForFunction(() => (window as unknown as BenchWindow).__muster?.terminal !== undefined);
  return page;
}

interface Round {
  /** Times slower than the bare reader, by flood. */
  readonly log: number;
  readonly yes: number;
  /** Bytes a millisecond, of the first flood. */
  readonly bare: number;
  readonly keys: readonly TypedKey[];
  readonly grown: number;
}

async function run(): Promise<boolean> {
  const folder = scratch('terminal');
  const program = join(folder, 'log.mjs');
  writeFileSync(program, LOG);
  const log = `'${process.execPath}' '${program}'`;
  const seeded = seed(folder, { workspaces: 1 });
  const host = await startWebHost(seeded);
  const browser = await launchChromium();
  const bare = startRole('reader', { log });
  try {
    const client = host.client();
    await client.follow(terminalsTopic.topic);
    await client.client.call('settings/set', { name: 'terminal.shell', value: '/bin/sh' });
    const [workspaceId] = seeded.workspaceIds;
    if (workspaceId === undefined) throw new Error('no workspace');
    const flooding = await openTerminal(client.client, workspaceId);
    const quiet = await openTerminal(client.client, workspaceId);
    const floodPage = await pageOn(browser, host, flooding);
    const quietPage = await pageOn(browser, host, quiet);
    await client.client.call('terminal/write', { terminalId: quiet, data: 'cat > /dev/null\r' });
    /** Resolves with the time until the page shows the end of it, ms. */
    const flood = async (command: string): Promise<number> => {
      await floodPage.evaluate(watchForEnd);
      const began = Date.now();
      const data = `${command}; echo flood-"over"\r`;
      await client.client.call('terminal/write', { terminalId: flooding, data });
      const ended = await floodPage.evaluate(() => (window as unknown as BenchWindow).__done);
      await client.client.call('terminal/clear', { terminalId: flooding });
      return (ended ?? Number.NaN) - began;
    };
    // The first ones compile the code and give the host's heap the size that it keeps under load.
    await flood(log);
    await flood(YES);
    const rounds: Round[] = [];
    for (let at = 0; at < ROUNDS; at += 1) {
      const bareLog = await bare.ask<Read>('log');
      const before = host.memory().pss;
      let most = before;
      const sampling = setInterval(() => (most = Math.max(most, host.memory().pss)), MEMORY_EVERY_MS);
      const pageLog = await flood(log);
      clearInterval(sampling);
      const bareYes = await bare.ask<Read>('yes');
      const pageYes = await flood(YES);
      // Once more with keys in the neighbour, whose page would otherwise take its share of the first figures.
      await quietPage.evaluate(typeKeys, KEY_EVERY_MS);
      await flood(log);
      const keys = await quietPage.evaluate(() => {
        const page = window as unknown as BenchWindow;
        page.__typing = false;
        return page.__keys ?? [];
      });
      const round: Round = {
        log: pageLog / bareLog.ms,
        yes: pageYes / bareYes.ms,
        bare: bareLog.bytes / bareLog.ms,
        keys,
        grown: most - before,
      };
      rounds.push(round);
      process.stderr.write(
        `  bare ${(round.bare / 1000).toFixed(1)} MB/s, the page ${round.log.toFixed(2)} × slower; \`yes\` ${round.yes.toFixed(2)} ×; ${keys.length} keys\n`,
      );
    }
    client.dispose();
    const drawn = (local: boolean, share: number): number =>
      median(
        rounds.map(({ keys }) =>
          percentile(
            keys.flatMap((key) => (key.local === local ? [key.drawn] : [])),
            share,
          ),
        ),
      );
    return report('terminal', [
      {
        name: 'a program’s log: until the page shows it, over a bare reader',
        value: median(rounds.map((round) => round.log)),
        // 0.4 × the throughput.
        bound: 2.5,
        unit: '×',
      },
      {
        name: 'the same with lines that cost nothing to make',
        value: median(rounds.map((round) => round.yes)),
        bound: null,
        unit: '×',
      },
      {
        name: 'key → echo drawn in a neighbour’s page, 95th percentile',
        value: drawn(false, 0.95),
        bound: 40,
        unit: 'ms',
        beside: {
          name: 'a letter that goes nowhere',
          value: drawn(true, 0.95),
          most: ECHO_RATIO,
        },
      },
      { name: 'the same, median', value: drawn(false, 0.5), bound: null, unit: 'ms' },
      {
        name: 'growth of the host’s memory (PSS) in a flood',
        value: median(rounds.map(({ grown }) => grown)),
        bound: 20,
        unit: 'MiB',
      },
      {
        name: 'the bare reader’s throughput',
        value: median(rounds.map((round) => round.bare / 1000)),
        bound: null,
        unit: 'MB/s',
      },
    ]);
  } finally {
    await bare.end();
    await browser.close();
    await host.end();
  }
}

runBench({
  about: 'terminal: a terminal that floods, read in a page, and its neighbour.',
  roles: { reader },
  run,
});
