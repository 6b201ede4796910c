import { describe, expect, it } from 'vitest';
import { asId, type WorkspaceId } from '#shared/model/ids.ts';
import { endAt, matchWords, scopeWords } from './rule-words.ts';

describe('rule words', () => {
  it('say how far a rule reaches', () => {
    expect(matchWords({ type: 'words', words: ['echo', 'a b'], open: true })).toEqual({
      code: "echo 'a b'",
      rest: 'with any further arguments; in a longer line, every other part needs a rule as well',
    });
    expect(matchWords({ type: 'words', words: ['ls'], open: false }).rest).toBe(
      'with no other arguments; in a longer line, every other part needs a rule as well',
    );
    const names = { workspace: 'api', thread: 'Fix it' };
    expect(scopeWords({ type: 'workspace', workspaceId: asId<WorkspaceId>('w') }, names)).toBe('in api');
    expect(scopeWords({ type: 'everywhere' }, names)).toBe('everywhere');
  });

  it('count ends from now', () => {
    expect(endAt('hour', 1000)).toBe(3_601_000);
    expect(endAt('ever', 1000)).toBeNull();
  });
});
