import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineEdit, shownTexts } from './text-edit.ts';

describe('lineEdit', () => {
  it('is the run of lines that differ', () => {
    expect(lineEdit(['a', 'b', 'c'], ['a', 'x', 'y', 'c'])).toEqual({ from: 2, to: 3, lines: ['x', 'y'] });
    expect(lineEdit(['a', 'a'], ['a', 'a', 'a'])).toEqual({ from: 3, to: 3, lines: ['a'] });
    expect(lineEdit(['a', 'b'], ['b'])).toEqual({ from: 1, to: 2, lines: [] });
    expect(lineEdit(['a'], ['a'])).toBeNull();
  });

  it('makes of any text any other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = lineEdit(before, after);
        const made =
          edit === null
            ? before
            : [...before.slice(0, edit.from - 1), ...edit.lines, ...before.slice(edit.to - 1)];
        expect(made).toEqual(after);
      }),
    );
  });
});

describe('shownTexts', () => {
  it('makes no line of the end of the last one, unless it is what differs', () => {
    expect(shownTexts('a\n', 'a\r\nb\r\n')).toEqual({ before: 'a', after: 'a\r\nb' });
    expect(shownTexts('', 'a\n')).toEqual({ before: '', after: 'a' });
    expect(shownTexts('a', 'a\n')).toEqual({ before: 'a', after: 'a\n' });
    expect(shownTexts('a\n\n', 'a\n')).toEqual({ before: 'a\n', after: 'a' });
  });
});
