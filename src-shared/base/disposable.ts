/** Something that holds a resource until its single owner ends it. Ending twice is allowed and does nothing. */
export interface Disposable {
  dispose(): void;
}

/** Makes a disposable that runs `end` at most once. */
export function toDisposable(end: () => void): Disposable {
  let ended = false;
  return {
    dispose() {
      if (ended) return;
      ended = true;
      end();
    },
  };
}

/** Owns any number of disposables and ends them in reverse order. What is added after the end is ended at once. */
export class DisposableStore implements Disposable {
  readonly #owned = new Set<Disposable>();
  #ended = false;

  /** Takes ownership and hands the same object back, so that creation and registration are one expression. */
  add<T extends Disposable>(owned: T): T {
    if (this.#ended) owned.dispose();
    else this.#owned.add(owned);
    return owned;
  }

  /** Ends one owned object before the store itself ends. */
  release(owned: Disposable): void {
    if (this.#owned.delete(owned)) owned.dispose();
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const owned of [...this.#owned].reverse()) owned.dispose();
    this.#owned.clear();
  }
}
