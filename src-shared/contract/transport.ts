import type { Disposable } from '../base/disposable.ts';
import type { ClientFrame, HostFrame } from './frames.ts';

/**
 * Carries frames one way and the other, in order, until it closes. It has no memory: what was sent on a closed
 * transport is gone. `Out` and `In` are what this end sends and receives.
 */
export interface Transport<Out, In> {
  /** Sends one frame; does nothing after the end. */
  send(frame: Out): void;
  /** One listener; frames that come before it is set are kept for it. `undefined` stands for an unreadable frame. */
  onFrame(listener: (frame: In | undefined) => void): Disposable;
  /** Fires exactly once, also when this end closes; at once if it is closed already. */
  onClose(listener: (reason: string) => void): Disposable;
  close(reason: string): void;
}

/** The host's end of a transport. */
export type HostTransport = Transport<HostFrame, ClientFrame>;
/** The client's end of a transport. */
export type ClientTransport = Transport<ClientFrame, HostFrame>;
