import { describe, expect, it } from 'vitest';
import { edited, item, ran, answered } from '../../dev/samples.ts';
import { countRun, isQuietStep, quietRun, runWords } from './runs.ts';

const ok = (id: string) => item(id, ran('make', 'x\n', { durationMs: 1500 }));
const edit = (id: string, path = '/a') => item(id, edited(path, '@@ -1 +1 @@\n-a\n+b\n'));
const thought = (id: string) => item(id, { type: 'reasoning', summary: ['hm'], content: [] });
const failed = item('f', ran('make', 'x\n', { exitCode: 2, status: 'failed' }));
const run = (...items: readonly ReturnType<typeof ok>[]): readonly string[] =>
  quietRun(items, 0, () => false).map(({ id }) => id);

describe('a run of steps', () => {
  it('takes in the thoughts between them, not after them', () => {
    expect(run(ok('a'), thought('t'), ok('b'), thought('u'))).toEqual(['a', 't', 'b']);
  });
  it.each([
    ['one step', [ok('a')]],
    ['edits alone', [edit('a'), edit('b')]],
    ['a thought first', [thought('t'), ok('a'), ok('b')]],
    ['a failure', [failed, ok('a'), ok('b')]],
  ])('is none of %s', (_what, items) => {
    expect(run(...items)).toEqual([]);
  });
  it('ends before what was said, what failed, and what is taken', () => {
    expect(run(ok('a'), ok('b'), item('s', answered('So.')), ok('c'))).toEqual(['a', 'b']);
    expect(run(ok('a'), ok('b'), failed)).toEqual(['a', 'b']);
    expect(quietRun([ok('a'), ok('b')], 0, ({ id }) => id === 'b')).toEqual([]);
  });
  it('is not quiet while it runs', () => {
    expect(isQuietStep({ ...ok('a'), done: false })).toBe(false);
  });
  it('says what it was', () => {
    const words = (...items: readonly ReturnType<typeof ok>[]): string =>
      runWords(countRun(items.map((one) => one.item)));
    expect(words(ok('a'), ok('b'), ok('c'))).toBe('Ran 3 commands, all succeeded');
    expect(words(edit('a'), edit('b'), edit('c', '/c'), ok('d'))).toBe(
      'Edited 2 files, ran 1 command, succeeded',
    );
    expect(countRun([ok('a').item, ok('b').item]).ms).toBe(3000);
  });
});
