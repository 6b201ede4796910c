import { describe, expect, it } from 'vitest';
import { row } from '../../dev/samples.ts';
import { awayPicture } from './away-picture.ts';

describe('what is worth seeing where no thread is open', () => {
  it('is who has waited longest, but for what is snoozed', () => {
    const rows = [
      row('a', { state: 'needsApproval', since: 5 }),
      row('b', { state: 'needsAnswer', since: 3 }),
      row('c', { state: 'needsAnswer', since: 1, snoozedUntil: 99 }),
    ];
    expect(awayPicture(rows, 0).needs).toBe('b');
    expect(awayPicture([], 0).needs).toBe(null);
  });
  it('is what ended since, the last first, without sub-agents and what runs', () => {
    const rows = [
      row('a', { activeAt: 10 }),
      row('b', { activeAt: 30, state: 'failed' }),
      row('c', { activeAt: 20, state: 'running' }),
      row('d', { activeAt: 40, parentId: row('a').id }),
    ];
    const { changed, running } = awayPicture(rows, 5);
    expect(changed.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(running).toBe(1);
    expect(awayPicture(rows, 15).changed.map(({ id }) => id)).toEqual(['b']);
  });
});
