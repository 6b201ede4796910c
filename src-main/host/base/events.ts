import type { Disposable } from '#shared/base/disposable.ts';
import { Emitter } from '#shared/base/emitter.ts';

/** Hears of the events in `M`: their names, each with what it tells. */
export interface Hears<M> {
  /** Calls the listener each time from now on, after those that came before it. */
  on<K extends keyof M>(name: K, listener: (value: M[K]) => void): Disposable;
}

/** Tells of the events in `M`. */
export interface Tells<M> {
  /** Returns after every listener was called. What one throws harms neither the others nor whoever tells. */
  fire<K extends keyof M>(name: K, value: M[K]): void;
}

/**
 * The events of many parts in one place: whoever tells and whoever hears know the event and not each other, so parts
 * that depend on each other can be made one after the other. A part names the events it tells in its `ports.ts`.
 */
export class Events<M extends object> implements Hears<M>, Tells<M> {
  readonly #emitters = new Map<keyof M, Emitter<never>>();
  readonly #onFault: (error: unknown) => void;

  /** `onFault` hears what listeners throw. */
  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  on<K extends keyof M>(name: K, listener: (value: M[K]) => void): Disposable {
    let emitter = this.#emitters.get(name) as Emitter<M[K]> | undefined;
    if (emitter === undefined) {
      emitter = new Emitter<M[K]>(this.#onFault);
      this.#emitters.set(name, emitter as Emitter<never>);
    }
    return emitter.event(listener);
  }

  fire<K extends keyof M>(name: K, value: M[K]): void {
    (this.#emitters.get(name) as Emitter<M[K]> | undefined)?.fire(value);
  }
}
