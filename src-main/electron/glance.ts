import type { Approval } from '#shared/model/approval/approval.ts';
import { isUnderWay, type FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { waitingDecision, type WaitingDecision } from '#shared/model/notifications/waiting.ts';
import type { Settings } from '#shared/model/settings/settings.ts';
import type { HostInfo, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';

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

type Values = ReadonlyMap<string, unknown>;

/** Takes a glance at the values of the topics `host`, `fleet` and `inbox`. What waits comes oldest first. */
export function glanceAt(host: Values, fleet: Values, inbox: Values): Glance {
  const info = host.get('info') as HostInfo | undefined;
  const nameOf = (id: string): string =>
    (host.get(`workspace:${id}`) as WorkspaceEntity | undefined)?.name ?? 'a removed workspace';
  const running: RunningThread[] = [];
  for (const value of fleet.values()) {
    const row = value as FleetRow;
    if (!isUnderWay(row)) continue;
    const { id, queued } = row;
    running.push({ id, queued, title: titleOr(row.title), workspace: nameOf(row.workspaceId) });
  }
  const waiting = [...inbox.values()]
    .map((value) => value as Approval)
    // What the gateway is being asked about needs nobody yet.
    .filter(({ outcome, gateway }) => outcome === null && gateway?.type !== 'asking')
    .sort((a, b) => a.askedAt - b.askedAt)
    .map((approval) => waitingDecision(approval, nameOf(approval.workspaceId)));
  return { running, waiting, settings: info?.settings ?? null };
}

function titleOr(title: string): string {
  return title === '' ? 'Untitled' : title;
}
