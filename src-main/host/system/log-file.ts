import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { redact } from '#shared/model/secrets/redact.ts';

/** Bytes after which a new file begins: enough for days of a healthy host, quick to open in an editor. */
const FILE_BYTES = 1024 * 1024;
/** Files kept, the present one included: 5 MB at most. */
const FILES = 5;
/** UTF-16 units of one line; a stack trace fits. */
const LINE_LENGTH = 8000;

export interface LogFileOptions {
  readonly folder: string;
  readonly now: () => number;
  readonly fileBytes?: number;
  readonly files?: number;
}

export type LogLevel = 'info' | 'warning' | 'error';

/**
 * The one log of a host, bounded in size: `muster.log`, and older ones as `muster.1.log` and so on. Lines are redacted
 * before they are written. Writing never fails: with a full disk or an unwritable folder lines are counted as lost, and
 * the count is told by the first line that can be written again.
 */
export class LogFile {
  readonly path: string;
  readonly #options: LogFileOptions;
  readonly #homes = [homedir()];
  #size: number | undefined;
  #lost = 0;

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.path = join(options.folder, 'muster.log');
  }

  /** Adds a line; line breaks inside it are kept and indented. Few lines a minute come: it is written at once. */
  write(level: LogLevel, text: string): void {
    const time = new Date(this.#options.now()).toISOString();
    const clean = redact(text.slice(0, LINE_LENGTH), this.#homes).replace(/\r?\n/g, '\n  ');
    const lost = this.#lost === 0 ? '' : `${time} warning ${this.#lost} lines could not be written\n`;
    const line = `${lost}${time} ${level} ${clean}\n`;
    try {
      this.#append(line);
      this.#lost = 0;
    } catch {
      // Storage reports trouble with the disk. A failing log must stop nothing.
      this.#size = undefined;
      this.#lost += 1;
    }
  }

  /** The last lines of the present file; none when it cannot be read. */
  tail(lines: number): readonly string[] {
    try {
      return readFileSync(this.path, 'utf8').trimEnd().split('\n').slice(-lines);
    } catch {
      return [];
    }
  }

  #append(line: string): void {
    const { folder, fileBytes = FILE_BYTES } = this.#options;
    if (this.#size === undefined) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    }
    const bytes = Buffer.byteLength(line);
    if (this.#size > 0 && this.#size + bytes > fileBytes) {
      this.#rotate();
      this.#size = 0;
    }
    appendFileSync(this.path, line, { mode: 0o600 });
    this.#size += bytes;
  }

  #rotate(): void {
    const { folder, files = FILES } = this.#options;
    const name = (index: number): string => (index === 0 ? this.path : join(folder, `muster.${index}.log`));
    rmSync(name(files - 1), { force: true });
    for (let index = files - 2; index >= 0; index -= 1) {
      if (statSync(name(index), { throwIfNoEntry: false }) !== undefined)
        renameSync(name(index), name(index + 1));
    }
  }
}
