import { describe, expect, it } from 'vitest';
import { fleetTopic } from '#shared/contract/topics.ts';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import {
  continueSentence,
  COUNTS,
  cutOffRows,
  fleetPicture,
  fleetSelector,
  matchesFilter,
  nextOf,
  stepFrom,
  type FleetView,
} from './fleet-picture.ts';

const W = asId<WorkspaceId>('w');
const row = (id: string, more: Partial<FleetRow> = {}): FleetRow => ({
  id: asId<ThreadId>(id),
  workspaceId: W,
  parentId: null,
  state: 'running',
  title: `Thread ${id}`,
  branch: 'main',
  activity: 'running',
  activityCode: 'npm test',
  since: 0,
  activeAt: 0,
  pinned: false,
  snoozedUntil: null,
  section: null,
  continueAt: null,
  createdAt: 0,
  added: 0,
  removed: 0,
  tokens: 0,
  contextShare: null,
  queued: 0,
  queuePaused: false,
  interrupted: false,
  subAgents: 0,
  conflicts: [],
  unread: false,
  reason: null,
  ...more,
});
const VIEW: FleetView = {
  workspace: null,
  filter: '',
  folded: [],
  workspaceNames: new Map([[W, 'payments-api']]),
  grouping: 'attention',
  sort: 'start',
  held: null,
  expanded: [],
};
const lines = (rows: FleetRow[], view: Partial<FleetView> = {}) =>
  fleetPicture(rows, { ...VIEW, ...view }).entries.map((entry) =>
    entry.type === 'row' ? `${' '.repeat(entry.depth)}${entry.id}` : `${entry.label} ${entry.count}`,
  );

describe('fleetPicture', () => {
  it('orders groups by attention and rows by age', () => {
    const rows = [
      row('a', { state: 'idle' }),
      row('b', { createdAt: 1 }),
      row('c', { createdAt: 2 }),
      row('d', { state: 'needsAnswer' }),
      row('e', { state: 'needsApproval', createdAt: 5 }),
      row('f', { state: 'failed' }),
    ];
    expect(lines(rows)).toEqual([
      'Needs you 2',
      'e',
      'd',
      'Failed 1',
      'f',
      'Running 2',
      'c',
      'b',
      'Recent 1',
      'a',
    ]);
  });
  it('keeps what a death cut off apart, unless it runs again or needs more', () => {
    const rows = [
      row('a', { state: 'idle', interrupted: true }),
      row('b', { state: 'queued', interrupted: true, queued: 2, queuePaused: true, createdAt: 1 }),
      row('c', { state: 'running', interrupted: true }),
      row('d', { state: 'failed' }),
      row('e', { state: 'notLoaded' }),
    ];
    expect(lines(rows)).toEqual(['Failed 1', 'd', 'Cut off 2', 'b', 'a', 'Running 1', 'c', 'Recent 1', 'e']);
    expect(cutOffRows(rows, VIEW).map(({ id, queued }) => [id, continueSentence({ queued })])).toEqual([
      ['b', 'Runs the 2 queued prompts, one after the other.'],
      ['a', 'Asks the agent to go on where it was cut off.'],
    ]);
    expect(cutOffRows(rows, { ...VIEW, filter: 'queued' })).toHaveLength(1);
  });
  it('keeps places when rows only change what they show', () => {
    const rows = [row('a', { createdAt: 1 }), row('b', { createdAt: 1 })];
    const moved = rows.map((entry) => ({ ...entry, since: 99, activityCode: 'x', tokens: 5 }));
    expect(lines(moved.reverse())).toEqual(lines(rows));
  });
  it('folds groups but never hides what a filter found', () => {
    const rows = [row('a'), row('b', { state: 'idle' })];
    const folded = ['recent'];
    expect(lines(rows, { folded })).toEqual(['Running 1', 'a', 'Recent 1']);
    expect(lines(rows, { folded, filter: 'thread b' })).toEqual(['Recent 1', 'b']);
  });
  it('filters by every word over what can be seen', () => {
    expect(matchesFilter(row('a'), 'PAYMENTS npm', 'payments-api')).toBe(true);
    expect(matchesFilter(row('a'), 'payments yarn', 'payments-api')).toBe(false);
  });
});

describe('places that hold still', () => {
  it('leaves a row that was read where it is until another is opened', () => {
    const read = row('a', { state: 'idle' });
    const held = { id: read.id, group: 'finished' };
    expect(lines([read, row('b', { state: 'finished' })], { held })).toEqual([
      'Finished, unread 2',
      'a',
      'b',
    ]);
    expect(lines([read, row('b', { state: 'finished' })])).toEqual([
      'Finished, unread 1',
      'b',
      'Recent 1',
      'a',
    ]);
    expect(lines([row('a', { state: 'needsApproval' })], { held })).toEqual(['Needs you 1', 'a']);
  });
  it('puts what is pinned first, and what is snoozed last unless it needs the person', () => {
    const rows = [
      row('a', { snoozedUntil: 9 }),
      row('b', { pinned: true, state: 'idle' }),
      row('c', { state: 'failed' }),
      row('d', { snoozedUntil: 9, state: 'needsAnswer' }),
    ];
    expect(lines(rows)).toEqual(['Pinned 1', 'b', 'Needs you 1', 'd', 'Failed 1', 'c', 'Snoozed 1', 'a']);
  });
  it('groups by section and by workspace, what needs the person first in all', () => {
    const rows = [
      row('a', { section: 'Refunds' }),
      row('b', { section: 'Auth' }),
      row('c', { section: 'Auth', state: 'failed' }),
      row('d', { section: 'Refunds', state: 'needsApproval' }),
      row('e'),
    ];
    expect(lines(rows, { grouping: 'section' })).toEqual([
      'Needs you 1',
      'd',
      'Auth 2',
      'c',
      'b',
      'Refunds 1',
      'a',
      'No section 1',
      'e',
    ]);
    expect(lines(rows, { grouping: 'workspace' }).at(2)).toBe('payments-api 4');
  });
  it.each([
    ['start', ['b', 'c', 'a']],
    ['activity', ['a', 'b', 'c']],
    ['title', ['c', 'a', 'b']],
  ] as const)('sorts by %s', (sort, order) => {
    const rows = [
      row('a', { createdAt: 1, activeAt: 9, title: 'M' }),
      row('b', { createdAt: 3, activeAt: 8, title: 'Z' }),
      row('c', { createdAt: 2, activeAt: 7, title: 'A' }),
    ];
    expect(lines(rows, { sort }).slice(1)).toEqual(order);
  });
});

