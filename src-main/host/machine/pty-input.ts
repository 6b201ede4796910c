import { writeSync } from 'node:fs';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { IPty } from '@lydell/node-pty';

/** What may wait for a program that does not read its input, bytes. */
const WAITING_LIMIT = 1024 * 1024;
/** When the system takes no more, it is asked again after this, ms. */
const RETRY_MS = 5;

/** What the library has on Unix but does not declare. */
interface UnixPty {
  readonly fd?: number;
  readonly _socket?: { readonly destroyed: boolean };
}

/**
 * Sends input to a PTY in its order and never waits for the program. The library's own writing does: on Unix the
 * stream of a PTY's master writes until all is taken, and a program that does not read would stop the whole host.
 */
export class PtyInput implements Disposable {
  readonly #pty: IPty & UnixPty;
  readonly #waiting: Buffer[] = [];
  #bytes = 0;
  #retry: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(pty: IPty) {
    this.#pty = pty;
  }

  /** Throws ContractFailure `overloaded` when too much waits already. */
  write(data: string): void {
    if (this.#ended) return;
    if (this.#bytes > WAITING_LIMIT) {
      const message = 'The program does not read what is typed. Stop it with Ctrl+C, or close the terminal.';
      throw new ContractFailure({ code: 'overloaded', message });
    }
    if (this.#pty.fd === undefined || process.platform === 'win32') {
      this.#pty.write(data);
      return;
    }
    const bytes = Buffer.from(data);
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    if (this.#retry === undefined) this.#flush(this.#pty.fd);
  }

  dispose(): void {
    this.#ended = true;
    clearTimeout(this.#retry);
    this.#waiting.length = 0;
  }

  #flush(fd: number): void {
    this.#retry = undefined;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      // A closed descriptor's number may be another file's by now.
      if (this.#ended || this.#pty._socket?.destroyed !== false) return;
      let written: number;
      try {
        written = writeSync(fd, next);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
          // The program has just ended; its exit tells.
          this.dispose();
          return;
        }
        this.#retry = setTimeout(() => this.#flush(fd), RETRY_MS);
        return;
      }
      this.#bytes -= written;
      if (written < next.length) this.#waiting[0] = next.subarray(written);
      else this.#waiting.shift();
    }
  }
}
