import { toDisposable, type Disposable } from './disposable.ts';

/** Subscribes to something that happens again and again; disposing ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** One source of an event. A listener that throws never keeps the others from being told. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;

  /** `onError` hears what a listener throws; without it the error is rethrown after all were told. */
  constructor(
    onError: (error: unknown) => void = (error) => {
      throw error;
    },
  ) {
    this.#onError = onError;
  }

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  fire(value: T): void {
    let failed: { error: unknown } | undefined;
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        failed ??= { error };
      }
    }
    if (failed !== undefined) this.#onError(failed.error);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
