import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  loginArguments,
  mergedEnvironment,
  needsLoginEnvironment,
  parseEnvironment,
  readLoginEnvironment,
  usualEnvironment,
} from './login-environment.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-login-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const bash = '/bin/bash';
/** What a desktop starts programs with. */
const bare = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin', HOME: home, SHELL: bash });
const profile = (text: string): void => writeFileSync(join(home, '.bash_profile'), text);

describe.skipIf(!existsSync(bash))('readLoginEnvironment, with a real bash', () => {
  it('has what start files set, whatever they say besides', async () => {
    profile(
      [
        'echo "Welcome! PATH=/nonsense"',
        'export PATH="$HOME/tools:$PATH"',
        "export MANY_LINES=$'first\\nPATH=/second\\nthird'",
        'export SAW="$MUSTER_READS_ENVIRONMENT"',
        'echo noise >&2',
        'trap "echo goodbye" EXIT',
      ].join('\n'),
    );
    const found = await readLoginEnvironment({ env: bare() });
    if (found.type !== 'read') throw new Error(found.reason);
    // The system's own start files may change the rest of PATH, so only these parts are compared.
    expect(found.variables['PATH']?.split(':')).toEqual(
      expect.arrayContaining([`${home}/tools`, '/usr/bin', '/bin']),
    );
    expect(found.variables['MANY_LINES']).toBe('first\nPATH=/second\nthird');
    expect(found.variables['SAW']).toBe('1');
    expect(found.variables).not.toHaveProperty('SHLVL');
    expect(found.variables).not.toHaveProperty('MUSTER_READS_ENVIRONMENT');
  });

  it('gives up on a start file that hangs, and leaves nothing of it running', async () => {
    profile('echo $$ > "$HOME/pid"\nsleep 600');
    const began = Date.now();
    const found = await readLoginEnvironment({ env: bare(), limitMs: 400 });
    expect(found).toMatchObject({
      type: 'failed',
      reason: expect.stringContaining('longer than 0.4 s') as string,
    });
    expect(Date.now() - began).toBeLessThan(5_000);
    const pid = Number(readFileSync(join(home, 'pid'), 'utf8'));
    const alive = (): boolean => {
      try {
        process.kill(-pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    await expect.poll(alive, { timeout: 60_000 }).toBe(false);
  });

  it('gives up on one that wants to ask a person, or that becomes another program', async () => {
    profile('read -r answer < /dev/tty; exec true');
    const found = await readLoginEnvironment({ env: bare(), limitMs: 5_000 });
    expect(found.type).toBe('failed');
  });

  it('takes what was told before the shell failed', async () => {
    profile('trap "exit 3" EXIT; export GOOD=yes');
    const found = await readLoginEnvironment({ env: bare() });
    expect(found).toMatchObject({ type: 'read', variables: { GOOD: 'yes' } });
  });

  it('says why where there is no shell, or one that cannot be run', async () => {
    expect(await readLoginEnvironment({ env: { ...bare(), SHELL: '' } })).toMatchObject({ type: 'failed' });
    const gone = join(home, 'gone');
    expect(await readLoginEnvironment({ env: { ...bare(), SHELL: gone } })).toMatchObject({
      type: 'failed',
      reason: expect.stringContaining('ENOENT') as string,
    });
  });

  it('finds a tool that only the login shell knows', async () => {
    mkdirSync(join(home, 'tools'));
    writeFileSync(join(home, 'tools', 'gh'), '#!/bin/sh\n');
    chmodSync(join(home, 'tools', 'gh'), 0o755);
    profile('PATH="$HOME/tools:$PATH"; export PATH');
    const found = await readLoginEnvironment({ env: bare() });
    if (found.type !== 'read') throw new Error(found.reason);
    const { PATH } = mergedEnvironment({ PATH: '/usr/bin:/only/ours' }, found.variables);
    const folders = PATH?.split(':') ?? [];
    expect([folders[0], folders.at(-1)]).toEqual([`${home}/tools`, '/only/ours']);
    expect(new Set(folders).size).toBe(folders.length);
  });
});

describe('parseEnvironment', () => {
  it('reads an env without -0, line by line', () => {
    expect(parseEnvironment('hiMARKA=1\nB=two\nlines\nC=3\nMARKbye', 'MARK')).toEqual({
      A: '1',
      B: 'two\nlines',
      C: '3\n',
    });
  });
  it.each(['', 'MARK', 'noise', 'MARKMARK', 'MARKenv: unknown optionMARK'])(
    'has nothing from “%s”',
    (output) => {
      expect(parseEnvironment(output, 'MARK')).toBeNull();
    },
  );
});

describe('when and how it is asked', () => {
  it('is only asked by a packaged app that was not started in a terminal, and not on Windows', () => {
    const asked = { platform: 'darwin', packaged: true, env: { PATH: '/usr/bin' } };
    expect(needsLoginEnvironment(asked)).toBe(true);
    expect(needsLoginEnvironment({ ...asked, platform: 'win32' })).toBe(false);
    expect(needsLoginEnvironment({ ...asked, packaged: false })).toBe(false);
    expect(needsLoginEnvironment({ ...asked, env: { TERM: 'xterm-256color' } })).toBe(false);
  });

  it('speaks the way of each shell', () => {
    expect(loginArguments('/bin/zsh', 'M').slice(0, 3)).toEqual(['-i', '-l', '-c']);
    expect(loginArguments('/usr/bin/fish', 'M')[3]).toContain("printf '%s' 'M'");
    expect(loginArguments('/usr/bin/tcsh', 'M')[0]).toBe('-ic');
    expect(loginArguments('/usr/bin/nu', 'M')[3]).not.toContain('||');
  });

  it('falls back to the folders where tools usually are', () => {
    const { PATH } = usualEnvironment({ PATH: '/usr/bin:/usr/local/bin' }, 'darwin', '/Users/ann');
    expect(PATH?.split(':').slice(0, 4)).toEqual([
      '/usr/bin',
      '/usr/local/bin',
      '/opt/homebrew/bin',
      '/opt/homebrew/sbin',
    ]);
    expect(PATH).toContain('/Users/ann/.cargo/bin');
  });
});
