/** Real shells on real PTYs, seen through the contract by the page's own feed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TerminalId, WorkspaceId } from '#shared/model/ids.ts';
import { asId } from '#shared/model/ids.ts';
import { TERMINAL_INPUT_LIMIT, TERMINAL_LIMIT } from '#shared/model/terminal/terminal.ts';
import { terminalTopic } from '#shared/contract/topics.ts';
import { living, treeOf } from '../support/processes.ts';
import { DrawnTerminal, tabOf } from '../support/terminal-client.ts';
import type { TestClient } from '../support/test-client.ts';
import { useHarness } from '../support/use-harness.ts';

const env = { ...process.env, SHELL: '/bin/sh', ENV: '', PS1: '$ ', MUSTER_SECRET: 'never' };
const used = useHarness({ host: { env } });
const drawn: DrawnTerminal[] = [];
afterEach(() => {
  for (const terminal of drawn.splice(0)) terminal.dispose();
});

interface Opened {
  readonly id: TerminalId;
  readonly screen: DrawnTerminal;
  type(text: string): Promise<unknown>;
}

async function open(
  workspaceId: WorkspaceId,
  more: { cwd?: string; cols?: number; rows?: number } = {},
  client: TestClient = used.client,
): Promise<Opened> {
  const { terminalId: id } = await client.call('terminal/open', { workspaceId, cols: 80, rows: 24, ...more });
  const screen = draw(id, client);
  await screen.until((lines) => lines.some((line) => line.startsWith('$')), 'a prompt');
  return { id, screen, type: (data) => client.call('terminal/write', { terminalId: id, data }) };
}

function draw(id: TerminalId, client: TestClient = used.client): DrawnTerminal {
  const terminal = new DrawnTerminal(client, id);
  drawn.push(terminal);
  return terminal;
}

async function workspace(name = 'repo'): Promise<{ path: string; workspaceId: WorkspaceId }> {
  return used.harness.addRepository(name);
}

function exited(id: TerminalId) {
  return used.client.until(() => {
    const status = tabOf(used.client, id)?.status;
    return status?.type === 'exited' ? status : undefined;
  }, 'the end of the program');
}

describe('a terminal', () => {
  it('echoes what is typed, in the folder, with an environment of its own', async () => {
    const { path, workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type('pwd; echo "<$TERM $COLORTERM $TERM_PROGRAM ${MUSTER_SECRET-none}>"\r');
    await screen.until(
      (lines) => lines.includes(path) && lines.includes('<xterm-256color truecolor Muster none>'),
      'the folder and the environment',
    );
    const tab = await used.client.until(() => tabOf(used.client, id), 'the tab');
    expect(tab).toMatchObject({ cwd: path, shell: 'sh', status: { type: 'running' } });
  });

  it('tells the program its size, also when that changes', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId, { cols: 70, rows: 20 });
    await type('stty size\r');
    await screen.until((lines) => lines.includes('20 70'), 'the first size');
    await used.client.call('terminal/resize', { terminalId: id, cols: 101, rows: 33 });
    await type('stty size\r');
    await screen.until((lines) => lines.includes('33 101'), 'the second size');
    expect([screen.terminal.cols, screen.terminal.rows]).toEqual([101, 33]);
    await used.client.until(() => tabOf(used.client, id)?.cols === 101, 'the size of the tab');
  });

  it('says how its program ended, and starts it again below what was there', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type('echo the last words; exit 7\r');
    expect(await exited(id)).toEqual({ type: 'exited', code: 7, signal: null });
    await screen.until((lines) => lines.includes('the last words'), 'all it wrote');
    await expect(type('x')).rejects.toThrow(/has ended\. Start it again, or close/);
    await used.client.call('terminal/restart', { terminalId: id });
    await type('echo and "again"\r');
    await screen.until((lines) => lines.some((line) => line.endsWith('and again')), 'the second life');
    expect(screen.all()).toContain('the last words');
    await expect(used.client.call('terminal/restart', { terminalId: id })).rejects.toThrow(/still runs/);
  });

  it('loses nothing of what a program writes just before it ends', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type('seq 1 60000; exit\r');
    await exited(id);
    await screen.until((lines) => lines.includes('60000'), 'the last line');
    const shown = screen.all().filter((line) => /^\d+$/.test(line));
    const first = Number(shown[0]);
    expect(shown).toEqual(Array.from({ length: 60_000 - first + 1 }, (_, at) => String(first + at)));
  });

  it('opens in folders whatever they are called, and in worktrees', async () => {
    const { path, workspaceId } = await workspace(`it's "a" $HOME\nrepo`);
    const cwd = join(path, 'sub folder');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'here.txt'), '');
    const inner = await open(workspaceId, { cwd });
    await inner.type('ls\r');
    await inner.screen.until((lines) => lines.includes('here.txt'), 'the file of the folder');
    const tree = join(used.harness.root, 'tree of it');
    execFileSync('git', ['worktree', 'add', '-q', '-b', 'side', tree], { cwd: path });
    const outer = await open(workspaceId, { cwd: tree });
    await outer.type('git branch --show-current\r');
    await outer.screen.until((lines) => lines.includes('side'), 'the branch of the worktree');
  });

  it('shows its screen again to a client that comes later, or comes back', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type('seq 1 100; printf "\\033[1;31mred\\033[0m and plain\\n"\r');
    await screen.until((lines) => lines.includes('red and plain'), 'the output');
    const later = draw(id, used.harness.client('another'));
    await later.until((lines) => lines.join('\n') === screen.lines().join('\n'), 'the same screen');
    expect(later.all()).toEqual(screen.all());
    const row = later.terminal.buffer.active.baseY + later.lines().indexOf('red and plain');
    const cell = later.terminal.buffer.active.getLine(row)?.getCell(0);
    expect([cell?.isBold() !== 0, cell?.getFgColor()]).toEqual([true, 1]);
  });

  it('answers what a program asks of a terminal once, however many look on', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    const other = draw(id, used.harness.client('another'));
    await other.until((lines) => lines.length > 0, 'the other screen');
    await type(`stty -echo -icanon; printf '\\033[c'; dd bs=1 count=7 2>/dev/null | od -An -c; stty sane\r`);
    await screen.until((lines) => lines.some((line) => /033 +\[ +\? +1 +; +2 +c/.test(line)), 'the answer');
  });

  it('clears all but the line of the cursor', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type('seq 1 100\r');
    await screen.until((lines) => lines.includes('100'), 'the output');
    await used.client.call('terminal/clear', { terminalId: id });
    await screen.until(
      (lines) => lines.length === 1 && lines[0]?.startsWith('$') === true,
      'an empty screen',
    );
    expect(screen.all().filter((line) => line !== '')).toHaveLength(1);
    await type('echo on\r');
    await screen.until((lines) => lines.includes('on'), 'the next output');
  });

  it('takes names from the person and from the program, the latter as plain text', async () => {
    const { workspaceId } = await workspace();
    const { type, id } = await open(workspaceId);
    await type(`printf '\\033]0;a \\342\\200\\256title of it\\007'\r`);
    await used.client.until(() => tabOf(used.client, id)?.title === 'a title of it', 'the title');
    await used.client.call('terminal/rename', { terminalId: id, name: '  build  ' });
    await used.client.until(() => tabOf(used.client, id)?.name === 'build', 'the name');
    await used.client.call('terminal/rename', { terminalId: id, name: null });
    await used.client.until(() => tabOf(used.client, id)?.name === null, 'no name');
    await type(`printf '\\a'\r`);
    await used.client.until(() => tabOf(used.client, id)?.bellAt !== null, 'the bell');
  });
});

describe('the end of a terminal', () => {
  it('comes to all of its processes, those that ignore the hang-up too', async () => {
    const { path, workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type(`nohup sh -c 'echo $$ > ${path}/pid; sleep 600' > /dev/null 2>&1 & echo begun\r`);
    await screen.until((lines) => lines.some((line) => line.includes('begun')), 'the beginning');
    const pid = await pidIn(path);
    const tree = treeOf(pid);
    expect(tree.length).toBeGreaterThan(0);
    expect(await used.client.call('terminal/close', { terminalId: id })).toMatchObject({ closed: true });
    expect(living(tree)).toEqual([]);
    await expect(type('x')).rejects.toThrow(/This terminal is gone/);
    expect(tabOf(used.client, id)).toBeUndefined();
  });

  it('is not brought by a close that was meant for an idle one', async () => {
    const { workspaceId } = await workspace();
    const { screen, type, id } = await open(workspaceId);
    await type('sleep 600\r');
    await screen.until((lines) => lines.some((line) => line.endsWith('sleep 600')), 'the echo');
    const close = (): Promise<{ closed: boolean; running: string | null }> =>
      used.client.call('terminal/close', { terminalId: id, ifIdle: true });
    let answer = await close();
    while (answer.running === null && !answer.closed) answer = await close();
    expect(answer).toEqual({ closed: false, running: 'sleep' });
    await type('\u0003');
    await screen.until((lines) => lines.at(-1)?.trim() === '$', 'the prompt');
    expect(await close()).toEqual({ closed: true, running: null });
  });

  it('comes with the workspace and with the host', async () => {
    const { path, workspaceId } = await workspace();
    const other = await workspace('other');
    const first = await open(workspaceId);
    const second = await open(other.workspaceId);
    await first.type(`echo $$ > ${path}/pid\r`);
    const one = treeOf(await pidIn(path));
    await second.type(`trap '' HUP; echo $$ > ${other.path}/pid\r`);
    const two = treeOf(await pidIn(other.path));
    expect([one.length, two.length]).toEqual([1, 1]);
    await used.client.call('workspace/remove', { workspaceId });
    await used.client.until(() => tabOf(used.client, first.id) === undefined, 'the tab to go');
    await expect.poll(() => living(one)).toEqual([]);
    await used.harness.stopHost();
    expect(living(two)).toEqual([]);
    expect(existsSync(join(used.harness.dataDir, 'terminals.json'))).toBe(false);
    await used.harness.startHost();
  });
});

/** The process id that a shell writes into its folder. */
function pidIn(path: string): Promise<number> {
  return vi.waitFor(() => {
    const pid = Number(readFileSync(join(path, 'pid'), 'utf8'));
    expect(pid).toBeGreaterThan(1);
    return pid;
  });
}

