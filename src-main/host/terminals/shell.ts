import { delimiter, isAbsolute, join } from 'node:path';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { MachineFiles } from '../machine/machine.ts';

/** Names the terminal to all that comes of it, so that what outlives the host can be found. */
export const TERMINAL_VARIABLE = 'MUSTER_TERMINAL';

export interface ShellOptions {
  /** From the settings; empty for the account's own. */
  readonly setting: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly files: Pick<MachineFiles, 'look' | 'may'>;
}

/** A program by its whole path, and its arguments. */
export interface Shell {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Which program a terminal runs. Rejects with ContractFailure `refused` when there is none of that name.
 */
export async function findShell({ setting, platform, env, files }: ShellOptions): Promise<Shell> {
  const wanted = setting.trim();
  const args = platform === 'darwin' ? ['-l'] : [];
  if (wanted !== '') {
    const file = await locate(wanted, { platform, env, files });
    if (file !== undefined) return { file, args };
    throw new ContractFailure({
      code: 'refused',
      message: `There is no program ${wanted} that can be run. Choose another shell in the settings, under Terminal.`,
    });
  }
  const usual =
    platform === 'win32'
      ? [env['ComSpec'], 'powershell.exe', 'cmd.exe']
      : [env['SHELL'], '/bin/zsh', '/bin/bash', '/bin/sh'];
  for (const name of usual) {
    const file = name === undefined || name === '' ? undefined : await locate(name, { platform, env, files });
    if (file !== undefined) return { file, args };
  }
  throw new ContractFailure({
    code: 'refused',
    message: 'No shell was found on this machine. Name one in the settings, under Terminal.',
  });
}

/** A program by its path, or by its name on PATH; undefined when there is none that can be run. */
async function locate(
  name: string,
  { platform, env, files }: Omit<ShellOptions, 'setting'>,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const names = windows && !/\.\w+$/.test(name) ? [`${name}.exe`, name] : [name];
  const folders = isAbsolute(name) ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter);
  if (!isAbsolute(name) && /[\\/]/.test(name)) return undefined;
  for (const folder of folders) {
    for (const each of names) {
      const path = folder === '' ? each : join(folder, each);
      if (isAbsolute(path) && (await canRun(files, path, windows))) return path;
    }
  }
  return undefined;
}

async function canRun(files: ShellOptions['files'], path: string, windows: boolean): Promise<boolean> {
  if (!windows && !(await files.may(path, 'run'))) return false;
  return (await files.look(path).catch(() => null))?.kind === 'file';
}

/** Set by whoever started Muster, and wrong inside of a terminal of its own. */
const FOREIGN = new Set([
  'TMUX',
  'TMUX_PANE',
  'STY',
  'WINDOW',
  'WINDOWID',
  'TERMCAP',
  'COLUMNS',
  'LINES',
  'INIT_CWD',
  'ELECTRON_RUN_AS_NODE',
  'VTE_VERSION',
  'TERM_SESSION_ID',
]);

/**
 * What the programs of a terminal find in their environment: Muster's own, without anything of Muster or of what
 * started it, and with what a terminal says of itself.
 */
export function terminalEnv(
  env: NodeJS.ProcessEnv,
  more: { readonly id: string; readonly version: string; readonly platform: NodeJS.Platform },
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || FOREIGN.has(name) || /^(muster|npm)_/i.test(name)) continue;
    kept[name] = value;
  }
  // An app that is started from the Finder has no language, and programs would take all text for ASCII.
  const language = ['LC_ALL', 'LC_CTYPE', 'LANG'].some((name) => kept[name] !== undefined);
  if (more.platform === 'darwin' && !language) kept['LANG'] = 'en_US.UTF-8';
  return {
    ...kept,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'Muster',
    TERM_PROGRAM_VERSION: more.version,
    [TERMINAL_VARIABLE]: more.id,
  };
}
