import { fleetTopic } from '#shared/contract/topics.ts';
import type { Selector } from '../../connection/index.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { showsCutOff, type ThreadState } from '#shared/model/thread/thread-state.ts';
import type { Tone } from '../../ui/state-words.ts';
import { stepIn } from '../../ui/step.ts';
import { treesOf, type Raised, type Tree } from './fleet-tree.ts';

/** Groups by attention, in the order in which they want it. */
export const GROUPS = [
  { id: 'needs', label: 'Needs you', tone: 'needs', states: ['needsApproval', 'needsAnswer'] },
  { id: 'failed', label: 'Failed', tone: 'failed', states: ['failed'] },
  { id: 'cutOff', label: 'Cut off', tone: 'needs', states: [] },
  { id: 'running', label: 'Running', tone: 'running', states: ['running'] },
  { id: 'finished', label: 'Finished, unread', tone: 'done', states: ['finished'] },
  { id: 'queued', label: 'Queued', tone: 'queued', states: ['queued'] },
  { id: 'recent', label: 'Recent', tone: 'rest', states: ['idle', 'notLoaded'] },
  { id: 'ownedElsewhere', label: 'Owned elsewhere', tone: 'rest', states: ['ownedElsewhere'] },
  { id: 'disconnected', label: 'Disconnected', tone: 'off', states: ['disconnected'] },
] as const satisfies readonly { id: string; label: string; tone: Tone; states: readonly ThreadState[] }[];

/** What rows are grouped by. What needs the person stands first in each, what is snoozed last. */
export type FleetGrouping = 'attention' | 'section' | 'workspace';
/** In which order rows of a group stand: the newest first, the last active first, or by title. */
export type FleetSort = 'start' | 'activity' | 'title';

export interface FleetView {
  readonly workspace: WorkspaceId | null;
  readonly filter: string;
  readonly folded: readonly string[];
  readonly workspaceNames: ReadonlyMap<WorkspaceId, string>;
  readonly grouping: FleetGrouping;
  readonly sort: FleetSort;
  /** The thread that is open and the group it was opened in: being read moves no row until another one is opened. */
  readonly held: { readonly id: ThreadId; readonly group: string } | null;
  /** Threads whose sub-agents are all shown; without that only those that work or need the person are. */
  readonly expanded: readonly ThreadId[];
}

/** One line of the list: the head of a group, or a row. */
export type FleetEntry =
  | {
      readonly type: 'group';
      readonly group: string;
      readonly label: string;
      readonly tone: Tone | null;
      readonly count: number;
      readonly folded: boolean;
    }
  | {
      readonly type: 'row';
      readonly id: ThreadId;
      readonly group: string;
      /** How deep it stands below the thread that started it all. */
      readonly depth: number;
      /** What of its sub-agents counts for it as well. */
      readonly raised: Raised;
      /** Its sub-agents that are not shown. */
      readonly hidden: number;
    };

export interface FleetPicture {
  readonly entries: readonly FleetEntry[];
  /** Rows shown, rows of the workspace in view. */
  readonly shown: number;
  readonly total: number;
}

const GROUP_OF = new Map<ThreadState, number>(
  GROUPS.flatMap(({ states }, index) => states.map((state) => [state, index] as const)),
);
const at = (id: (typeof GROUPS)[number]['id']): number => GROUPS.findIndex((group) => group.id === id);
const NEEDS = at('needs');
const CUT_OFF = at('cutOff');
const RUNNING = at('running');
const RECENT = at('recent');
const REST = { id: 'recent', label: 'Recent', tone: 'rest' } as const;

/** The group of a row by itself. What a death cut off waits for the person, wherever its state alone would put it. */
function groupOf(row: FleetRow): number {
  return showsCutOff(row) ? CUT_OFF : (GROUP_OF.get(row.state) ?? GROUPS.length - 1);
}

/** The group of a thread with its sub-agents: one that needs the person makes it need them, one that works makes it run. */
function attentionOf({ row, raised }: Tree): number {
  const own = groupOf(row);
  if (raised === 'needs') return NEEDS;
  return raised === 'running' && own >= RECENT ? RUNNING : own;
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
    .sort(ORDERS.start);
}

type Order = (a: FleetRow, b: FleetRow) => number;
const byId: Order = (a, b) => (a.id < b.id ? -1 : 1);
const byStart: Order = (a, b) => b.createdAt - a.createdAt || byId(a, b);
/** None of them looks at what happens in a row, so that work moves nothing; an end of a turn may. */
const ORDERS: Readonly<Record<FleetSort, Order>> = {
  start: byStart,
  activity: (a, b) => b.activeAt - a.activeAt || byStart(a, b),
  title: (a, b) => a.title.localeCompare(b.title) || byStart(a, b),
};