describe('what a terminal refuses', () => {
  const size = { cols: 80, rows: 24 };

  it('a folder that is gone, a file, a folder of nobody, a workspace that is gone', async () => {
    const { path, workspaceId } = await workspace();
    const refused = (cwd: string | undefined, id = workspaceId) =>
      expect(
        used.client.call('terminal/open', { workspaceId: id, ...(cwd !== undefined && { cwd }), ...size }),
      ).rejects;
    await refused(join(path, 'gone')).toThrow(/There is no folder/);
    await refused(join(path, 'README.md')).toThrow(/is a file/);
    await refused(used.harness.root).toThrow(/neither in the workspace .* nor in one of its worktrees/);
    await refused(undefined, asId<WorkspaceId>('none')).toThrow(/workspace was removed/);
    renameSync(path, `${path}-moved`);
    await refused(undefined).toThrow(/There is no folder/);
    renameSync(`${path}-moved`, path);
    const { id, type } = await open(workspaceId);
    await type('exit\r');
    await exited(id);
    renameSync(path, `${path}-moved`);
    await expect(used.client.call('terminal/restart', { terminalId: id })).rejects.toThrow(
      /There is no folder/,
    );
    rmSync(`${path}-moved`, { recursive: true });
  });

  it('a shell that is not there, in words that say where to choose another', async () => {
    const { workspaceId } = await workspace();
    await used.client.call('settings/set', { name: 'terminal.shell', value: '/no/such/shell' });
    await expect(used.client.call('terminal/open', { workspaceId, ...size })).rejects.toThrow(
      /There is no program \/no\/such\/shell that can be run\. Choose another shell in the settings/,
    );
    await used.client.call('settings/set', { name: 'terminal.shell', value: 'bash' });
    const { terminalId } = await used.client.call('terminal/open', { workspaceId, ...size });
    await used.client.until(() => tabOf(used.client, terminalId)?.shell === 'bash', 'the chosen shell');
  });

  it('a terminal that does not exist, as a call and as a topic', async () => {
    await used.client.until(() => used.client.contract.state.type === 'connected', 'the connection');
    const terminalId = asId<TerminalId>('nobody');
    const gone = /This terminal is gone/;
    const { client } = used;
    await expect(client.call('terminal/write', { terminalId, data: 'x' })).rejects.toThrow(gone);
    await expect(client.call('terminal/resize', { terminalId, ...size })).rejects.toThrow(gone);
    await expect(client.call('terminal/screen', { terminalId })).rejects.toThrow(gone);
    await expect(client.call('terminal/seen', { terminalId, offset: 0 })).rejects.toThrow(gone);
    await expect(client.call('terminal/close', { terminalId })).rejects.toThrow(gone);
    await expect(client.call('terminal/restart', { terminalId })).rejects.toThrow(gone);
    await expect(client.call('terminal/rename', { terminalId, name: 'x' })).rejects.toThrow(gone);
    await expect(client.call('terminal/clear', { terminalId })).rejects.toThrow(gone);
    client.open(terminalTopic(terminalId));
    const error = await client.until(
      () => client.contract.view(terminalTopic(terminalId))?.error ?? undefined,
      'the refusal',
    );
    expect(error.message).toMatch(gone);
  });

  it('sizes and inputs that are none', async () => {
    const { workspaceId } = await workspace();
    const { id } = await open(workspaceId);
    const { client } = used;
    await expect(client.call('terminal/resize', { terminalId: id, cols: 0, rows: 5 })).rejects.toThrow(
      /cols/,
    );
    await expect(client.call('terminal/resize', { terminalId: id, cols: 5, rows: 1e6 })).rejects.toThrow(
      /rows/,
    );
    await expect(client.call('terminal/rename', { terminalId: id, name: ' ' })).rejects.toThrow(/name/);
    const data = 'x'.repeat(TERMINAL_INPUT_LIMIT + 1);
    await expect(client.call('terminal/write', { terminalId: id, data })).rejects.toThrow(
      /“data” of this request is too long: 65,536 characters at most/,
    );
  });

  it('input that nobody reads, once much of it waits', async () => {
    const { workspaceId } = await workspace();
    const { screen, type } = await open(workspaceId);
    await type('stty raw -echo; echo raw; sleep 600\r');
    await screen.until(
      (lines) => lines.some((line) => line.startsWith('raw')),
      'a program that does not read',
    );
    const data = 'x'.repeat(TERMINAL_INPUT_LIMIT);
    let refusal = '';
    for (let sent = 0; refusal === '' && sent < 200; sent += 1) {
      await type(data).catch((error: Error) => (refusal = error.message));
    }
    expect(refusal).toMatch(/does not read what is typed/);
  });

  it('more than its limit of terminals, and counts those on their way', async () => {
    const { workspaceId } = await workspace();
    await used.client.until(() => used.client.contract.state.type === 'connected', 'the connection');
    const results = await Promise.allSettled(
      Array.from({ length: TERMINAL_LIMIT }, () =>
        used.client.call('terminal/open', { workspaceId, ...size }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(TERMINAL_LIMIT);
    await expect(used.client.call('terminal/open', { workspaceId, ...size })).rejects.toThrow(
      /There are 64 terminals, which is the most/,
    );
  });
});
