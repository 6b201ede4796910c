/**
 * The frame of a benchmark's process. One built file is all of its processes: the benchmark itself, the measured
 * processes that it starts (roles), and the replayer that stands in for an app-server.
 */
import { availableParallelism, loadavg } from 'node:os';
import { endOnSignals, sweepScratch } from './lifetime.ts';
import { runLongCodex, type LongOrder } from './long-codex.ts';
import { replayAsAppServer, type ReplayOrder } from './replay.ts';
import { runRole, type Role } from './role.ts';
import { errorReport } from '#shared/base/words.ts';

export interface Bench {
  /** What it measures; for `--help`. */
  readonly about: string;
  /** The processes it measures, by name. */
  readonly roles?: Readonly<Record<string, Role<never>>>;
  /** Prints its figures; true when every bound is met. */
  readonly run: () => Promise<boolean>;
}

/** Does what the command line says: the benchmark without arguments, else one of its processes. */
export function runBench(bench: Bench): void {
  const [flag, first, second] = process.argv.slice(2);
  if (flag === undefined) {
    endOnSignals();
    sweepScratch();
    sayLoad();
    bench.run().then(
      (ok) => process.exit(ok ? 0 : 1),
      (error: unknown) => {
        process.stderr.write(`${errorReport(error)}\n`);
        process.exit(1);
      },
    );
  } else if (flag === '--replay' && first !== undefined) {
    replayAsAppServer(JSON.parse(first) as ReplayOrder);
  } else if (flag === '--long' && first !== undefined) {
    runLongCodex(JSON.parse(first) as LongOrder);
  } else if (flag === '--role' && first !== undefined && process.send !== undefined) {
    const role = bench.roles?.[first] as Role<unknown> | undefined;
    if (role === undefined) throw new Error(`this benchmark has no process ${first}`);
    void runRole(role, JSON.parse(second ?? 'null'));
  } else {
    const asked = flag === '--help' || flag === '-h';
    const line = `${bench.about}\nIt takes no arguments. docs/benchmarks.md says how to read its figures.\n`;
    (asked ? process.stdout : process.stderr).write(asked ? line : `unknown argument ${flag}\n${line}`);
    process.exit(asked ? 0 : 2);
  }
}

/** Other work on the machine makes every figure worse: whoever reads them should know of it. */
function sayLoad(): void {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  const busy = load > cores / 2 ? ' (busy with other work: expect worse figures than its own)' : '';
  process.stderr.write(`${cores} cores, load ${load.toFixed(1)} over the last minute${busy}\n`);
}

/** Waits; benchmarks pace themselves. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
