import { readdirSync, readFileSync } from 'node:fs';

/** The processes of this machine as Linux shows them in /proc; elsewhere there is nothing to read. */

/** The numbers of all processes; none where there is no /proc. */
export function processNumbers(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A file of a process; empty for one that is gone, or is another user's. */
export function readProcess(pid: number, file: 'cmdline' | 'environ' | 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/** The value of a variable in the environment that a process began with; undefined when it has none of that name. */
export function variableOf(pid: number, name: string): string | undefined {
  const start = `${name}=`;
  const entry = readProcess(pid, 'environ')
    .split('\0')
    .find((one) => one.startsWith(start));
  return entry?.slice(start.length);
}
