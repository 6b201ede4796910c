import { attempt } from '../base/attempt.ts';
import { toDisposable, type Disposable } from '../base/disposable.ts';

/**
 * The listening half of a transport: keeps early frames for a late listener, and ends exactly once. `undefined` stands
 * for a frame that could not be read.
 */
export class FrameInbox<In> {
  readonly #closing = new Set<(reason: string) => void>();
  #listener: ((frame: In | undefined) => void) | undefined;
  #early: (In | undefined)[] = [];
  #closed: string | undefined;

  get ended(): boolean {
    return this.#closed !== undefined;
  }

  receive(frame: In | undefined): void {
    if (this.#closed !== undefined) return;
    if (this.#listener === undefined) this.#early.push(frame);
    else this.#hand(this.#listener, frame);
  }

  end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#early = [];
    for (const tell of [...this.#closing]) attempt(() => tell(reason));
    this.#closing.clear();
  }

  /** A frame that its listener cannot bear costs that frame, not the connection or the process. */
  #hand(listener: (frame: In | undefined) => void, frame: In | undefined): void {
    attempt(() => listener(frame));
  }

  readonly onFrame = (listener: (frame: In | undefined) => void): Disposable => {
    this.#listener = listener;
    for (const frame of this.#early.splice(0)) this.#hand(listener, frame);
    return toDisposable(() => {
      if (this.#listener === listener) this.#listener = undefined;
    });
  };

  readonly onClose = (tell: (reason: string) => void): Disposable => {
    if (this.#closed !== undefined) tell(this.#closed);
    else this.#closing.add(tell);
    return toDisposable(() => this.#closing.delete(tell));
  };
}
