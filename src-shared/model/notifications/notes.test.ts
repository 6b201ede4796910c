import { describe, expect, it } from 'vitest';
import { asId, type ApprovalId, type WorkspaceId } from '../ids.ts';
import { NO_NOTES, nextNotes, type NotesInput } from './notes.ts';
import type { WaitingDecision } from './waiting.ts';

const one = (id: string, workspace = 'w'): WaitingDecision => ({
  id: asId<ApprovalId>(id),
  workspaceId: asId<WorkspaceId>(workspace),
  title: `Thread ${id}`,
  workspace,
  wants: 'wants to run make',
  quick: ['decline'],
});
const noon = new Date(2026, 2, 4, 12).getTime();
const input = (waiting: WaitingDecision[], quietHours = {}): NotesInput => ({
  waiting,
  settings: { 'notifications.show': true, 'notifications.quietHours': quietHours },
  inFront: false,
  now: noon,
  markup: false,
});

describe('nextNotes', () => {
  it('keeps what a quiet workspace asks for later, and tells of the others', () => {
    const quiet = { w: ['11:00-13:00'], always: ['always'] };
    const waiting = [one('a'), one('b', 'x'), one('c', 'always')];
    const first = nextNotes(NO_NOTES, input(waiting, quiet));
    expect(first.show.map(({ key }) => key)).toEqual(['b']);
    expect(first.wakeAt).toBe(noon + 3_600_000);
    const later = nextNotes(first.state, { ...input(waiting, quiet), now: noon + 3_600_000 });
    expect(later.show.map(({ key }) => key)).toEqual(['a']);
    expect(later.wakeAt).toBeNull();
  });

  it('joins many that were quiet into one when it ends', () => {
    const waiting = ['a', 'b', 'c', 'd'].map((id) => one(id));
    const { state, show } = nextNotes(NO_NOTES, input(waiting, { '*': ['11:00-13:00'] }));
    expect(show).toEqual([]);
    const later = nextNotes(state, { ...input(waiting), now: noon + 3_600_000 });
    expect(later.show).toMatchObject([{ title: '4 decisions waiting for you', actions: [] }]);
  });

  it('offers what can be decided without a look at the card', () => {
    const { show } = nextNotes(NO_NOTES, input([one('a')]));
    expect(show[0]?.actions).toEqual([{ decision: 'decline', label: 'Decline' }]);
  });
});
