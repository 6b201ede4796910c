import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import type { InboxEvents } from './approvals/ports.ts';
import { Events } from './base/events.ts';
import type { HomeEvents, HomeServerEvents } from './homes/ports.ts';
import type { StorageEvents } from './storage/storage-watch.ts';
import type { ThreadEvents, ThreadServerEvents } from './threads/events.ts';
import type { WorkspaceEvents } from './workspaces/ports.ts';

/** What the app-servers tell of their lives. */
export interface ServerEvents extends HomeServerEvents, ThreadServerEvents {
  /** What became known of the usual Codex. */
  codexKnown: Partial<HostInfo['codex']>;
}

/** All that the parts of a host tell each other. Each part names what it tells and what it hears beside its ports. */
export interface HostEventMap
  extends InboxEvents, HomeEvents, ServerEvents, StorageEvents, ThreadEvents, WorkspaceEvents {}

export type HostEvents = Events<HostEventMap>;

/** The events of one host. `onFault` hears what a listener throws. */
export function hostEvents(onFault: (error: unknown) => void): HostEvents {
  return new Events<HostEventMap>(onFault);
}
