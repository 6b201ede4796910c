import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { attempt } from '#shared/base/attempt.ts';
import { endInSteps, killTree, whenOver } from '../../base/process-end.ts';
import { spawnable } from '../../base/spawnable.ts';
import { systemClock } from '../../base/system-clock.ts';
import { LinePump } from './line-pump.ts';
import { StderrRing } from './stderr-ring.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line of stdout. */
  readonly line: (text: string) => void;
  /** Told exactly once, after all of stdout was handled. */
  readonly ended: (end: ChildEnd) => void;
  /** What `line` or `ended` threw. */
  readonly failed: (error: unknown) => void;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** It could not be spawned: the system's words. */
  readonly spawnError: string | null;
}

/** After the end of input the app-server exits within about 30 ms; one that has not after this is killed. */
const CLOSE_GRACE_MS = 2000;

/** One spawned process that speaks lines over stdio. Its owner closes it; it never outlives `close` by more than 2 s. */
export class Child {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #pump: LinePump;
  readonly stderr = new StderrRing();
  #over = false;
  #closing = false;
  #left: (() => void) | undefined;
  readonly #ended: Promise<void>;

  constructor(options: ChildOptions) {
    const { cwd, env } = options;
    const { command, args, verbatim } = spawnable(options.command, options.args);
    this.#pump = new LinePump(options.line, options.failed);
    this.#process = spawn(command, args, {
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: 'pipe',
      windowsHide: true,
      windowsVerbatimArguments: verbatim,
      // Its own process group, so that Ctrl+C in a terminal reaches Muster first, which then closes it in order.
      detached: process.platform !== 'win32',
    });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#pump.push(chunk));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => this.stderr.push(text));
    // A write to a process that just died fails here; its end is told by `close`.
    this.#process.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      whenOver(this.#process, systemClock, ({ code, signal, problem }) => {
        this.#over = true;
        this.#left?.();
        void this.#pump.drained().then(() => {
          attempt(
            () => options.ended({ code, signal, spawnError: problem?.message ?? null }),
            options.failed,
          );
          resolve();
        });
      });
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get oversizedLines(): number {
    return this.#pump.oversized;
  }

  write(line: string): void {
    if (!this.#over && this.#process.stdin.writable) this.#process.stdin.write(`${line}\n`);
  }

  /** Ends its input, and kills it if it has not left 2 s later. Resolves when it is gone. */
  close(): Promise<void> {
    if (this.#closing) return this.#ended;
    this.#closing = true;
    void endInSteps(
      [
        { act: () => this.#process.stdin.end(), waitMs: CLOSE_GRACE_MS },
        { act: () => this.kill(), waitMs: 0 },
      ],
      {
        gone: () => this.#over,
        watch: (look) => {
          this.#left = look;
          return () => (this.#left = undefined);
        },
      },
      systemClock,
    );
    return this.#ended;
  }

  /** Ends it at once, with all that it started and that did not leave its group. */
  kill(): void {
    killTree(this.#process);
  }
}
