import type { Clock } from '#shared/base/clock.ts';
import { signalQuietly } from '../../../base/process-end.ts';
import { processNumbers, readProcess, variableOf } from '../../../base/processes.ts';

/** Names the spawn of an app-server to all that comes of it. */
export const GENERATION_VARIABLE = 'MUSTER_GENERATION';

/** After a death, or at the host's start: a sandbox that was just being made shows itself only a little later. */
const LOOKS_MS = [0, 250, 1000, 2000];

/**
 * Ends, now and for the next two seconds, sandboxes and readings of a shell that lost their app-server. Each process of a sandbox asks the
 * system to die with its parent, but one that is just being made when the parent dies asks too late and lives on (seen
 * with Codex 0.169.0, of `bwrap` and of what it runs). Linux only; elsewhere it does nothing.
 */
export function endOrphanedSandboxes(clock: Clock): void {
  if (process.platform !== 'linux') return;
  for (const ms of LOOKS_MS) {
    if (ms === 0) look();
    else clock.setTimeout(look, ms);
  }
}

function look(): void {
  for (const pid of processNumbers()) {
    const words = readProcess(pid, 'cmdline').split('\0');
    if (isSandbox(words) && isOrphan(pid)) signalQuietly(pid, 'SIGKILL');
    // Programs that the start file runs in the foreground share its session; daemons have left it.
    else if (isSnapshot(words) && isOrphan(pid)) signalQuietly(-pid, 'SIGKILL');
  }
}

let inherited = true;

/** Ends what an earlier life of the host left; its app-servers may only just be ending. Once in the life of this one. */
export function endInheritedOrphans(clock: Clock): void {
  if (inherited) endOrphanedSandboxes(clock);
  inherited = false;
}

/** A process of an app-server, whose parent is not of the same one. */
function isOrphan(pid: number): boolean {
  const mark = variableOf(pid, GENERATION_VARIABLE);
  if (mark === undefined) return false;
  const parent = /^PPid:\t(\d+)$/m.exec(readProcess(pid, 'status'))?.[1];
  return parent !== undefined && variableOf(Number(parent), GENERATION_VARIABLE) !== mark;
}

/**
 * Codex 0.169.0 runs a command as `codex-linux-sandbox` → `bwrap --as-pid-1 --die-with-parent` → `codex-linux-sandbox`,
 * the last being the first process of a PID namespace, which ends with it.
 */
function isSandbox([program, ...args]: readonly string[]): boolean {
  const name = program?.split('/').at(-1);
  return name === 'codex-linux-sandbox' || (name === 'bwrap' && args.includes('--die-with-parent'));
}

/**
 * Codex 0.169.0 reads the person's shell once for each thread, by a login shell that runs its start file and then a
 * script of Codex (`-lc`, or `-c` where a login is not wanted), in a session of its own, which outlives Codex.
 */
function isSnapshot([, option, script]: readonly string[]): boolean {
  return /^-l?c$/.test(option ?? '') && script?.includes('# Snapshot file') === true;
}
