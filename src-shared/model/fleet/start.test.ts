import { describe, expect, it } from 'vitest';
import { asId, type ThreadId, type WorkspaceId } from '../ids.ts';
import { newStart, reduceStart, startWords } from './start.ts';

const asked = newStart({
  id: 's',
  workspaceId: asId<WorkspaceId>('w'),
  text: 'Do it',
  at: 1,
  inWorktree: null,
});

describe('a start', () => {
  it('says where it will work as soon as that is known, and then which thread it became', () => {
    expect(startWords(asked)).toBe('starting…');
    const placed = reduceStart(asked, { type: 'placed', inWorktree: true });
    expect(startWords(placed)).toBe('starting in a worktree…');
    const started = reduceStart(placed, { type: 'started', threadId: asId<ThreadId>('t') });
    expect(started).toMatchObject({ state: 'started', threadId: 't', text: 'Do it' });
    expect(reduceStart(started, { type: 'failed', reason: 'late' })).toBe(started);
  });

  it('fails with its text kept, and is tried again', () => {
    const failed = reduceStart(asked, { type: 'failed', reason: 'No room.' });
    expect([failed.state, failed.text, startWords(failed)]).toEqual(['failed', 'Do it', 'No room.']);
    expect(reduceStart(failed, { type: 'again', at: 9 })).toEqual({ ...asked, at: 9 });
    expect(reduceStart(asked, { type: 'again', at: 9 })).toBe(asked);
  });
});
