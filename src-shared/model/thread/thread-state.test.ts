import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { THREAD_STATES, threadState, type ThreadFacts } from './thread-state.ts';

const quiet: ThreadFacts = {
  pendingApprovals: 0,
  pendingQuestions: 0,
  status: 'idle',
  lastTurn: 'none',
  unread: false,
  queued: 0,
  ownedElsewhere: false,
  disconnected: false,
};

describe('threadState', () => {
  it.each<[Partial<ThreadFacts>, string]>([
    [{}, 'idle'],
    [{ status: 'notLoaded' }, 'notLoaded'],
    [{ status: 'active' }, 'running'],
    [{ status: 'active', pendingApprovals: 1, pendingQuestions: 1 }, 'needsApproval'],
    [{ status: 'active', pendingQuestions: 1 }, 'needsAnswer'],
    [{ status: 'active', lastTurn: 'failed' }, 'running'],
    [{ status: 'systemError' }, 'failed'],
    [{ lastTurn: 'failed', unread: true }, 'failed'],
    [{ lastTurn: 'completed', unread: true }, 'finished'],
    [{ lastTurn: 'interrupted', unread: true }, 'idle'],
    [{ queued: 2 }, 'queued'],
    [{ queued: 2, lastTurn: 'completed', unread: true }, 'finished'],
    [{ ownedElsewhere: true, status: 'notLoaded' }, 'ownedElsewhere'],
    [{ disconnected: true, status: 'active', pendingApprovals: 1 }, 'disconnected'],
    [{ disconnected: true, lastTurn: 'failed' }, 'failed'],
    [{ disconnected: true, lastTurn: 'completed', unread: true }, 'finished'],
  ])('%j is %s', (facts, state) => {
    expect(threadState({ ...quiet, ...facts })).toBe(state);
  });

  it('never hides that a person is waited for', () => {
    const facts = fc.record({
      pendingApprovals: fc.nat({ max: 2 }),
      pendingQuestions: fc.nat({ max: 2 }),
      status: fc.constantFrom('notLoaded', 'idle', 'systemError', 'active'),
      lastTurn: fc.constantFrom('none', 'inProgress', 'completed', 'interrupted', 'failed'),
      unread: fc.boolean(),
      queued: fc.nat({ max: 2 }),
      ownedElsewhere: fc.boolean(),
      disconnected: fc.constant(false),
    } as const);
    fc.assert(
      fc.property(facts, (all) => {
        const state = threadState(all as ThreadFacts);
        expect(THREAD_STATES).toContain(state);
        expect(state === 'needsApproval' || state === 'needsAnswer').toBe(
          all.pendingApprovals + all.pendingQuestions > 0,
        );
      }),
    );
  });
});
