import { describe, expect, it } from 'vitest';
import { goalTurn, goalWords, type GoalStatus } from './goal.ts';

const STATUSES: readonly GoalStatus[] = [
  'active',
  'paused',
  'blocked',
  'usageLimited',
  'budgetLimited',
  'complete',
];

describe('a goal', () => {
  it('can be held while it is worked on, and goes on from whatever stopped it short of being reached', () => {
    expect(STATUSES.map((status) => goalTurn({ status }))).toEqual([
      'pause',
      'resume',
      'resume',
      'resume',
      'resume',
      null,
    ]);
  });

  it('says where it stands, each in words of its own', () => {
    expect(new Set(STATUSES.map((status) => goalWords({ status }))).size).toBe(STATUSES.length);
  });
});