/** Whether a row has every word of the filter somewhere a person can see it. */
export function matchesFilter(row: FleetRow, filter: string, workspaceName: string): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const text =
    `${row.title}\n${row.branch ?? ''}\n${workspaceName}\n${row.section ?? ''}\n${row.activity} ${row.activityCode}\n${row.state}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

interface Group {
  readonly id: string;
  readonly label: string;
  readonly tone: Tone | null;
  /** Its place among the groups; then by label. */
  readonly rank: number;
  readonly trees: Tree[];
}

/** Where a thread stands. */
function placeOf(tree: Tree, view: FleetView): Omit<Group, 'trees'> {
  const { row } = tree;
  const attention = attentionOf(tree);
  if (row.snoozedUntil !== null && attention !== NEEDS)
    return { id: 'snoozed', label: 'Snoozed', tone: null, rank: 1000 };
  if (row.pinned) return { id: 'pinned', label: 'Pinned', tone: null, rank: -1 };
  if (view.grouping === 'attention' || attention === NEEDS) {
    const { held } = view;
    // It was read where it stands: that alone moves it nowhere yet.
    const kept =
      held?.id === row.id && attention >= RECENT ? GROUPS.findIndex(({ id }) => id === held.group) : -1;
    const index = kept === -1 ? attention : kept;
    const { id, label, tone } = GROUPS[index] ?? REST;
    return { id, label, tone, rank: index };
  }
  if (view.grouping === 'section')
    return row.section === null
      ? { id: 'section:', label: 'No section', tone: null, rank: 101 }
      : { id: `section:${row.section}`, label: row.section, tone: null, rank: 100 };
  const name = view.workspaceNames.get(row.workspaceId) ?? '';
  return { id: `workspace:${row.workspaceId}`, label: name, tone: null, rank: 100 };
}

/** The list as the view wants it: groups, in them threads, below these their sub-agents. */
export function fleetPicture(rows: Iterable<FleetRow>, view: FleetView): FleetPicture {
  const matching: FleetRow[] = [];
  let total = 0;
  for (const row of rows) {
    if (view.workspace !== null && row.workspaceId !== view.workspace) continue;
    total += 1;
    if (matchesFilter(row, view.filter, view.workspaceNames.get(row.workspaceId) ?? '')) matching.push(row);
  }
  const groups = new Map<string, Group>();
  for (const tree of treesOf(matching)) {
    const place = placeOf(tree, view);
    const group = groups.get(place.id);
    if (group === undefined) groups.set(place.id, { ...place, trees: [tree] });
    else group.trees.push(tree);
  }
  const order = ORDERS[view.sort];
  const entries: FleetEntry[] = [];
  for (const { id, label, tone, trees } of [...groups.values()].sort(
    (a, b) => a.rank - b.rank || a.label.localeCompare(b.label),
  )) {
    const folded = view.folded.includes(id) && view.filter === '';
    entries.push({ type: 'group', group: id, label, tone, count: trees.length, folded });
    if (folded) continue;
    // In groups that are not of attention what wants it stands first all the same.
    const attention = tone === null;
    trees.sort((a, b) => (attention ? attentionOf(a) - attentionOf(b) : 0) || order(a.row, b.row));
    for (const tree of trees) pushTree(entries, tree, id, 0, view);
  }
  return { entries, shown: matching.length, total };
}

function pushTree(entries: FleetEntry[], tree: Tree, group: string, depth: number, view: FleetView): void {
  const all = view.filter !== '' || view.expanded.includes(tree.row.id);
  const shown = all ? tree.children : tree.children.filter(isAlive);
  entries.push({
    type: 'row',
    id: tree.row.id,
    group,
    depth,
    raised: tree.raised,
    hidden: tree.children.length - shown.length,
  });
  for (const child of shown) pushTree(entries, child, group, depth + 1, view);
}

/** Whether a sub-agent, or one of its own, works or needs the person. */
function isAlive({ row, raised }: Tree): boolean {
  return raised !== null || groupOf(row) <= RUNNING;
}

function sameEntry(a: FleetEntry, b: FleetEntry | undefined): boolean {
  if (b === undefined) return false;
  if (a.type === 'row')
    return b.type === 'row' && a.id === b.id && a.group === b.group && sameTreePlace(a, b);
  return (
    b.type === 'group' &&
    a.group === b.group &&
    a.label === b.label &&
    a.count === b.count &&
    a.folded === b.folded
  );
}

type RowEntry = Extract<FleetEntry, { type: 'row' }>;

function sameTreePlace(a: RowEntry, b: RowEntry): boolean {
  return a.depth === b.depth && a.raised === b.raised && a.hidden === b.hidden;
}

/** What the list needs of the fleet; says nothing new while rows only change what they show. */
export function fleetSelector(view: FleetView): Selector<FleetPicture> {
  // Of ten thousand rows one changes at a time: what mattered of it is worked out when it does.
  const before = new Map<string, FleetRow>();
  const signature = (row: FleetRow): string => {
    const order = view.sort === 'activity' ? row.activeAt : view.sort === 'title' ? row.title : row.createdAt;
    const marks = `${row.pinned} ${row.snoozedUntil !== null} ${row.section ?? ''}`;
    const place = `${groupOf(row)} ${order} ${row.workspaceId} ${row.parentId ?? ''} ${marks}`;
    return view.filter === ''
      ? place
      : `${place} ${row.title} ${row.branch} ${row.activity} ${row.activityCode}`;
  };
  return {
    select: (values) => {
      before.clear();
      const rows = fleetTopic.thread.all(values);
      for (const row of rows) before.set(row.id, row);
      return fleetPicture(rows, view);
    },
    same: (a, b) =>
      a.total === b.total &&
      a.shown === b.shown &&
      a.entries.length === b.entries.length &&
      a.entries.every((entry, index) => sameEntry(entry, b.entries[index])),
    matters: (key, value) => {
      const row = fleetTopic.thread.match(key, value);
      const known = row === undefined ? undefined : before.get(row.id);
      return row === undefined || known === undefined || signature(known) !== signature(row);
    },
  };
}

/** The rows of a list, in their order. */
export function rowIds(entries: readonly FleetEntry[]): readonly ThreadId[] {
  return entries.flatMap((entry) => (entry.type === 'row' ? [entry.id] : []));
}

/** The row that keys reach from another one: the next or previous, over the heads of groups. */
export function stepFrom(
  entries: readonly FleetEntry[],
  from: ThreadId | null,
  step: 1 | -1,
): ThreadId | null {
  return stepIn(rowIds(entries), from, step);
}

/** The thread that comes after `from` among those of a kind, in the order of the list, round its end. */
export function nextOf(
  rows: readonly FleetRow[],
  kind: 'needs' | 'unread',
  from: ThreadId | null,
): ThreadId | null {
  const wanted = rows
    .filter((row) => row.snoozedUntil === null && (kind === 'needs' ? groupOf(row) === NEEDS : isUnread(row)))
    .sort((a, b) => groupOf(a) - groupOf(b) || byStart(a, b))
    .map(({ id }) => id);
  const place = from === null ? -1 : wanted.indexOf(from);
  const next = wanted[(place + 1) % Math.max(1, wanted.length)] ?? null;
  return next === from ? null : next;
}

/** Whether a thread has something that the person did not read: what it said last, or that it failed. */
function isUnread({ state }: FleetRow): boolean {
  return state === 'finished' || state === 'failed';
}

/** What the left column says of each workspace: how many threads, how many of them need the person. */
export interface WorkspaceCount {
  readonly threads: number;
  readonly needs: number;
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
    const best = new Map<WorkspaceId, { threads: number; needs: number; group: number }>();
    let running = 0;
    for (const row of fleetTopic.thread.all(values)) {
      const group = groupOf(row);
      const known = best.get(row.workspaceId);
      best.set(row.workspaceId, {
        threads: (known?.threads ?? 0) + 1,
        needs: (known?.needs ?? 0) + (group === NEEDS ? 1 : 0),
        group: Math.min(known?.group ?? group, group),
      });
      if (row.state === 'running') running += 1;
    }
    const byWorkspace = new Map(
      [...best].map(
        ([id, { threads, needs, group }]) =>
          [id, { threads, needs, tone: GROUPS[group]?.tone ?? 'rest' }] as const,
      ),
    );
    return { total: fleetTopic.thread.all(values).length, running, byWorkspace };
  },
  same: (a, b) =>
    a.total === b.total &&
    a.running === b.running &&
    a.byWorkspace.size === b.byWorkspace.size &&
    [...a.byWorkspace].every(([id, { threads, needs, tone }]) => {
      const other = b.byWorkspace.get(id);
      return other?.threads === threads && other.needs === needs && other.tone === tone;
    }),
};
