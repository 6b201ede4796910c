import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findShell, terminalEnv } from './shell.ts';
import { localMachine } from '../machine/local.ts';

const { files } = localMachine();

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-shell-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

describe('findShell', () => {
  it('takes the setting, by its path or its name on PATH', async () => {
    const file = program('my shell');
    const env = { PATH: folder, SHELL: '/bin/sh' };
    expect((await findShell({ setting: ` ${file} `, platform: 'linux', env, files })).file).toBe(file);
    expect((await findShell({ setting: 'my shell', platform: 'linux', env, files })).file).toBe(file);
  });

  it('says which program is missing, and where to choose another', async () => {
    program('no permission', 0o644);
    for (const setting of ['no permission', 'absent', './relative', folder])
      await expect(findShell({ setting, platform: 'linux', env: { PATH: folder }, files })).rejects.toThrow(
        `There is no program ${setting} that can be run. Choose another shell in the settings`,
      );
  });

  it('takes the account’s own without a setting, and another one when that is gone', async () => {
    const file = program('own');
    expect(await findShell({ setting: '', platform: 'linux', env: { SHELL: file }, files })).toEqual({
      file,
      args: [],
    });
    expect(
      (await findShell({ setting: '', platform: 'linux', env: { SHELL: join(folder, 'gone') }, files })).file,
    ).toMatch(/^\/bin\//);
  });

  it('is a login shell on a Mac, and what ComSpec names on Windows', async () => {
    const file = program('own');
    expect((await findShell({ setting: '', platform: 'darwin', env: { SHELL: file }, files })).args).toEqual([
      '-l',
    ]);
    const windows = program('cmd.exe');
    expect((await findShell({ setting: '', platform: 'win32', env: { ComSpec: windows }, files })).file).toBe(
      windows,
    );
  });
});

describe('terminalEnv', () => {
  const more = { id: 'the id', version: '1.2.3', platform: 'linux' as const };

  it('says what terminal it is, and keeps what is the person’s', () => {
    const env = terminalEnv({ HOME: '/h', CODEX_HOME: '/c', TERM: 'dumb', LANG: 'de' }, more);
    expect(env).toEqual({
      HOME: '/h',
      CODEX_HOME: '/c',
      LANG: 'de',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      TERM_PROGRAM: 'Muster',
      TERM_PROGRAM_VERSION: '1.2.3',
      MUSTER_TERMINAL: 'the id',
    });
  });

  it('leaves out what is Muster’s, npm’s, and of the terminal it was started from', () => {
    const env = terminalEnv(
      { MUSTER_TOKEN: 's', MUSTER_TERMINAL: 'outer', npm_config_x: '1', TMUX: '/t', COLUMNS: '80' },
      more,
    );
    expect(Object.keys(env).filter((name) => /npm|TMUX|COLUMNS|TOKEN/.test(name))).toEqual([]);
    expect(env['MUSTER_TERMINAL']).toBe('the id');
  });

  it('gives a Mac’s app a language when it has none', () => {
    expect(terminalEnv({}, { ...more, platform: 'darwin' })['LANG']).toBe('en_US.UTF-8');
    expect(terminalEnv({ LC_ALL: 'C' }, { ...more, platform: 'darwin' })['LANG']).toBeUndefined();
  });
});
