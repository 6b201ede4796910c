import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Measured {
  /** CPU time of the process since the beginning, ms. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly lines: number;
  /** 99th percentile of what the event loop came late, ms. */
  readonly delayP99: number;
}

/** Measures the process it is in, from `begin` on. */
export class Meter {
  readonly #loop = monitorEventLoopDelay({ resolution: 1 });
  #cpu = process.cpuUsage();
  #at = performance.now();

  begin(): void {
    this.#cpu = process.cpuUsage();
    this.#at = performance.now();
    this.#loop.enable();
  }

  measure(lines: number): Measured {
    const { user, system } = process.cpuUsage(this.#cpu);
    // The histogram's samples hold the timer's own interval of 1 ms.
    const delayP99 = Math.max(0, this.#loop.percentile(99) / 1e6 - 1);
    return { cpuMs: (user + system) / 1000, wallMs: performance.now() - this.#at, lines, delayP99 };
  }
}
