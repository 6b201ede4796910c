import { FrameInbox } from '#shared/contract/frame-inbox.ts';
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
  const inbox = new FrameInbox<ClientFrame>();

  port.on('message', ({ data }) => {
    // The shape is checked by the host; here only what is no object at all is told apart.
    inbox.receive(typeof data === 'object' && data !== null ? (data as ClientFrame) : undefined);
  });
  port.on('close', () => inbox.end('the window closed'));
  port.start();

  return {
    send(frame: HostFrame): void {
      if (!inbox.ended) port.postMessage(frame);
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close(reason): void {
      if (inbox.ended) return;
      inbox.end(reason);
      port.close();
    },
  };
}
