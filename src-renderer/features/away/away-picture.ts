import { fleetTopic } from '#shared/contract/topics.ts';
import { needsPerson, type FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Selector } from '../../connection/index.ts';

/** Rows that are shown of what changed. */
const MOST = 12;

export interface AwayPicture {
  /** The thread that has waited longest for the person; null when none does. */
  readonly needs: ThreadId | null;
  /** Threads whose turn ended since, the last first. */
  readonly changed: readonly FleetRow[];
  readonly running: number;
  readonly total: number;
}

/** What is worth seeing where no thread is open: who needs the person, and what changed since they were away. */
export function awayPicture(rows: readonly FleetRow[], since: number): AwayPicture {
  const waiting = rows
    .filter((row) => row.snoozedUntil === null && needsPerson(row))
    .sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  const running = rows.filter(({ state }) => state === 'running').length;
  const changed = rows
    .filter((row) => row.activeAt > since && row.state !== 'running' && row.parentId === null)
    .sort((a, b) => b.activeAt - a.activeAt || (a.id < b.id ? -1 : 1))
    .slice(0, MOST);
  return { needs: waiting[0]?.id ?? null, changed, running, total: rows.length };
}

/** The same of the fleet's topic. */
export function awaySelector(since: number): Selector<AwayPicture> {
  return {
    select: (values) => awayPicture(fleetTopic.thread.all(values), since),
    same: (a, b) =>
      a.needs === b.needs &&
      a.running === b.running &&
      a.total === b.total &&
      a.changed.length === b.changed.length &&
      a.changed.every((row, index) => row === b.changed[index]),
  };
}

/** The thread that has waited longest for the person. */
export function needsSelector(): Selector<ThreadId | null> {
  return {
    select: (values) => awayPicture(fleetTopic.thread.all(values), Infinity).needs,
    same: (a, b) => a === b,
  };
}
