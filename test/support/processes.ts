/** Processes of one run of the fault rounds, from /proc. Elsewhere than on Linux nothing is seen. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One process for as long as it lives: a pid alone may be given again. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since boot at which it began. */
  readonly began: string;
  readonly command: string;
}

/** A process and all below it, as they are now. */
export function treeOf(pid: number): Process[] {
  const all = everyProcess();
  const found: Process[] = all.filter((process) => process.pid === pid);
  for (let at = 0; at < found.length; at += 1) {
    found.push(...all.filter(({ parent }) => parent === found[at]?.pid));
  }
  return found;
}

/** Those of the processes that still live. A zombie does not: it only waits to be counted. */
export function living(processes: readonly Process[]): Process[] {
  return processes.filter(({ pid, began }) => readProcess(pid)?.began === began);
}

/** Processes of this run (its folder in their environment, or as the place they work in) that have lost their owner. */
export function strays(root: string, owner: number): Process[] {
  const all = everyProcess();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const owned = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === owner) return true;
    return false;
  };
  return all.filter(({ pid }) => !owned(pid) && belongsTo(pid, root));
}

function belongsTo(pid: number, root: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`).startsWith(root)) return true;
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`CODEX_HOME=${root}`);
  } catch {
    return false;
  }
}

function everyProcess(): Process[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : [],
  );
}

function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may hold anything; what follows the last bracket is fields.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').slice(0, 160);
    return { pid, parent: Number(fields[1]), began: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}
