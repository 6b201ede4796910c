/** The built host, killed without warning: what its terminals leave. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { socketClient } from '../bench/support/socket-client.ts';
import { letIn } from '../support/let-in.ts';
import { living, treeOf, type Process } from '../support/processes.ts';

const script = join(import.meta.dirname, '../../out/main/web.js');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-killed-')));
const hosts: ChildProcess[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) {
    if (host.exitCode !== null || host.signalCode !== null) continue;
    const gone = new Promise((done) => host.once('exit', done));
    host.kill('SIGTERM');
    await gone;
  }
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** Starts the built host; answers it with a client that has been let in. */
async function start() {
  const options = ['--data', join(root, 'data'), '--codex-home', join(root, 'codex-home')];
  const host = spawn(process.execPath, [script, ...options, '--port', '0', '--no-open', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: { ...process.env, SHELL: '/bin/sh', ENV: '' },
  });
  hosts.push(host);
  const url = await new Promise<URL>((resolve) => {
    if (host.stdout === null) throw new Error('no stdout');
    createInterface({ input: host.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(new URL((JSON.parse(line) as { url: string }).url));
    });
  });
  const browser = await letIn(url);
  const { client, when, dispose } = socketClient(browser.socket, browser.headers, browser.protocols);
  await when(() => (client.state.type === 'connected' ? true : undefined));
  return { host, client, dispose };
}

describe.skipIf(process.platform !== 'linux')('a host that is killed', () => {
  it('leaves no terminal, and the next start ends what ignored the hang-up', async () => {
    mkdirSync(join(root, 'codex-home'));
    mkdirSync(join(root, 'repo'));
    const first = await start();
    const { workspaceId } = await first.client.call('workspace/add', { path: join(root, 'repo') });
    const { terminalId } = await first.client.call('terminal/open', { workspaceId, cols: 80, rows: 24 });
    const data = `nohup sh -c 'echo $$ > nohup.pid; sleep 600' > /dev/null 2>&1 & setsid sh -c 'echo $$ > setsid.pid; sleep 600' & sh -c 'echo $$ > plain.pid; sleep 600'\r`;
    await first.client.call('terminal/write', { terminalId, data });
    const tree = (name: string): Promise<Process[]> =>
      vi.waitFor(
        () => {
          const found = treeOf(Number(readFileSync(join(root, 'repo', `${name}.pid`), 'utf8')));
          expect(found.length).toBeGreaterThan(1);
          return found;
        },
        { timeout: 60_000 },
      );
    const [plain, nohup, own] = [await tree('plain'), await tree('nohup'), await tree('setsid')];
    first.dispose();
    first.host.kill('SIGKILL');
    await expect.poll(() => living(plain), { timeout: 3000 }).toEqual([]);
    expect(living(nohup)).toHaveLength(nohup.length);
    const second = await start();
    await expect.poll(() => living(nohup), { timeout: 3000 }).toEqual([]);
    // What began a session of its own was meant to live on.
    expect(living(own)).toHaveLength(own.length);
    for (const { pid } of living(own)) process.kill(pid, 'SIGKILL');
    second.dispose();
  });
});
