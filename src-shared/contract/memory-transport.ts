import { FrameInbox } from './frame-inbox.ts';
import type { ClientFrame, HostFrame } from './frames.ts';
import type { ClientTransport, HostTransport, Transport } from './transport.ts';

/** How a frame is carried over: runs `deliver` now or later, in order. */
export type Carry = (deliver: () => void) => void;

/** Joins a client and a host in one process. Frames are copied on the way, as over any other transport. */
export function memoryTransports(carry: Carry): { host: HostTransport; client: ClientTransport } {
  const atHost = new FrameInbox<ClientFrame>();
  const atClient = new FrameInbox<HostFrame>();
  return { host: end(atHost, atClient, carry), client: end(atClient, atHost, carry) };
}

function end<Out, In>(own: FrameInbox<In>, peer: FrameInbox<Out>, carry: Carry): Transport<Out, In> {
  return {
    send: (frame) => {
      if (own.ended) return;
      const copy = JSON.stringify(frame);
      carry(() => peer.receive(JSON.parse(copy) as Out));
    },
    onFrame: own.onFrame,
    onClose: own.onClose,
    close: (reason) => {
      if (own.ended) return;
      own.end(reason);
      carry(() => peer.end(reason));
    },
  };
}