describe('sub-agents', () => {
  const root = row('root', { state: 'idle' });
  const child = row('child', { parentId: root.id, state: 'needsApproval' });
  const deep = row('deep', { parentId: child.id, state: 'idle' });

  it('stand under their thread, which needs the person when one of them does, also after its own turn', () => {
    expect(lines([deep, child, root])).toEqual(['Needs you 1', 'root', ' child']);
    expect(lines([deep, child, root], { expanded: [child.id] })).toEqual([
      'Needs you 1',
      'root',
      ' child',
      '  deep',
    ]);
    const { entries } = fleetPicture([deep, child, root], VIEW);
    expect(entries[1]).toMatchObject({ raised: 'needs', hidden: 0 });
    expect(entries[2]).toMatchObject({ raised: null, hidden: 1 });
  });
  it('make a thread at rest run while one of them does, and are out of the way at rest', () => {
    const running = { ...child, state: 'running' } as const;
    expect(lines([running, root])).toEqual(['Running 1', 'root', ' child']);
    expect(lines([{ ...child, state: 'idle' }, root])).toEqual(['Recent 1', 'root']);
  });
  it('stand by themselves without their thread, and so does each of a circle of parents', () => {
    expect(lines([child])).toEqual(['Needs you 1', 'child']);
    const other = row('other', { parentId: child.id });
    expect(lines([{ ...child, parentId: other.id }, other, root])).toEqual([
      'Needs you 1',
      'child',
      'Running 1',
      'other',
      'Recent 1',
      'root',
    ]);
  });
});

describe('the next one', () => {
  const rows = [
    row('a', { state: 'needsApproval', createdAt: 2 }),
    row('b', { state: 'needsAnswer', createdAt: 1 }),
    row('c', { state: 'finished' }),
    row('d', { state: 'failed' }),
    row('e', { state: 'finished', snoozedUntil: 5 }),
  ];
  it('goes round those that need the person, or are unread', () => {
    expect(nextOf(rows, 'needs', null)).toBe('a');
    expect(nextOf(rows, 'needs', asId('a'))).toBe('b');
    expect(nextOf(rows, 'needs', asId('b'))).toBe('a');
    expect(nextOf(rows, 'unread', null)).toBe('d');
    expect(nextOf(rows, 'unread', asId('d'))).toBe('c');
    expect(nextOf([], 'unread', null)).toBe(null);
    expect(nextOf(rows.slice(0, 1), 'needs', asId('a'))).toBe(null);
  });
});

const valuesOf = (...rows: FleetRow[]) =>
  new Map(rows.map((entry) => [fleetTopic.thread.key(entry.id), entry] as const));

describe('fleetSelector', () => {
  it('lets only changes of place through', () => {
    const selector = fleetSelector(VIEW);
    const values = valuesOf(row('a'));
    const key = (id: string) => fleetTopic.thread.key(asId(id));
    const before = selector.select(values);
    expect(selector.matters?.(key('a'), row('a', { activity: 'editing', tokens: 9 }))).toBe(false);
    expect(selector.matters?.(key('a'), row('a', { state: 'failed' }))).toBe(true);
    expect(selector.matters?.(key('b'), row('b'))).toBe(true);
    expect(selector.matters?.(key('a'), undefined)).toBe(true);
    expect(selector.same(before, selector.select(new Map(values)))).toBe(true);
    expect(selector.same(before, selector.select(valuesOf(row('a', { state: 'idle' }))))).toBe(false);
  });
});

describe('stepFrom', () => {
  it('steps over heads and stops at the ends', () => {
    const { entries } = fleetPicture([row('a', { createdAt: 2 }), row('b', { state: 'idle' })], VIEW);
    expect(stepFrom(entries, null, 1)).toBe('a');
    expect(stepFrom(entries, asId('a'), 1)).toBe('b');
    expect(stepFrom(entries, asId('b'), 1)).toBe('b');
    expect(stepFrom(entries, null, -1)).toBe('b');
    expect(stepFrom([], null, 1)).toBeNull();
  });
});

describe('COUNTS', () => {
  it('shows of a workspace what wants attention first', () => {
    const values = valuesOf(row('a'), row('b', { state: 'needsAnswer' }));
    const counts = COUNTS.select(values);
    expect(counts.byWorkspace.get(W)).toEqual({ threads: 2, needs: 1, tone: 'needs' });
    expect(COUNTS.same(counts, COUNTS.select(values))).toBe(true);
  });
});
