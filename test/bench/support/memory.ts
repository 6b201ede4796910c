/** What a process costs in memory, as the kernel counts it. */
import { readFileSync } from 'node:fs';

export interface Memory {
  /** Its own pages, and its share of those that it shares with other processes; MiB. */
  readonly pss: number;
  /** Pages that nobody shares, MiB: what ending the process would give back. */
  readonly own: number;
}

/** Reads /proc; only Linux has it. */
export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { pss: field('Pss'), own: field('Private_Clean') + field('Private_Dirty') };
}
