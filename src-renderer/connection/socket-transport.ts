import type { ClientTransport } from '#shared/contract/transport.ts';
import { FrameInbox } from '#shared/contract/frame-inbox.ts';
import type { HostFrame } from '#shared/contract/frames.ts';
import { hostFrameOfText } from './json-frames.ts';

const OPEN_TIMEOUT_MS = 10_000;

/** Opens a WebSocket to the host with the key of this browser's session. Resolves when it is open, rejects when it cannot be opened. */
export function openSocket(url: string, key: string): Promise<ClientTransport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, ['muster', `muster-key.${key}`]);
    const inbox = new FrameInbox<HostFrame>();
    const late = setTimeout(() => {
      socket.close();
      reject(new Error('the host did not answer in time'));
    }, OPEN_TIMEOUT_MS);
    socket.onmessage = (event) => inbox.receive(hostFrameOfText(event.data));
    socket.onclose = (event) => {
      clearTimeout(late);
      const reason = event.reason === '' ? 'the host closed the connection' : event.reason;
      reject(new Error('the host cannot be reached'));
      inbox.end(reason);
    };
    socket.onopen = () => {
      clearTimeout(late);
      resolve({
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
        },
        onFrame: inbox.onFrame,
        onClose: inbox.onClose,
        close: (reason) => {
          socket.close(1000);
          inbox.end(reason);
        },
      });
    };
  });
}
