import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { killTree } from '../host/base/process-end.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type LoginEnvironment =
  | { readonly type: 'read'; readonly variables: Readonly<Record<string, string>> }
  /** The shell did not tell; `reason` is for the person. */
  | { readonly type: 'failed'; readonly reason: string };

/** A start file that takes longer than this is not waited for. */
const LIMIT_MS = 10_000;
/** Characters of output kept: an environment is some thousand, a start file may say much besides. */
const OUTPUT_LIMIT = 4 * 1024 * 1024;

/** Told to the shell, so that start files can leave out what only a person at a terminal needs. */
const READING = 'MUSTER_READS_ENVIRONMENT';

/**
 * Whether the environment has to be asked for: a program started from a dock or a menu has none of what the person's
 * start files set. One that was started in a terminal has it, and Windows gives everybody the same.
 */
export function needsLoginEnvironment(from: {
  readonly platform: string;
  readonly packaged: boolean;
  readonly env: Environment;
}): boolean {
  return from.platform !== 'win32' && from.packaged && (from.env['TERM'] ?? '') === '';
}

/**
 * Asks the person's login shell for its environment, once: the shell starts as it would for a person, prints its
 * variables between two marks, and ends. Never rejects. Whatever it started is ended with it.
 */
export async function readLoginEnvironment(
  options: { readonly env?: NodeJS.ProcessEnv; readonly limitMs?: number } = {},
): Promise<LoginEnvironment> {
  const { env = process.env, limitMs = LIMIT_MS } = options;
  const shell = env['SHELL'] ?? '';
  if (!shell.startsWith('/')) return { type: 'failed', reason: 'No login shell is set (SHELL).' };
  const mark = randomUUID();
  const { output, end } = await run(shell, loginArguments(shell, mark), { ...env, [READING]: '1' }, limitMs);
  const variables = parseEnvironment(output, mark);
  // The shell's answer counts even when the shell ended badly after it.
  if (variables !== null) return { type: 'read', variables };
  return { type: 'failed', reason: `${shell} did not tell its environment: ${end}.` };
}

/** How a shell is asked; each has its own way to be a login shell with a command. */
export function loginArguments(shell: string, mark: string): readonly string[] {
  const name = basename(shell);
  const printed = `printf '%s' '${mark}'`;
  // Newlines tell variables apart where nothing better is there: an `env` without -0 is an old one.
  const command = `${printed}; /usr/bin/env -0 || /usr/bin/env; ${printed}`;
  // Nushell knows no `||`; C shells take no other option beside -l.
  if (name === 'nu') return ['-i', '-l', '-c', `${printed}; ^/usr/bin/env -0; ${printed}`];
  if (name === 'csh' || name === 'tcsh') return ['-ic', command];
  return ['-i', '-l', '-c', command];
}

/** Reads the variables between two marks, whatever start files said before and after. Null when they are not there. */
export function parseEnvironment(output: string, mark: string): Readonly<Record<string, string>> | null {
  const from = output.indexOf(mark);
  const to = output.lastIndexOf(mark);
  if (from === -1 || to === from) return null;
  const body = output.slice(from + mark.length, to);
  const entries = body.includes('\0') ? body.split('\0') : joinLines(body.split('\n'));
  const variables: Record<string, string> = {};
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals);
    if (equals > 0 && !NOT_TAKEN.test(name)) variables[name] = entry.slice(equals + 1);
  }
  return Object.keys(variables).length === 0 ? null : variables;
}

/** A value may have line breaks of its own: a line that begins no variable belongs to the one before. */
function joinLines(lines: readonly string[]): string[] {
  const entries: string[] = [];
  for (const line of lines) {
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(line)) entries.push(line);
    else if (entries.length > 0) entries[entries.length - 1] += `\n${line}`;
  }
  return entries;
}

/** What belongs to that shell, to a terminal or to Electron, and must not become ours. */
const NOT_TAKEN =
  /^(_|SHLVL|PWD|OLDPWD|TERM|COLUMNS|LINES|PS[0-4]|PROMPT|RPROMPT|BASH_FUNC_.*|ELECTRON_.*|CHROME_.*|NODE_OPTIONS|MUSTER_.*)$/;

/** Our environment with what the login shell told; folders of PATH that only we had come last. */
export function mergedEnvironment(own: Environment, login: Readonly<Record<string, string>>): Environment {
  const folders = [...(login['PATH'] ?? '').split(delimiter), ...(own['PATH'] ?? '').split(delimiter)];
  return { ...own, ...login, PATH: uniquePath(folders) };
}

/** The best that can be done without the shell's word: the folders where people's tools usually are. */
export function usualEnvironment(own: Environment, platform: string, home = homedir()): Environment {
  const usual = [
    ...(platform === 'darwin' ? ['/opt/homebrew/bin', '/opt/homebrew/sbin'] : []),
    '/usr/local/bin',
    ...['.local/bin', 'bin', '.cargo/bin', '.volta/bin', '.bun/bin', 'go/bin', '.asdf/shims'].map((folder) =>
      join(home, folder),
    ),
    ...(platform === 'linux' ? ['/snap/bin', '/home/linuxbrew/.linuxbrew/bin'] : []),
  ];
  return { ...own, PATH: uniquePath([...(own['PATH'] ?? '').split(delimiter), ...usual]) };
}

function uniquePath(folders: readonly string[]): string {
  return [...new Set(folders.filter((folder) => folder !== ''))].join(delimiter);
}

interface Ran {
  readonly output: string;
  /** How it ended, in words. */
  readonly end: string;
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<Ran> {
  return new Promise((resolve) => {
    // A session of its own: no start file can ask a terminal, and all of them end together.
    const child = spawn(command, args, {
      cwd: homedir(),
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    let output = '';
    let over = false;
    const done = (end: string): void => {
      if (over) return;
      over = true;
      clearTimeout(limit);
      killTree(child);
      child.stdout.destroy();
      resolve({ output, end });
    };
    const limit = setTimeout(() => done(`it took longer than ${Math.round(limitMs / 100) / 10} s`), limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < OUTPUT_LIMIT) output += text;
    });
    child.on('error', (error) => done(error.message));
    child.on('close', (code, signal) =>
      done(signal === null ? `it ended with ${code}` : `it ended by ${signal}`),
    );
  });
}
