import type { WebSocket } from 'ws';
import { toDisposable, type Disposable } from '#shared/base/disposable.ts';
import type { ClientFrame, HostFrame } from '#shared/contract/frames.ts';
import type { HostTransport } from '#shared/contract/transport.ts';

/** A socket that did not answer a ping by the time of the next one is dead: the machine at its end sleeps or is gone. */
export const PING_EVERY_MS = 30_000;

/**
 * What may wait in the socket's own buffer. The host sends no more than its credits, so only a peer that makes calls
 * and never reads the answers comes here; it is cut off rather than paid for in memory.
 */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;

/** The host's end of a transport over a WebSocket: one frame per text message, as JSON. */
export function socketTransport(socket: WebSocket): HostTransport {
  let listener: ((frame: ClientFrame | undefined) => void) | undefined;
  let early: (ClientFrame | undefined)[] = [];
  let closed: string | undefined;
  const closing = new Set<(reason: string) => void>();

  const end = (reason: string): void => {
    if (closed !== undefined) return;
    closed = reason;
    clearInterval(pings);
    early = [];
    for (const tell of [...closing]) tell(reason);
    closing.clear();
  };

  let alive = true;
  const pings = setInterval(() => {
    if (!alive) {
      socket.terminate();
      end('no answer to a ping');
      return;
    }
    alive = false;
    socket.ping();
  }, PING_EVERY_MS);
  pings.unref();

  socket.on('pong', () => (alive = true));
  socket.on('message', (data, isBinary) => {
    alive = true;
    const frame = isBinary ? undefined : parseFrame(data);
    if (closed !== undefined) return;
    if (listener === undefined) early.push(frame);
    else listener(frame);
  });
  // `close` follows every error and says less; the first of the two is the reason.
  socket.on('error', (error) => end(error.message));
  socket.on('close', (code, reason) => end(reason.length > 0 ? reason.toString() : `closed (${code})`));

  return {
    send(frame: HostFrame): void {
      if (closed !== undefined || socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
        socket.terminate();
        end('the client does not read');
        return;
      }
      socket.send(JSON.stringify(frame));
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
      // A close frame carries at most 123 bytes.
      socket.close(
        1000,
        Buffer.from(reason)
          .subarray(0, 120)
          .toString()
          .replace(/\uFFFD$/, ''),
      );
      end(reason);
    },
  };
}

/** The shape is checked by the host; here only what is no JSON object at all is told apart. */
function parseFrame(data: unknown): ClientFrame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null ? (frame as ClientFrame) : undefined;
  } catch {
    return undefined;
  }
}
