import { describe, expect, it } from 'vitest';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { row } from '../../dev/samples.ts';
import { neighbourOf, outcomeWords, snoozeChoices, verbsFor } from './verbs.ts';

const ids = (...rows: Parameters<typeof verbsFor>[0]): string[] => verbsFor(rows).map(({ id }) => id);

describe('the verbs of threads', () => {
  it('are those that mean something for one thread', () => {
    expect(ids()).toEqual([]);
    expect(ids(row('a', { state: 'failed' }))).toContain('thread.dismiss');
    expect(ids(row('a'))).not.toContain('thread.dismiss');
    const running = ids(row('a', { state: 'running' }));
    expect(running).toContain('thread.interruptAll');
    expect(running).not.toContain('thread.archive');
    const foreign = ids(row('a', { state: 'ownedElsewhere' }));
    expect(foreign).toContain('thread.fork');
    expect(foreign).not.toContain('thread.rename');
  });

  it('leave out of many what is for one, and keep what is for any of them', () => {
    const many = ids(row('a', { state: 'running' }), row('b'));
    expect(many).toContain('thread.archive');
    expect(many).toContain('thread.interruptAll');
    expect(many).not.toContain('thread.rename');
    expect(many).not.toContain('thread.fork');
  });

  it('say what they would do', () => {
    const label = (id: string, rows: Parameters<typeof verbsFor>[0]) =>
      verbsFor(rows)
        .find((verb) => verb.id === id)
        ?.label?.(rows);
    expect(label('thread.pin', [row('a', { pinned: true }), row('b')])).toBe('Pin');
    expect(label('thread.pin', [row('a', { pinned: true })])).toBe('Unpin');
    expect(label('thread.unread', [row('a', { unread: true }), row('b')])).toBe('Mark as read');
    expect(label('thread.snooze', [row('a', { snoozedUntil: 5 })])).toBe('Wake now');
  });
});

describe('when a snoozed thread comes back', () => {
  const at = (text: string) => {
    const now = new Date(text);
    return snoozeChoices(now).map((choice) => [choice.label, new Date(choice.at).getHours()]);
  };
  it('is later each time, and never a moment that has passed', () => {
    expect(at('2026-11-25T10:00')).toEqual([
      ['In an hour', 11],
      ['In three hours', 13],
      ['This evening', 18],
      ['Tomorrow morning', 9],
      ['Next Monday', 9],
    ]);
    expect(at('2026-11-25T20:00').map(([label]) => label)).not.toContain('This evening');
  });
  it('is named once: on a Sunday tomorrow is Monday', () => {
    expect(at('2026-11-29T10:00').map(([label]) => label)).toEqual([
      'In an hour',
      'In three hours',
      'This evening',
      'Tomorrow morning',
    ]);
  });
});

describe('what came of it', () => {
  it('is not worth a word for one, and names each that failed', () => {
    expect(outcomeWords('Archived', 1, [])).toBe(null);
    expect(outcomeWords('Archived', 3, [])).toEqual({ title: 'Archived 3 threads', detail: '' });
    expect(outcomeWords('Archived', 2, [{ title: 'One', message: 'It runs.' }])).toEqual({
      title: 'Archived 2 threads, 1 not',
      detail: '“One”: It runs.',
    });
  });
});

describe('the thread that takes the place of one that goes', () => {
  const shown = ['a', 'b', 'c', 'd'].map((id) => asId<ThreadId>(id));
  const next = (open: string, ...gone: string[]) =>
    neighbourOf(shown, asId(open), new Set(gone.map((id) => asId<ThreadId>(id))));
  it('is the one below that stays, else the one above', () => {
    expect(next('b', 'b')).toBe('c');
    expect(next('b', 'b', 'c')).toBe('d');
    expect(next('d', 'd')).toBe('c');
    expect(next('a', 'a', 'b', 'c', 'd')).toBe(null);
  });
});
