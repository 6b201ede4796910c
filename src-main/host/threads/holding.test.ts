import { describe, expect, it } from 'vitest';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { newFacts, type Facts } from '#shared/model/thread/facts.ts';
import { holdReasons, keepsAwake, type HoldFacts, type HoldReason } from './holding.ts';

function hold(patch: Partial<Facts> = {}, rest: Partial<HoldFacts> = {}): HoldFacts {
  const facts = newFacts({
    id: asId<ThreadId>('t'),
    workspaceId: asId<WorkspaceId>('w'),
    cwd: '/',
    createdAt: 0,
    status: 'idle',
    ...patch,
  });
  return { facts, opens: 0, backgroundTerminals: 0, ...rest };
}

const cases: readonly (readonly [HoldReason, HoldFacts])[] = [
  ['open', hold({}, { opens: 1 })],
  ['active', hold({ status: 'active' })],
  ['queued', hold({ queued: 1 })],
  ['goal', hold({ goal: true })],
  ['backgroundTerminal', hold({}, { backgroundTerminals: 1 })],
  ['pendingApproval', hold({ pendingApprovals: 1 })],
  ['pendingApproval', hold({ pendingQuestions: 1 })],
  ['pendingApproval', hold({ waiting: true })],
  ['subAgent', hold({ parentId: asId<ThreadId>('p') })],
];

describe('holding threads', () => {
  it('has no reason for a thread that nobody looks at and that does nothing', () => {
    expect(holdReasons(hold())).toEqual([]);
    expect(keepsAwake(hold())).toBe(false);
  });

  it.each(cases)('holds a thread that is %s, and its app-server stays awake for it', (reason, facts) => {
    expect(holdReasons(facts)).toContain(reason);
    expect(keepsAwake(facts)).toBe(true);
  });

  it('lets an app-server sleep under a queue that waits for the person, and under a thread that is only read', () => {
    expect(keepsAwake(hold({ queued: 2, queuePaused: true }))).toBe(false);
    expect(keepsAwake(hold({ status: 'notLoaded' }, { opens: 1 }))).toBe(false);
  });

  it('lets go of a sub-agent that was unloaded', () => {
    expect(holdReasons(hold({ parentId: asId<ThreadId>('p'), status: 'notLoaded' }))).toEqual([]);
  });
});
