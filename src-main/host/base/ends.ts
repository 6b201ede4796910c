/** A part that holds something until it is ended; what it ends may take a while. */
export interface Endable {
  dispose(): void | Promise<void>;
}

interface Owned {
  readonly part: Endable;
  readonly waits: boolean;
}

/**
 * What has an end, in the order in which it was made; it ends in the other direction, so that nothing is gone while
 * somebody still stands on it. Each ends whatever another's end throws: no process may be left.
 */
export class Ends {
  readonly #owned: Owned[] = [];
  readonly #onFault: (error: unknown) => void;

  /** `onFault` hears what an end throws. */
  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Ends a part when it is its turn, at the same time as what takes a while to end. */
  own<P extends Endable>(part: P): P {
    this.#owned.push({ part, waits: false });
    return part;
  }

  /** Ends a part only when all that was made after it has ended to the last. */
  ownBelow<P extends Endable>(part: P): P {
    this.#owned.push({ part, waits: true });
    return part;
  }

  /** Ends all of it. Resolves when nothing is left; never rejects. */
  async dispose(): Promise<void> {
    let ending: Promise<void>[] = [];
    for (const { part, waits } of this.#owned.splice(0).reverse()) {
      if (waits) {
        await Promise.all(ending);
        ending = [];
      }
      ending.push(this.#end(part));
    }
    await Promise.all(ending);
  }

  async #end(part: Endable): Promise<void> {
    try {
      await part.dispose();
    } catch (error) {
      this.#onFault(error);
    }
  }
}
