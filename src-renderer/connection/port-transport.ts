import type { ClientTransport } from '#shared/contract/transport.ts';
import { FrameInbox } from '#shared/contract/frame-inbox.ts';
import type { HostFrame } from '#shared/contract/frames.ts';
import { hostFrame } from './json-frames.ts';

/** Carries frames over a MessagePort that the desktop shell handed over. */
export function portTransport(port: MessagePort): ClientTransport {
  const inbox = new FrameInbox<HostFrame>();
  port.onmessage = (event) => inbox.receive(hostFrame(event.data));
  port.addEventListener('close', () => inbox.end('the host ended'));
  port.start();
  return {
    send: (frame) => {
      if (!inbox.ended) port.postMessage(frame);
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close: (reason) => {
      port.close();
      inbox.end(reason);
    },
  };
}
