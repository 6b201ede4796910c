import { describe, expect, it } from 'vitest';
import { asId, type ApprovalId, type ThreadId } from '#shared/model/ids.ts';
import type { Approval, Outcome } from '#shared/model/approval/approval.ts';
import { inboxPicture } from './inbox-picture.ts';

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
    const picture = inboxPicture(
      [make('b', 2), make('a', 1), make('x', 0, declined(5)), make('y', 0, declined(9))],
      null,
    );
    expect(picture).toMatchObject({
      waiting: ['a', 'b'],
      ended: ['y', 'x'],
      oldest: 1,
      threads: 1,
      stale: [],
    });
  });
  it('keeps what is looked at in its place when it ends', () => {
    const picture = inboxPicture([make('a', 1), make('b', 2, declined(5)), make('c', 3)], id('b'));
    expect(picture).toMatchObject({ waiting: ['a', 'b', 'c'], ended: [], stale: ['b'], oldest: 1 });
  });
});
