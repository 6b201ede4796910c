import { toDisposable, type Disposable } from '#shared/base/disposable.ts';
import type { ClientFrame, HostFrame } from '#shared/contract/frames.ts';
import type { HostTransport } from '#shared/contract/transport.ts';

/** What is used of Electron's MessagePortMain; a port of node's own can be made into one. */
export interface PortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** The host's end of a transport over a MessagePort: frames travel as objects. */
export function portTransport(port: PortLike): HostTransport {
  let listener: ((frame: ClientFrame | undefined) => void) | undefined;
  let early: (ClientFrame | undefined)[] = [];
  let closed: string | undefined;
  const closing = new Set<(reason: string) => void>();

  const end = (reason: string): void => {
    if (closed !== undefined) return;
    closed = reason;
    early = [];
    for (const tell of [...closing]) tell(reason);
    closing.clear();
  };

  port.on('message', ({ data }) => {
    if (closed !== undefined) return;
    // The shape is checked by the host; here only what is no object at all is told apart.
    const frame = typeof data === 'object' && data !== null ? (data as ClientFrame) : undefined;
    if (listener === undefined) early.push(frame);
    else listener(frame);
  });
  port.on('close', () => end('the window closed'));
  port.start();

  return {
    send(frame: HostFrame): void {
      if (closed === undefined) port.postMessage(frame);
    },
    onFrame(next): Disposable {
      listener = next;
      const waiting = early;
      early = [];
      for (const frame of waiting) next(frame);
      return toDisposable(() => (listener = undefined));
    },
    onClose(tell): Disposable {
      if (closed !== undefined) {
        tell(closed);
        return toDisposable(() => undefined);
      }
      closing.add(tell);
      return toDisposable(() => closing.delete(tell));
    },
    close(reason): void {
      if (closed !== undefined) return;
      end(reason);
      port.close();
    },
  };
}
