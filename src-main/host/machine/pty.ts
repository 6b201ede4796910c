import { readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { TerminalSize } from '#shared/model/terminal/terminal.ts';
import type { IPty, spawn } from '@lydell/node-pty';
import { signalQuietly } from '../base/process-end.ts';
import type { Pty, PtyEvents, PtyLaunch } from './machine.ts';
import { PtyInput } from './pty-input.ts';

/** How often a program that is held up is looked at, whether it has ended meanwhile, ms. */
const END_LOOK_MS = 50;
const READ_BYTES = 64 * 1024;
/** Reads in one turn of the event loop; one brings 4 KiB at most. */
const READS = 32;

/** See `Machine.startPty`; the native part of the library may not load. */
export async function startPty(
  launch: PtyLaunch,
  events: PtyEvents,
  load: () => Promise<PtyLibrary> = () => import('@lydell/node-pty'),
): Promise<Pty> {
  const library = await loadPty(load);
  const { file, args, cwd, env, cols, rows } = launch;
  try {
    return new LocalPty(
      library.spawn(file, [...args], {
        name: 'xterm-256color',
        cols,
        rows,
        cwd,
        env: { ...env },
        encoding: null,
      }),
      events,
    );
  } catch (error) {
    const message = `${file} could not be started in ${cwd}: ${errorWords(error)}`;
    throw new ContractFailure({ code: 'refused', message });
  }
}

/** The library; its native part is a package of its own for each platform. */
interface PtyLibrary {
  readonly spawn: typeof spawn;
}

async function loadPty(load: () => Promise<PtyLibrary>): Promise<PtyLibrary> {
  try {
    return await load();
  } catch (error) {
    throw new ContractFailure({
      code: 'unavailable',
      message: `Terminals do not work here: the native part of @lydell/node-pty for ${process.platform} ${process.arch} is missing or does not load. Install Muster again with its optional packages; everything else works without.`,
      detail: errorWords(error),
    });
  }
}

/** What the library has on Unix but does not declare. */
interface UnixPty {
  readonly fd?: number;
  readonly _socket?: {
    readonly _handle?: { readStart(): void; readStop(): void } | null;
    once(event: 'end', listener: () => void): void;
  };
}

class LocalPty implements Pty {
  readonly #pty: IPty & UnixPty;
  readonly #events: PtyEvents;
  readonly #decoder = new StringDecoder('utf8');
  readonly #input: PtyInput;
  readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
  #paused = false;
  #over = false;
  /** The program is gone, and the rest of its output is on its way. */
  #last = false;
  #look: NodeJS.Timeout | undefined;

  constructor(pty: IPty, events: PtyEvents) {
    this.#pty = pty;
    this.#events = events;
    this.#input = new PtyInput(pty);
    // Without an encoding the library hands over bytes, whatever its types say.
    pty.onData((bytes) => {
      this.#read(bytes as unknown as Buffer);
      this.#readOn();
    });
    if (process.platform !== 'win32') this.#pty._socket?.once('end', () => this.#drain());
    pty.onExit(({ exitCode, signal }) => {
      this.#over = true;
      this.#input.dispose();
      clearTimeout(this.#look);
      const rest = this.#decoder.end();
      if (rest !== '') events.data(rest);
      events.exit(exitCode, signal === undefined || signal === 0 ? null : signal);
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get foreground(): string | null {
    return process.platform === 'win32' || this.#over ? null : this.#pty.process;
  }

  write(data: string): void {
    if (!this.#over) this.#input.write(data);
  }

  resize({ cols, rows }: TerminalSize): void {
    if (this.#over) return;
    try {
      this.#pty.resize(cols, rows);
    } catch {
      // It has just ended; that is told by its exit.
    }
  }

  set paused(paused: boolean) {
    if (this.#over || this.#last || paused === this.#paused) return;
    this.#paused = paused;
    // The stream's own pause goes on reading into a buffer, which is lost when the program ends.
    const handle = process.platform === 'win32' ? undefined : this.#pty._socket?._handle;
    if (paused) {
      if (handle) handle.readStop();
      else this.#pty.pause();
      this.#lookForEnd();
    } else {
      clearTimeout(this.#look);
      if (handle) handle.readStart();
      else this.#pty.resume();
    }
  }

  hangUp(): void {
    if (this.#over) return;
    this.paused = false;
    if (process.platform === 'win32') this.#pty.kill();
    else signalQuietly(-this.#pty.pid, 'SIGHUP');
  }

  kill(): void {
    if (this.#over) return;
    if (process.platform === 'win32') this.#pty.kill();
    else signalQuietly(-this.#pty.pid, 'SIGKILL');
  }

  #read(bytes: Buffer): void {
    const text = this.#decoder.write(bytes);
    if (text !== '') this.#events.data(text);
  }

  /** Reads what else is there already: the stream would come back for every 4 KiB. */
  #readOn(): void {
    const { fd } = this.#pty;
    if (fd === undefined || process.platform === 'win32') return;
    try {
      for (let reads = 0; reads < READS && !this.#paused; reads += 1) {
        const length = readSync(fd, this.#buffer);
        if (length === 0) return;
        this.#read(this.#buffer.subarray(0, length));
      }
    } catch {
      // Nothing more at present, or for ever: the stream tells which.
    }
  }

  /**
   * Reads what is left when the stream says that it has ended. The stream takes a read that brought less than it asked
   * for, together with the end of the program, for the last one; a PTY gives 4 KiB at a time, whatever there is.
   */
  #drain(): void {
    const { fd } = this.#pty;
    if (fd === undefined) return;
    const bytes = this.#buffer;
    try {
      for (let length = readSync(fd, bytes); length > 0; length = readSync(fd, bytes))
        this.#read(bytes.subarray(0, length));
    } catch {
      // EIO: the very end.
    }
  }

  /**
   * The library throws away 200 ms after a program's end what was not read by then. What an ended program left is as
   * much as the system's buffer holds, so it is read whatever waits for it.
   */
  #lookForEnd(): void {
    if (process.platform === 'win32') return;
    this.#look = setTimeout(() => {
      if (!this.#paused) return;
      if (isAlive(this.#pty.pid)) {
        this.#lookForEnd();
        return;
      }
      this.paused = false;
      this.#last = true;
    }, END_LOOK_MS);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
