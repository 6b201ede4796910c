import type { ClientTransport } from '#shared/contract/transport.ts';
import { FrameInbox } from './frame-inbox.ts';
import { hostFrame } from './json-frames.ts';

/** Carries frames over a MessagePort that the desktop shell handed over. */
export function portTransport(port: MessagePort): ClientTransport {
  const inbox = new FrameInbox();
  port.onmessage = (event) => inbox.receive(hostFrame(event.data));
  port.addEventListener('close', () => inbox.end('the host ended'));
  port.start();
  return {
    send: (frame) => {
      if (!inbox.ended) port.postMessage(frame);
    },
    onFrame: (listener) => inbox.onFrame(listener),
    onClose: (listener) => inbox.onClose(listener),
    close: (reason) => {
      port.close();
      inbox.end(reason);
    },
  };
}
