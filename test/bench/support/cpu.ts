/** What processes cost in processor time, as the kernel's scheduler counts it. */
import { readdirSync, readFileSync } from 'node:fs';
import { treeOf } from '../../support/processes.ts';

/** Processor time of a process so far, over all of its threads that live, ms. Reads /proc; only Linux has it. */
export function cpuOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  let sum = 0;
  for (const task of readdirSync(tasks)) {
    // Nanoseconds on a processor, nanoseconds waiting for one, and how often: finer than the ticks of `stat`.
    sum += Number(readIfThere(`${tasks}/${task}/schedstat`).split(' ')[0]) / 1e6;
  }
  return sum;
}

/** Processor time so far of a process and all below it that live, ms. */
export function cpuOfTree(pid: number): number {
  return treeOf(pid).reduce((sum, process) => sum + cpuOf(process.pid), 0);
}

/** A thread may end between the look and the count; what it cost is not that of something idle. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '0';
  }
}
