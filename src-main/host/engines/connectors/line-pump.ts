import { attempt } from '#shared/base/attempt.ts';
import { LineSplitter } from '#shared/rpc/line-splitter.ts';

/**
 * Time one slice of parsing may take before the event loop gets its turn, in ms: short against a frame of 16 ms, so
 * that a flood from one app-server delays neither the others nor the clients.
 */
const SLICE_MS = 4;

/**
 * Takes what a process writes as fast as it comes and does the work later. Reading never waits for parsing, because
 * an app-server whose output is not read stalls for all of its threads.
 */
export class LinePump {
  readonly #splitter = new LineSplitter(
    (line) => (line as Buffer).toString('utf8'),
    (parts) => Buffer.concat(parts),
  );
  readonly #line: (text: string) => void;
  readonly #failed: ((error: unknown) => void) | undefined;
  #chunks: Buffer[] = [];
  #lines: string[] = [];
  #next = 0;
  #scheduled = false;
  #drained: (() => void)[] = [];

  /** `line` takes one line; what it throws costs that line alone and goes to `failed`. */
  constructor(line: (text: string) => void, failed?: (error: unknown) => void) {
    this.#failed = failed;
    this.#line = (text) => attempt(() => line(text), failed);
  }

  get oversized(): number {
    return this.#splitter.oversized;
  }

  /** Keeps a chunk; costs nothing but a place in a list. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#work());
  }

  /** Resolves when all that was pushed so far has been handled. */
  drained(): Promise<void> {
    if (!this.#scheduled) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  #work(): void {
    let more = true;
    // The next slice must come even when this one throws: the end of the process waits for it.
    attempt(() => void (more = this.#slice()), this.#failed);
    if (more) setImmediate(() => this.#work());
  }

  /** Works for a slice of time; false when nothing is left. */
  #slice(): boolean {
    const until = performance.now() + SLICE_MS;
    do {
      if (this.#next >= this.#lines.length && !this.#split()) {
        this.#scheduled = false;
        for (const resolve of this.#drained.splice(0)) resolve();
        return false;
      }
      // The clock is asked once in sixteen lines: asking costs as much as parsing a short one.
      const end = Math.min(this.#next + 16, this.#lines.length);
      while (this.#next < end) this.#line(this.#lines[this.#next++] as string);
    } while (performance.now() < until);
    return true;
  }

  /** Splits the next chunk; false when there is none. */
  #split(): boolean {
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return false;
    this.#lines = [];
    this.#next = 0;
    this.#splitter.push(chunk, (line) => this.#lines.push(line));
    return true;
  }
}
