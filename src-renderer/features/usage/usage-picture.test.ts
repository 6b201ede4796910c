import { describe, expect, it } from 'vitest';
import { asId, type WorkspaceId } from '#shared/model/ids.ts';
import { daysOf, workspacesOf } from './usage-picture.ts';

const a = asId<WorkspaceId>('a');
const b = asId<WorkspaceId>('b');
const used = {
  today: '2026-03-01',
  days: [
    { day: '2026-02-27', workspaceId: a, tokens: 10 },
    { day: '2026-03-01', workspaceId: a, tokens: 5 },
    { day: '2026-03-01', workspaceId: b, tokens: 35 },
  ],
};

describe('the picture of use', () => {
  it('has every day, also over the end of a month, in shares of the greatest', () => {
    expect(daysOf(used, 4)).toEqual([
      { day: '2026-02-26', tokens: 0, share: 0 },
      { day: '2026-02-27', tokens: 10, share: 0.25 },
      { day: '2026-02-28', tokens: 0, share: 0 },
      { day: '2026-03-01', tokens: 40, share: 1 },
    ]);
    expect(daysOf({ ...used, days: [] }, 1)).toEqual([{ day: '2026-03-01', tokens: 0, share: 0 }]);
  });

  it('sums up workspaces, the most first', () => {
    expect(workspacesOf(used)).toEqual([
      [b, 35],
      [a, 15],
    ]);
  });
});
