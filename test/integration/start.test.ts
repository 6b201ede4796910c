import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CONTRACT_VERSION, type HostFrame } from '#shared/contract/frames.ts';
import { letIn, type LetIn } from '../support/let-in.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface Line {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
}

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-start-'));
});
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) await end(child);
  await rm(folder, { recursive: true, force: true });
});

/** `npm start` without npm around it; `line` is what --json promises. */
function start(...args: readonly string[]) {
  const own = [
    '--browser',
    '--no-open',
    '--json',
    '--data',
    join(folder, 'data'),
    '--codex-home',
    join(folder, 'codex'),
  ];
  const child = spawn(process.execPath, [join(root, 'tooling', 'start.mjs'), ...own, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const line = new Promise<Line>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (text.startsWith('{')) resolve(JSON.parse(text) as Line);
    });
    void exit.then((code) => reject(new Error(`ended with ${code} before it ran:\n${said}`)));
  });
  line.catch(() => undefined);
  return { child, line, exit, said: () => said };
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill(signal);
  await gone;
}

/** Says hello over the contract and answers with what the host says. */
async function greet(browser: LetIn): Promise<HostFrame> {
  const socket = new WebSocket(browser.socket, [...browser.protocols], { headers: browser.headers });
  try {
    return await new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => {
        socket.send(JSON.stringify({ t: 'hello', version: CONTRACT_VERSION, client: 'test', name: 'test' }));
      });
      socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as HostFrame));
    });
  } finally {
    socket.close();
  }
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('npm start', () => {
  it('serves the page and the contract, again after a restart, and ends with all of its children', async () => {
    const first = start();
    const line = await first.line;
    expect(line.dataDir).toBe(join(folder, 'data'));
    const browser = await letIn(line.url);
    const { origin } = browser;
    expect(browser.status).toBe(200);
    expect(await (await fetch(origin)).text()).toContain('<title>Muster</title>');
    expect(await greet(browser)).toMatchObject({ t: 'welcome', version: CONTRACT_VERSION });
    await end(first.child);
    expect(await isAlive(line.pid)).toBe(false);
    const log = await readFile(join(line.dataDir, 'logs', 'muster.log'), 'utf8');
    expect(log).toMatch(new RegExp(`begins, process ${line.pid}\\n[\\s\\S]*Muster ended in order\\n$`));

    // The same address and the same session: an open page goes on where it was.
    const second = start();
    expect(new URL((await second.line).url).origin).toBe(origin);
    expect(await greet(browser)).toMatchObject({ t: 'welcome' });
  });

  it('says where it runs when it is started twice, gets no link of its own, and ends with 0', async () => {
    const first = await start().line;
    const second = start();
    const line = await second.line;
    expect(await second.exit).toBe(0);
    expect(line).toMatchObject({ pid: first.pid, dataDir: first.dataDir });
    expect(second.said()).toContain(`already runs on ${first.dataDir}`);
    expect(new URL(line.url).hash).toBe('');
    expect(new URL(line.url).origin).toBe(new URL(first.url).origin);
  });

  it('leaves nothing behind when it is killed', async () => {
    const first = start();
    const { pid } = await first.line;
    await end(first.child, 'SIGKILL');
    await expect.poll(async () => isAlive(pid), { timeout: 60_000 }).toBe(false);
    const { pid: next } = await start().line;
    expect(next).not.toBe(pid);
  });

  it('leaves nothing behind when whoever reads its words is gone with its starter', async () => {
    const first = start();
    const { pid } = await first.line;
    const { child } = first;
    child.stdout.destroy();
    child.stderr.destroy();
    await end(child, 'SIGKILL');
    await expect.poll(async () => isAlive(pid), { timeout: 60_000 }).toBe(false);
  });

  it('names a port that is in use', async () => {
    const { url } = await start().line;
    const { port } = new URL(url);
    const second = start('--port', port, '--data', join(folder, 'other'));
    expect(await second.exit).toBe(1);
    expect(second.said()).toContain(`port ${port} of 127.0.0.1 is in use by another program`);
  });

  it('refuses an unknown option with exit code 2', async () => {
    const refused = start('--bogus');
    expect(await refused.exit).toBe(2);
    expect(refused.said()).toContain('unknown option "--bogus"');
  });
});
