import { execFile, spawn } from 'node:child_process';
import type { Dirent, Stats } from 'node:fs';
import { access, constants, lstat, mkdir, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { FileFacts, FileKind, Launched, Machine, MachineFiles, Ran, RunOptions } from './machine.ts';
import { startPty } from './pty.ts';

/** The machine that the host runs on. */
export function localMachine(): Machine {
  return {
    platform: process.platform,
    home: homedir(),
    env: process.env,
    files: localFiles,
    run,
    launch,
    startPty: (launch, events) => startPty(launch, events),
  };
}

const MAY = { read: constants.R_OK, write: constants.W_OK, enter: constants.X_OK, run: constants.X_OK };

const localFiles: MachineFiles = {
  look: (path) => facts(stat(path)),
  lookAtEntry: (path) => facts(lstat(path)),
  real: (path) => realpath(path),
  list: async (folder) =>
    (await readdir(folder, { withFileTypes: true })).map((entry) => ({
      name: entry.name,
      kind: kindOf(entry),
    })),
  async content(path) {
    // Opening a pipe waits for somebody who writes: what it is is asked first, and again of what was opened.
    if (!(await lstat(path)).isFile()) return null;
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return (await file.stat()).isFile() ? await file.readFile() : null;
    } finally {
      await file.close();
    }
  },
  target: (link) => readlink(link),
  may: (path, ...what) =>
    access(
      path,
      what.reduce((all, each) => all | MAY[each], constants.F_OK),
    ).then(
      () => true,
      () => false,
    ),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
};

async function facts(asked: Promise<Stats>): Promise<FileFacts | null> {
  try {
    const found = await asked;
    return { kind: kindOf(found), bytes: found.size, changedAt: found.mtimeMs, number: found.ino };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function kindOf(found: Stats | Dirent): FileKind {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : 'other';
}

function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { env, timeoutMs, mostBytes, input } = options;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      {
        // Windows looks for programs in the current folder first: never one that belongs to a repository.
        cwd: dirname(process.execPath),
        encoding: 'buffer',
        env,
        timeout: timeoutMs,
        maxBuffer: mostBytes,
        windowsHide: true,
      },
      (error, output, errors) =>
        resolve({ end: endOf(error), output, errors: errors.toString('utf8').trim() }),
    );
    // It may end before it has read everything, which is no failure of its own.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** A program that fails does so in this time, ms; one that lives longer is the person's own affair. */
const LAUNCH_MS = 1500;

function launch(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Launched> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      cwd: dirname(process.execPath),
      env,
      stdio: 'ignore',
      detached: true,
      windowsHide: true,
    });
    const timer = setTimeout(() => {
      child.unref();
      resolve({ type: 'runs' });
    }, LAUNCH_MS);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ type: error.code === 'ENOENT' ? 'missing' : 'failed' });
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve({ type: 'ended', code });
    });
  });
}

function endOf(error: unknown): Ran['end'] {
  if (error === null) return { type: 'exit', code: 0 };
  const { code, killed } = error as { code?: unknown; killed?: boolean };
  if (typeof code === 'number') return { type: 'exit', code };
  if (code === 'ENOENT') return { type: 'missing' };
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { type: 'tooMuch' };
  return { type: killed === true ? 'timeout' : 'failed' };
}
