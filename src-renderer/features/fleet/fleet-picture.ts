import { fleetTopic } from '#shared/contract/topics.ts';
import type { Selector } from '../../connection/index.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { showsCutOff, type ThreadState } from '#shared/model/thread/thread-state.ts';
import type { Tone } from '../../ui/state-words.ts';
import { stepIn } from '../../ui/step.ts';

/** Groups of the fleet in the order in which they want attention. */
export const GROUPS = [
  { id: 'needs', label: 'Needs you', tone: 'needs', states: ['needsApproval', 'needsAnswer'] },
  { id: 'failed', label: 'Failed', tone: 'failed', states: ['failed'] },
  { id: 'cutOff', label: 'Cut off', tone: 'needs', states: [] },
  { id: 'finished', label: 'Finished, unread', tone: 'done', states: ['finished'] },
  { id: 'running', label: 'Running', tone: 'running', states: ['running'] },
  { id: 'queued', label: 'Queued', tone: 'queued', states: ['queued'] },
  { id: 'idle', label: 'Idle', tone: 'rest', states: ['idle'] },
  { id: 'notLoaded', label: 'At rest', tone: 'rest', states: ['notLoaded'] },
  { id: 'ownedElsewhere', label: 'Owned elsewhere', tone: 'rest', states: ['ownedElsewhere'] },
  { id: 'disconnected', label: 'Disconnected', tone: 'off', states: ['disconnected'] },
] as const satisfies readonly { id: string; label: string; tone: Tone; states: readonly ThreadState[] }[];

export type GroupId = (typeof GROUPS)[number]['id'];

const GROUP_OF = new Map<ThreadState, number>(
  GROUPS.flatMap(({ states }, index) => states.map((state) => [state, index] as const)),
);

const CUT_OFF = GROUPS.findIndex(({ id }) => id === 'cutOff');

/** The group of a row. What a death cut off waits for the person, wherever its state alone would put it. */
function groupOf(row: FleetRow): number {
  return showsCutOff(row) ? CUT_OFF : (GROUP_OF.get(row.state) ?? GROUPS.length - 1);
}

/** What *Continue* does for a row, as a sentence. */
export function continueSentence({ queued }: Pick<FleetRow, 'queued'>): string {
  if (queued === 0) return 'Asks the agent to go on where it was cut off.';
  return queued === 1 ? 'Runs the queued prompt.' : `Runs the ${queued} queued prompts, one after the other.`;
}

/** The rows that *Continue all* would continue, as they are shown. */
export function cutOffRows(
  rows: Iterable<FleetRow>,
  view: Pick<FleetView, 'workspace' | 'filter' | 'workspaceNames'>,
): readonly FleetRow[] {
  return [...rows]
    .filter(
      (row) =>
        showsCutOff(row) &&
        (view.workspace === null || row.workspaceId === view.workspace) &&
        matchesFilter(row, view.filter, view.workspaceNames.get(row.workspaceId) ?? ''),
    )
    .sort(byAge);
}

/** Newest first; never by what happens in a row, so that activity moves nothing. */
function byAge(a: FleetRow, b: FleetRow): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}

/** One line of the list: the head of a group, or a row. */
export type FleetEntry =
  | {
      readonly type: 'group';
      readonly group: GroupId;
      readonly label: string;
      readonly tone: Tone;
      readonly count: number;
      readonly folded: boolean;
    }
  | { readonly type: 'row'; readonly id: ThreadId };

export interface FleetPicture {
  readonly entries: readonly FleetEntry[];
  /** Rows shown, rows of the workspace in view, workspaces with threads. */
  readonly shown: number;
  readonly total: number;
}

export interface FleetView {
  readonly workspace: WorkspaceId | null;
  readonly filter: string;
  readonly folded: readonly string[];
  readonly workspaceNames: ReadonlyMap<WorkspaceId, string>;
}

