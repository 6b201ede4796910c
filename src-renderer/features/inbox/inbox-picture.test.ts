import { describe, expect, it } from 'vitest';
import { asId, type ApprovalId, type ThreadId } from '#shared/model/ids.ts';
import type { Approval, Outcome } from '#shared/model/approval/approval.ts';
import { endedOf, inboxPicture } from './inbox-picture.ts';

const id = (name: string) => asId<ApprovalId>(name);
const make = (name: string, askedAt: number, outcome: Outcome | null = null) =>
  ({ id: id(name), askedAt, outcome, threadId: asId<ThreadId>('t') }) as Approval;
const declined = (at: number): Outcome => ({
  type: 'decided',
  decision: 'decline',
  by: { type: 'person', client: 'x' },
  at,
});

describe('inboxPicture', () => {
  it('lists what waits by age and what ended by the latest', () => {
    const all = [make('b', 2), make('a', 1), make('x', 0, declined(5)), make('y', 0, declined(9))];
    expect(inboxPicture(all, null)).toMatchObject({
      waiting: ['a', 'b'],
      oldest: 1,
      threads: 1,
      stale: [],
    });
    expect(endedOf(all, null)).toEqual(['y', 'x']);
  });
  it('keeps what is looked at in its place when it ends', () => {
    const all = [make('a', 1), make('b', 2, declined(5)), make('c', 3)];
    expect(inboxPicture(all, id('b'))).toMatchObject({
      waiting: ['a', 'b', 'c'],
      stale: ['b'],
      oldest: 1,
    });
    expect(endedOf(all, id('b'))).toEqual([]);
  });
});
