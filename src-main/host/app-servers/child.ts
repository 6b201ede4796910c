import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { attempt } from '#shared/base/attempt.ts';
import { spawnable } from '../spawnable.ts';
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
  #kill: NodeJS.Timeout | undefined;
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
      const end = (how: ChildEnd): void => {
        if (this.#over) return;
        this.#over = true;
        clearTimeout(this.#kill);
        void this.#pump.drained().then(() => {
          attempt(() => options.ended(how), options.failed);
          resolve();
        });
      };
      this.#process.on('error', (error) => {
        if (this.#process.pid === undefined) end({ code: null, signal: null, spawnError: error.message });
      });
      this.#process.on('exit', (code, signal) => {
        this.#sweepGroup();
        // `close` waits for the pipes, which a grandchild may hold open for ever: it gets a moment, no more.
        const late = setTimeout(() => end({ code, signal, spawnError: null }), 500);
        this.#process.once('close', () => {
          clearTimeout(late);
          end({ code, signal, spawnError: null });
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
    if (!this.#over && this.#kill === undefined) {
      this.#process.stdin.end();
      this.#kill = setTimeout(() => this.kill(), CLOSE_GRACE_MS);
    }
    return this.#ended;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** What the dead process left in its own group must not live on; a command that left the group is out of reach. */
  #sweepGroup(): void {
    const { pid } = this.#process;
    if (pid === undefined || process.platform === 'win32') return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody was left in it.
    }
  }
}
