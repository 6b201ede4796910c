/** What a benchmark leaves behind: nothing, however it ends. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Children that end in order when their channel closes. */
const children = new Set<ChildProcess>();
const CHILDREN_LIMIT_MS = 4_000;

/** Notes a child with a channel, so that a benchmark that is told to end waits for it. */
export function ours<T extends ChildProcess>(child: T): T {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** On a signal: the children first, which write into the folders that are removed at the exit. */
export function endOnSignals(): void {
  const end = (code: number): void => {
    const late = setTimeout(() => process.exit(code), CHILDREN_LIMIT_MS);
    const gone = [...children].map((child) => new Promise((done) => child.once('exit', done)));
    for (const child of children) if (child.connected) child.disconnect();
    void Promise.all(gone).then(() => {
      clearTimeout(late);
      process.exit(code);
    });
  };
  process.once('SIGINT', () => end(130));
  process.once('SIGTERM', () => end(143));
  process.once('SIGHUP', () => end(129));
}

const SCRATCH = 'muster-bench-';

/** A temporary folder (its real path) that is removed when this process ends, or when a later benchmark finds it. */
export function scratch(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${SCRATCH}${name}-${process.pid}-`)));
  process.once('exit', () => discard(folder));
  return folder;
}

/** Removes what benchmarks left behind that were killed. */
export function sweepScratch(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(SCRATCH) ? /-(\d+)-[^-]+$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) discard(join(tmpdir(), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  } catch {
    // Somebody still writes into it; it lies in the temporary folder, and the next benchmark finds it.
  }
}