/** Whether a row has every word of the filter somewhere a person can see it. */
export function matchesFilter(row: FleetRow, filter: string, workspaceName: string): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const text =
    `${row.title}\n${row.branch ?? ''}\n${workspaceName}\n${row.activity} ${row.activityCode}\n${row.state}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Groups by attention; inside a group by age, newest first, so that activity never moves a row. */
export function fleetPicture(rows: Iterable<FleetRow>, view: FleetView): FleetPicture {
  const groups: FleetRow[][] = GROUPS.map(() => []);
  let total = 0;
  let shown = 0;
  for (const row of rows) {
    if (view.workspace !== null && row.workspaceId !== view.workspace) continue;
    total += 1;
    if (!matchesFilter(row, view.filter, view.workspaceNames.get(row.workspaceId) ?? '')) continue;
    shown += 1;
    groups[groupOf(row)]?.push(row);
  }
  const entries: FleetEntry[] = [];
  for (const [index, { id, label, tone }] of GROUPS.entries()) {
    const members = groups[index] ?? [];
    if (members.length === 0) continue;
    const folded = view.folded.includes(id) && view.filter === '';
    entries.push({ type: 'group', group: id, label, tone, count: members.length, folded });
    if (folded) continue;
    members.sort(byAge);
    for (const row of members) entries.push({ type: 'row', id: row.id });
  }
  return { entries, shown, total };
}

function sameEntry(a: FleetEntry, b: FleetEntry | undefined): boolean {
  if (b === undefined) return false;
  if (a.type === 'row') return b.type === 'row' && a.id === b.id;
  return b.type === 'group' && a.group === b.group && a.count === b.count && a.folded === b.folded;
}

/** What the list needs of the fleet; says nothing new while rows only change what they show. */
export function fleetSelector(view: FleetView): Selector<FleetPicture> {
  const signatures = new Map<string, string>();
  const signature = (row: FleetRow): string => {
    const place = `${groupOf(row)} ${row.createdAt} ${row.workspaceId}`;
    return view.filter === ''
      ? place
      : `${place} ${row.title} ${row.branch} ${row.activity} ${row.activityCode}`;
  };
  return {
    select: (values) => {
      signatures.clear();
      const rows = fleetTopic.thread.all(values);
      for (const row of rows) signatures.set(row.id, signature(row));
      return fleetPicture(rows, view);
    },
    same: (a, b) =>
      a.total === b.total &&
      a.shown === b.shown &&
      a.entries.length === b.entries.length &&
      a.entries.every((entry, index) => sameEntry(entry, b.entries[index])),
    matters: (key, value) => {
      const row = fleetTopic.thread.match(key, value);
      return row === undefined || signatures.get(row.id) !== signature(row);
    },
  };
}

/** The row that keys reach from another one: the next or previous, over the heads of groups. */
export function stepFrom(
  entries: readonly FleetEntry[],
  from: ThreadId | null,
  step: 1 | -1,
): ThreadId | null {
  const ids = entries.flatMap((entry) => (entry.type === 'row' ? [entry.id] : []));
  return stepIn(ids, from, step);
}

/** What the left column says of each workspace: how many threads, and what wants attention first. */
export interface WorkspaceCount {
  readonly threads: number;
  readonly tone: Tone;
}

export interface FleetCounts {
  readonly total: number;
  readonly running: number;
  readonly byWorkspace: ReadonlyMap<WorkspaceId, WorkspaceCount>;
}

/** Counts for the left column. */
export const COUNTS: Selector<FleetCounts> = {
  select: (values) => {
    const best = new Map<WorkspaceId, { threads: number; group: number }>();
    let running = 0;
    for (const row of fleetTopic.thread.all(values)) {
      const group = groupOf(row);
      const known = best.get(row.workspaceId);
      best.set(row.workspaceId, {
        threads: (known?.threads ?? 0) + 1,
        group: Math.min(known?.group ?? group, group),
      });
      if (row.state === 'running') running += 1;
    }
    const byWorkspace = new Map(
      [...best].map(
        ([id, { threads, group }]) => [id, { threads, tone: GROUPS[group]?.tone ?? 'rest' }] as const,
      ),
    );
    return { total: fleetTopic.thread.all(values).length, running, byWorkspace };
  },
  same: (a, b) =>
    a.total === b.total &&
    a.running === b.running &&
    a.byWorkspace.size === b.byWorkspace.size &&
    [...a.byWorkspace].every(
      ([id, { threads, tone }]) =>
        b.byWorkspace.get(id)?.threads === threads && b.byWorkspace.get(id)?.tone === tone,
    ),
};
