const NEWLINE = 0x0a;

/** A line longer than this (bytes) is dropped and counted: Codex's largest known line is a few MiB. */
export const LINE_LIMIT = 256 * 1024 * 1024;

/**
 * Cuts a byte stream into lines, whatever the chunks look like: half lines, many lines at once, characters cut in
 * two. It decodes only whole lines, so a multi-byte character is never split, and touches each byte once.
 */
export class LineSplitter {
  readonly #decode: (line: Uint8Array) => string;
  readonly #join: (parts: readonly Uint8Array[]) => Uint8Array;
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #held = 0;
  #skipping = false;
  /** Lines that were dropped because they were over the limit. */
  oversized = 0;

  /** `decode` turns the bytes of one whole line into text; the platform hands it in. */
  constructor(decode: (line: Uint8Array) => string, join = joinParts, limit = LINE_LIMIT) {
    this.#decode = decode;
    this.#join = join;
    this.#limit = limit;
  }

  /** Takes the next chunk and hands each line that it completes, without its end, to `line`. */
  push(chunk: Uint8Array, line: (text: string) => void): void {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      const last = chunk.subarray(from, end);
      from = end + 1;
      const whole = this.#finish(last);
      if (whole !== undefined) line(this.#decode(whole));
    }
    if (from < chunk.length) this.#hold(from === 0 ? chunk : chunk.subarray(from));
  }

  #hold(part: Uint8Array): void {
    if (this.#skipping) return;
    this.#held += part.length;
    if (this.#held > this.#limit) {
      this.#skipping = true;
      this.#parts = [];
      return;
    }
    this.#parts.push(part);
  }

  #finish(last: Uint8Array): Uint8Array | undefined {
    if (this.#held === 0) return withoutReturn(last);
    this.#hold(last);
    const parts = this.#parts;
    const skipped = this.#skipping;
    this.#parts = [];
    this.#held = 0;
    this.#skipping = false;
    if (skipped) {
      this.oversized += 1;
      return undefined;
    }
    return withoutReturn(this.#join(parts));
  }
}

/** Windows programs may end a line with a carriage return; JSON never ends in one. */
function withoutReturn(line: Uint8Array): Uint8Array {
  return line.length > 0 && line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line;
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
