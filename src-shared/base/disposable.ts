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
