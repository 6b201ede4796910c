import type { Approval, ApprovalBody } from '#shared/model/approval/approval.ts';
import { isUnderWay, type FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ApprovalId, ThreadId } from '#shared/model/ids.ts';
import { mask } from '#shared/model/secrets/mask.ts';
import type { Settings } from '#shared/model/settings/settings.ts';
import type { HostInfo, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { wantsOf } from '../host/approvals/inbox.ts';

/** A thread with a turn under way. */
export interface RunningThread {
  readonly id: ThreadId;
  readonly title: string;
  readonly workspace: string;
  readonly queued: number;
}

/** A decision that waits for the person, in words. */
export interface WaitingDecision {
  readonly id: ApprovalId;
  readonly title: string;
  readonly workspace: string;
  /** The thing itself, secrets masked: `wants to run npm test`. */
  readonly wants: string;
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
    .filter(({ outcome }) => outcome === null)
    .sort((a, b) => a.askedAt - b.askedAt)
    .map((approval): WaitingDecision => ({
      id: approval.id,
      title: mask(titleOr(approval.threadTitle)),
      workspace: nameOf(approval.workspaceId),
      wants: wantsMasked(approval),
    }));
  return { running, waiting, settings: info?.settings ?? null };
}

const masked = new WeakMap<Approval, string>();

/**
 * What a request wants, for places that others may see over a shoulder and the system keeps a history of. A secret is
 * masked before the text is cut: half of one would not be known as one.
 */
function wantsMasked(approval: Approval): string {
  let line = masked.get(approval);
  if (line === undefined) {
    const { body } = approval;
    const clean =
      'command' in body && body.command !== null ? { ...body, command: mask(body.command) } : body;
    const { words, code } = wantsOf(clean as ApprovalBody);
    line = mask(code === '' ? words : `${words} ${code}`);
    masked.set(approval, line);
  }
  return line;
}

function titleOr(title: string): string {
  return title === '' ? 'Untitled' : title;
}

const UNSEEN =
  // eslint-disable-next-line no-control-regex -- an agent's words are hostile input
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;

/** One line of menus and notifications: what the system draws is not ours, so nothing odd gets there. */
export function plainLine(text: string, longest: number): string {
  const line = text.replace(UNSEEN, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}

/** `1 thread`, `3 threads`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
