import { toDisposable } from '../base/disposable.ts';
import type { ClientFrame, HostFrame } from './frames.ts';
import type { ClientTransport, HostTransport, Transport } from './transport.ts';

/** How a frame is carried over: runs `deliver` later, never before `send` returned. */
export type Carry = (deliver: () => void) => void;

/** Joins a client and a host in one process. Frames are copied on the way, as over any other transport. */
export function memoryTransports(carry: Carry): { host: HostTransport; client: ClientTransport } {
  const host = new End<HostFrame, ClientFrame>(carry);
  const client = new End<ClientFrame, HostFrame>(carry);
  host.peer = client;
  client.peer = host;
  return { host, client };
}

class End<Out, In> implements Transport<Out, In> {
  readonly #carry: Carry;
  readonly #closing = new Set<(reason: string) => void>();
  #listener: ((frame: In | undefined) => void) | undefined;
  #early: string[] = [];
  #closed: string | undefined;
  peer: End<In, Out> | undefined;

  constructor(carry: Carry) {
    this.#carry = carry;
  }

  send(frame: Out): void {
    if (this.#closed !== undefined) return;
    const copy = JSON.stringify(frame);
    this.#carry(() => this.peer?.receive(copy));
  }

  receive(copy: string): void {
    if (this.#closed !== undefined) return;
    if (this.#listener === undefined) this.#early.push(copy);
    else this.#listener(JSON.parse(copy) as In);
  }

  onFrame(listener: (frame: In | undefined) => void) {
    this.#listener = listener;
    for (const copy of this.#early.splice(0)) listener(JSON.parse(copy) as In);
    return toDisposable(() => {
      if (this.#listener === listener) this.#listener = undefined;
    });
  }

  onClose(listener: (reason: string) => void) {
    if (this.#closed !== undefined) listener(this.#closed);
    else this.#closing.add(listener);
    return toDisposable(() => this.#closing.delete(listener));
  }

  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#end(reason);
    this.#carry(() => this.peer?.end(reason));
  }

  end(reason: string): void {
    this.#end(reason);
  }

  #end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const listener of [...this.#closing]) listener(reason);
    this.#closing.clear();
  }
}
