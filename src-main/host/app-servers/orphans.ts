import { readdirSync, readFileSync } from 'node:fs';

/** Names the spawn of an app-server to all that comes of it. */
export const GENERATION_VARIABLE = 'MUSTER_GENERATION';

/**
 * Ends sandboxes that lost their app-server. They ask the system to die with it, but one that is just being made when
 * it dies asks too late and lives on (seen with the bubblewrap of Codex 0.169.0). Linux only; elsewhere it does nothing.
 */
export function endOrphanedSandboxes(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && isOrphan(name)) kill(Number(name));
  }
}

let inherited = true;

/** Ends what an earlier life of the host left; looks once in the life of this one. */
export function endInheritedOrphans(): void {
  if (inherited) endOrphanedSandboxes();
  inherited = false;
}

/** A sandbox that means to die with its owner, whose owner is not of the same app-server. */
function isOrphan(pid: string): boolean {
  const [program, ...args] = read(pid, 'cmdline').split('\0');
  if (program?.split('/').at(-1) !== 'bwrap' || !args.includes('--die-with-parent')) return false;
  const mark = markOf(pid);
  if (mark === undefined) return false;
  const parent = /^PPid:\t(\d+)$/m.exec(read(pid, 'status'))?.[1];
  return parent !== undefined && markOf(parent) !== mark;
}

function markOf(pid: string): string | undefined {
  return read(pid, 'environ')
    .split('\0')
    .find((entry) => entry.startsWith(`${GENERATION_VARIABLE}=`));
}

/** Empty for a process that is gone, or is another user's. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
