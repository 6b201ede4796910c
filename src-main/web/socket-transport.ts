import type { WebSocket } from 'ws';
import { FrameInbox } from '#shared/contract/frame-inbox.ts';
import type { ClientFrame, HostFrame } from '#shared/contract/frames.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import { FairTurns } from './fair-turns.ts';

/** A socket that did not answer a ping by the time of the next one is dead: the machine at its end sleeps or is gone. */
export const PING_EVERY_MS = 30_000;

/**
 * What may wait in the socket's own buffer. The host sends no more than its credits, so only a peer that makes calls
 * and never reads the answers comes here; it is cut off rather than paid for in memory.
 */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;

/** The host's end of a transport over a WebSocket: one frame per text message, as JSON. */
export function socketTransport(socket: WebSocket): HostTransport {
  const inbox = new FrameInbox<ClientFrame>();
  const end = (reason: string): void => {
    clearInterval(pings);
    inbox.end(reason);
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
  const turns = new FairTurns<ReturnType<typeof parseFrame>>({
    handle: (frame) => inbox.receive(frame),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  });
  socket.on('message', (data, isBinary) => {
    alive = true;
    turns.push(isBinary ? undefined : parseFrame(data));
  });
  // `close` follows every error and says less; the first of the two is the reason.
  socket.on('error', (error) => end(error.message));
  socket.on('close', (code, reason) => {
    // A page sends its last frames while it closes, so frames that came before the end are still handled.
    turns.afterAll(() => end(reason.length > 0 ? reason.toString() : `closed (${code})`));
  });

  return {
    send(frame: HostFrame): void {
      if (inbox.ended || socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
        socket.terminate();
        end('the client does not read');
        return;
      }
      socket.send(JSON.stringify(frame));
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close(reason): void {
      if (inbox.ended) return;
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
