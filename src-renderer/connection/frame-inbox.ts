import { toDisposable, type Disposable } from '#shared/base/disposable.ts';
import type { HostFrame } from '#shared/contract/frames.ts';

/** The listening half of a transport: keeps early frames for a late listener and ends exactly once. */
export class FrameInbox {
  #listener: ((frame: HostFrame | undefined) => void) | undefined;
  #early: (HostFrame | undefined)[] = [];
  #onClose: ((reason: string) => void) | undefined;
  #closed: string | undefined;

  receive(frame: HostFrame | undefined): void {
    if (this.#closed !== undefined) return;
    if (this.#listener === undefined) this.#early.push(frame);
    else this.#listener(frame);
  }

  end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#onClose?.(reason);
  }

  get ended(): boolean {
    return this.#closed !== undefined;
  }

  onFrame(listener: (frame: HostFrame | undefined) => void): Disposable {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const frame of early) listener(frame);
    return toDisposable(() => {
      if (this.#listener === listener) this.#listener = undefined;
    });
  }

  onClose(listener: (reason: string) => void): Disposable {
    if (this.#closed !== undefined) listener(this.#closed);
    else this.#onClose = listener;
    return toDisposable(() => {
      if (this.#onClose === listener) this.#onClose = undefined;
    });
  }
}
