import { attempt, reportUnhandled } from './attempt.ts';
import { toDisposable, type Disposable } from './disposable.ts';

/** Subscribes to something that happens again and again; disposing ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** One source of an event. A listener that throws harms neither the others nor whoever fires. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;

  /** `onError` hears what each listener throws; without it whoever watches the process or the page does. */
  constructor(onError: (error: unknown) => void = reportUnhandled) {
    this.#onError = onError;
  }

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) attempt(() => listener(value), this.#onError);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
