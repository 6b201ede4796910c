import { WebSocket } from 'ws';
import { toDisposable } from '#shared/base/disposable.ts';
import type { HostFrame } from '#shared/contract/frames.ts';
import type { ClientTransport } from '#shared/contract/transport.ts';

/** A client's end of a transport over a WebSocket in Node, with a way to break it. */
export interface BreakableTransport extends ClientTransport {
  /** Ends the socket as a lost network does: without a word to the other side. */
  break(): void;
}

/** Opens a socket to a host, with further headers such as a session's cookie. Rejects when nobody listens. */
export function openSocket(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  protocols: readonly string[] = [],
): Promise<BreakableTransport> {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false, headers });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve({
        send: (frame) => socket.send(JSON.stringify(frame), () => {}),
        onFrame: (listener) => {
          const hear = (data: unknown): void => listener(JSON.parse(String(data)) as HostFrame);
          socket.on('message', hear);
          return toDisposable(() => socket.off('message', hear));
        },
        onClose: (listener) => {
          const tell = (): void => listener('the socket closed');
          if (socket.readyState === WebSocket.CLOSED) tell();
          socket.once('close', tell);
          return toDisposable(() => socket.off('close', tell));
        },
        close: () => socket.close(),
        break: () => socket.terminate(),
      });
    });
  });
}
