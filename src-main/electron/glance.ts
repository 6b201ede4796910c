import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { Key } from '#shared/model/collection.ts';
import { isUnderWay } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { waitingDecision, type WaitingDecision } from '#shared/model/notifications/waiting.ts';
import type { Settings } from '#shared/model/settings/settings.ts';

/** A thread with a turn under way. */
export interface RunningThread {
  readonly id: ThreadId;
  readonly title: string;
  readonly workspace: string;
  readonly queued: number;
}

/** What menus, tray, badge, notifications and quitting need to know of the host; nothing else of it reaches them. */
export interface Glance {
  readonly running: readonly RunningThread[];
  readonly waiting: readonly WaitingDecision[];
  /** Null until the host has told. */
  readonly settings: Settings | null;
}

export const NOTHING: Glance = { running: [], waiting: [], settings: null };

type Values = ReadonlyMap<Key<unknown>, unknown>;

/** Takes a glance at the values of the topics `host`, `fleet` and `inbox`. What waits comes oldest first. */
export function glanceAt(host: Values, fleet: Values, inbox: Values): Glance {
  const info = hostTopic.info.get(host);
  const nameOf = (id: WorkspaceId): string =>
    hostTopic.workspace.get(host, id)?.name ?? 'a removed workspace';
  const running: RunningThread[] = [];
  for (const row of fleetTopic.thread.all(fleet)) {
    if (!isUnderWay(row)) continue;
    const { id, queued } = row;
    running.push({ id, queued, title: titleOr(row.title), workspace: nameOf(row.workspaceId) });
  }
  const waiting = inboxTopic.approval
    .all(inbox)
    // A request that the gateway is being asked about does not need the person yet.
    .filter(({ outcome, gateway }) => outcome === null && gateway?.type !== 'asking')
    .sort((a, b) => a.askedAt - b.askedAt)
    .map((approval) => waitingDecision(approval, nameOf(approval.workspaceId)));
  return { running, waiting, settings: info?.settings ?? null };
}

function titleOr(title: string): string {
  return title === '' ? 'Untitled' : title;
}
