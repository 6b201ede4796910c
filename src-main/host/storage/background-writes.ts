/** Writes that may wait at a time, of which a later one of the same name takes the place of an earlier. */
const LIMIT = 5000;

export interface BackgroundWritesOptions {
  /** A write failed and waits; told with every failure. */
  readonly failed: (error: unknown) => void;
  /** All that waited was stored. */
  readonly settled: () => void;
  /** Whether a failure will be one again a moment later, so that the writes behind it need not be tried now. */
  readonly isOfAll: (error: unknown) => boolean;
}

/**
 * Writes that nobody waits for, such as the row of a thread: one that fails is kept and tried again, in the order they
 * came, until it is stored. Each has a name, and the latest of a name is the one that counts.
 */
export class BackgroundWrites {
  readonly #options: BackgroundWritesOptions;
  readonly #waiting = new Map<string, () => void>();

  constructor(options: BackgroundWritesOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether a write of that name was not stored yet. */
  has(name: string): boolean {
    return this.#waiting.has(name);
  }

  /** Writes now, or later what fails now. Never throws. */
  write(name: string, work: () => void): void {
    // Waiting writes share the same trouble. Trying each would block the host each time.
    if (this.#waiting.size > 0) {
      this.keep(name, work);
      return;
    }
    try {
      work();
    } catch (error) {
      this.keep(name, work);
      this.#options.failed(error);
    }
  }

  /** Keeps a write for later. */
  keep(name: string, work: () => void): void {
    this.#waiting.delete(name);
    this.#waiting.set(name, work);
    const oldest = this.#waiting.size > LIMIT ? this.#waiting.keys().next().value : undefined;
    if (oldest !== undefined) this.#waiting.delete(oldest);
  }

  /** What a name stood for is stored otherwise, or is not wanted any more. */
  forget(name: string): void {
    this.#waiting.delete(name);
  }

  /** Tries all that waits. Never throws; what fails again goes on waiting. */
  retry(): void {
    if (this.#waiting.size === 0) return;
    for (const [name, work] of [...this.#waiting]) {
      try {
        work();
        if (this.#waiting.get(name) === work) this.#waiting.delete(name);
      } catch (error) {
        this.#options.failed(error);
        if (this.#options.isOfAll(error)) break;
      }
    }
    if (this.#waiting.size === 0) this.#options.settled();
  }
}
