import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock } from '#shared/base/clock.ts';

/** After its end, output of a process that somebody else still holds open is waited for no longer than this. */
const PIPES_GRACE_MS = 500;

/** One step of an end, and how long what is ended may take to leave after it, ms. */
export interface EndStep {
  readonly act: () => void;
  readonly waitMs: number;
}

/** What is being ended, as far as the steps ask. */
export interface Leaving {
  /** Whether nothing of it is left. */
  gone(): boolean;
  /** Calls `look` when it may have left; whoever cannot be told of that calls it again and again. Answers how to stop. */
  watch(look: () => void): () => void;
}

/**
 * Ends something step by step, the mildest first; each step is taken only while something of it is left, the first one
 * before this returns. Resolves as soon as it is gone, with true, or with false when the time of the last step is over.
 */
export async function endInSteps(steps: readonly EndStep[], what: Leaving, clock: Clock): Promise<boolean> {
  for (const { act, waitMs } of steps) {
    if (what.gone()) return true;
    act();
    if (!what.gone()) await leaves(what, waitMs, clock);
  }
  return what.gone();
}

function leaves(what: Leaving, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clock.clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = clock.setTimeout(over, ms);
    const stop = what.watch(() => {
      if (what.gone()) over();
    });
  });
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It could not be started. */
  readonly problem: NodeJS.ErrnoException | null;
}

/**
 * Tells once that a process which leads a group of its own is over: it could not be started, or it exited and all that
 * it wrote was read. What it left in its group is killed as soon as it exits, so that it neither lives on nor holds the
 * output open.
 */
export function whenOver(child: ChildProcess, clock: Clock, tell: (end: ProcessEnd) => void): void {
  let told = false;
  let grace: unknown;
  const over = (end: ProcessEnd): void => {
    if (told) return;
    told = true;
    clock.clearTimeout(grace);
    tell(end);
  };
  child.on('error', (problem) => {
    if (child.pid === undefined) over({ code: null, signal: null, problem });
  });
  child.on('exit', (code, signal) => {
    const end = { code, signal, problem: null };
    if (process.platform !== 'win32' && child.pid !== undefined) signalQuietly(-child.pid, 'SIGKILL');
    grace = clock.setTimeout(() => over(end), PIPES_GRACE_MS);
    child.once('close', () => over(end));
  });
}

/** Kills a process that leads a group of its own, and all that it started and that did not leave that group. */
export function killTree(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform !== 'win32') signalQuietly(-pid, 'SIGKILL');
  else if (child.exitCode === null)
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true, stdio: 'ignore' }).on(
      'error',
      () => child.kill(),
    );
}

/** Sends a signal to a process, or to a group by its negative number; one that has left already is no error. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was faster.
  }
}
