/**
 * Finds where in a terminal's output no escape sequence is under way: a screen that is handed over must be joined
 * with the output there, or the rest of the sequence would be shown as text.
 */

type State = 'ground' | 'escape' | 'control' | 'text';

/** ESC, and the controls of eight bits that begin a sequence as well. */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const BEGINS = /[\u001b\u0090\u0098\u009b\u009d-\u009f]/g;

/** Reads output as it comes and knows whether a sequence is open at its end. */
export class SequenceScanner {
  #state: State = 'ground';
  #offset = 0;
  #began = 0;

  /** Offset of the end of all that was read, or of the beginning of the sequence that is open there. */
  get boundary(): number {
    return this.#state === 'ground' ? this.#offset : this.#began;
  }

  read(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#state === 'ground') {
        BEGINS.lastIndex = at;
        const found = BEGINS.exec(text);
        if (found === null) break;
        at = found.index;
      }
      this.#step(text.charCodeAt(at), this.#offset + at);
      at += 1;
    }
    this.#offset += text.length;
  }

  #step(unit: number, offset: number): void {
    const begun = begins(unit);
    if (begun !== null) {
      this.#state = begun;
      this.#began = offset;
    } else if (unit === 0x18 || unit === 0x1a || unit === 0x9c) {
      this.#state = 'ground';
    } else if (this.#state === 'escape') {
      this.#state = afterEscape(unit);
    } else if (this.#state === 'control') {
      // Parameters, intermediates and controls keep it open; its final character ends it.
      if (unit >= 0x40 && unit !== 0x7f) this.#state = 'ground';
    } else if (unit === 0x07) {
      this.#state = 'ground';
    }
  }
}

function begins(unit: number): State | null {
  if (unit === 0x1b) return 'escape';
  if (unit === 0x9b) return 'control';
  return unit === 0x90 || unit === 0x98 || (unit >= 0x9d && unit <= 0x9f) ? 'text' : null;
}

function afterEscape(unit: number): State {
  if (unit === 0x5b) return 'control';
  // OSC, DCS, SOS, PM and APC carry a text up to its terminator.
  if (unit === 0x5d || unit === 0x50 || unit === 0x58 || unit === 0x5e || unit === 0x5f) return 'text';
  return unit < 0x30 || unit === 0x7f ? 'escape' : 'ground';
}
