/** Screens of real programs on a real PTY, compared with what tmux shows of the same. Skipped where there is no tmux. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { DrawnTerminal } from '../support/terminal-client.ts';
import { useHarness } from '../support/use-harness.ts';

const there = spawnSync('tmux', ['-V']).status === 0;
const env = { ...process.env, SHELL: '/bin/sh', ENV: '', PS1: '$ ', LC_ALL: 'C.UTF-8' };
const used = useHarness({ host: { env } });

/** What a program writes, as `printf` takes it; `END` is written where the screen can be waited for. */
const SCREENS: Readonly<Record<string, string>> = {
  colours:
    '\\033[31mred\\033[0m \\033[1;44mon blue\\033[0m \\033[38;5;208mpalette\\033[38;2;1;2;3mrgb\\033[0m\\r\\n',
  'the cursor moved about':
    '\\033[2J\\033[5;10Hfive-ten\\033[1;1Hhome\\033[10;70Hnear\\033[3A\\033[20Dback\\033[K',
  'what was erased and inserted':
    'abcdefghij\\033[5D\\033[2P\\033[3@xy\\r\\nsecond line\\033[1K\\r\\n\\033[1Lnew\\033[4;1H\\033[2M',
  'the alternate screen': 'below\\033[?1049h\\033[2J\\033[3;3Habove all\\033[?1049lafter\\r\\n',
  'an alternate screen that is left open': 'below\\033[?1049h\\033[2J\\033[3;3Hstays\\033[7;7H',
  'wide characters': '日本語テキスト and 한국어 and café\\r\\n\\033[3C漢\\033[1Dx\\r\\n',
  'a wide character at the edge': '\\033[2;80H漢字\\r\\n',
  'a region that scrolls':
    '\\033[2J\\033[3;6r\\033[3;1Hone\\r\\ntwo\\r\\nthree\\r\\nfour\\r\\nfive\\r\\nsix\\033[r\\033[12;1H',
  'lines that wrap': `${'0123456789'.repeat(19)}\\r\\n${'wrap '.repeat(33)}\\r\\n`,
  'no wrap': `\\033[?7l${'x'.repeat(100)}\\033[?7h\\r\\n`,
  'tabs and backspaces': 'a\\tb\\tc\\b\\bd\\r\\n\\033[3gx\\ty\\r\\n',
  'more lines than the screen has': Array.from({ length: 60 }, (_, at) => `line ${at}\\r\\n`).join(''),
};

describe.skipIf(!there)('what tmux shows', () => {
  let socket: string;
  beforeEach(() => {
    socket = `muster-test-${process.pid}-${Date.now()}`;
  });
  afterEach(() => {
    spawnSync('tmux', ['-L', socket, 'kill-server']);
  });

  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env });

  it.each(Object.entries(SCREENS))('is what a terminal shows: %s', async (_, output) => {
    const { path, workspaceId } = await used.harness.addRepository('repo');
    const script = join(path, 'write.sh');
    writeFileSync(script, `printf '\\033[H\\033[2J${output}'\nprintf ' END'\nexec sleep 60\n`);
    const screen = await openWith(workspaceId, `exec sh write.sh`);
    tmux('new-session', '-d', '-x', '80', '-y', '24', `sh '${script}'`);
    tmux('set-option', '-g', 'status', 'off');
    await screen.until((lines) => lines.some((line) => line.includes('END')), 'the end');
    const shown = (): string[] =>
      tmux('capture-pane', '-p')
        .replace(/\n+$/, '')
        .split('\n')
        .map((line) => line.trimEnd());
    await expect.poll(() => shown().some((line) => line.includes('END'))).toBe(true);
    expect(screen.lines().map((line) => line.trimEnd())).toEqual(shown());
    screen.dispose();
  });

  async function openWith(workspaceId: WorkspaceId, command: string): Promise<DrawnTerminal> {
    const { client } = used;
    const { terminalId } = await client.call('terminal/open', { workspaceId, cols: 80, rows: 24 });
    const screen = new DrawnTerminal(client, terminalId);
    await screen.until((lines) => lines.some((line) => line.startsWith('$')), 'a prompt');
    await client.call('terminal/write', { terminalId, data: `${command}\r` });
    return screen;
  }
});
