import type { InboxEvents, RequestEnds } from './approvals/ports.ts';
import { Events } from './base/events.ts';

/** What the parts of a host tell each other; each names its own in its `ports.ts`. */
export interface HostEventMap extends InboxEvents, RequestEnds {
  /** What was held back of the storage is in use. */
  storageTrusted: undefined;
}

export type HostEvents = Events<HostEventMap>;

/** The events of one host. `onFault` hears what a listener throws. */
export function hostEvents(onFault: (error: unknown) => void): HostEvents {
  return new Events<HostEventMap>(onFault);
}
