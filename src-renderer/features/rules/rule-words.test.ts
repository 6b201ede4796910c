import { describe, expect, it } from 'vitest';
import { asId, type WorkspaceId } from '#shared/model/ids.ts';
import { endAt, matchWords, scopeWords } from './rule-words.ts';

describe('rule words', () => {
  it('say how far a rule reaches', () => {
    expect(matchWords({ type: 'words', words: ['echo', 'a b'], open: true })).toEqual({
      code: "echo 'a b'",
      rest: 'with any further words; in a longer line, every other part needs a rule as well',
    });
    expect(matchWords({ type: 'words', words: ['ls'], open: false }).rest).toBe(
      'with no other words; in a longer line, every other part needs a rule as well',
    );
    const accepts = (...words: string[]) => matchWords({ type: 'words', words, open: true }).rest;
    expect(accepts('npm', 'test')).toBe(
      'with the options -s --silent --if-present; no other word; it runs the script of that name in this folder’s ' +
        'package.json, with what stands before and after it there; in a longer line, every other part needs a rule as well',
    );
    expect(accepts('cat')).toContain('with files and folders inside this folder; the options -n');
    // A rule of older days covers less than it says.
    expect(accepts('git', 'push')).toContain(
      'with no other words, for what more of them would do is not known',
    );
    expect(matchWords({ type: 'words', words: ['sudo'], open: true }, 'decline').rest).toContain(
      'any further',
    );
    const folder = (runs?: boolean) => matchWords({ type: 'folder', folder: '/w', runs }).rest;
    expect(folder()).toContain('never of those that run later: package scripts');
    expect(folder(true)).toContain('also of those that say how it is built');
    expect(matchWords({ type: 'folder', folder: '/w' }, 'decline').rest).toContain('any file');
    const names = { workspace: 'api', thread: 'Fix it' };
    expect(scopeWords({ type: 'workspace', workspaceId: asId<WorkspaceId>('w') }, names)).toBe('in api');
    expect(scopeWords({ type: 'everywhere' }, names)).toBe('everywhere');
  });

  it('count ends from now', () => {
    expect(endAt('hour', 1000)).toBe(3_601_000);
    expect(endAt('ever', 1000)).toBeNull();
  });
});
