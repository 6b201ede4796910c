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
  stepFrom,
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
const VIEW = { workspace: null, filter: '', folded: [], workspaceNames: new Map([[W, 'payments-api']]) };
const lines = (rows: FleetRow[], view: Partial<typeof VIEW> = {}) =>
  fleetPicture(rows, { ...VIEW, ...view }).entries.map((entry) =>
    entry.type === 'row' ? entry.id : `${entry.label} ${entry.count}`,
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
      'Idle 1',
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
    expect(lines(rows)).toEqual(['Failed 1', 'd', 'Cut off 2', 'b', 'a', 'Running 1', 'c', 'At rest 1', 'e']);
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
    const folded: never[] = ['idle'] as never[];
    expect(lines(rows, { folded })).toEqual(['Running 1', 'a', 'Idle 1']);
    expect(lines(rows, { folded, filter: 'thread b' })).toEqual(['Idle 1', 'b']);
  });
  it('filters by every word over what can be seen', () => {
    expect(matchesFilter(row('a'), 'PAYMENTS npm', 'payments-api')).toBe(true);
    expect(matchesFilter(row('a'), 'payments yarn', 'payments-api')).toBe(false);
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
    expect(counts.byWorkspace.get(W)).toEqual({ threads: 2, tone: 'needs' });
    expect(COUNTS.same(counts, COUNTS.select(values))).toBe(true);
  });
});
