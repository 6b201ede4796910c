import { describe, expect, it } from 'vitest';
import { completed, completionAt, fileMention, markedParts } from './completion.ts';

/** What is completed where the bar stands. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  const found = completionAt(marked.replace('|', ''), caret);
  return found === null ? null : `${found.kind} ${found.query} ${found.from}-${found.to}`;
}

describe('completionAt', () => {
  it.each([
    ['@|', 'file  0-1'],
    ['see @src/ref|', 'file src/ref 4-12'],
    ['(@a|)', 'file a 1-3'],
    ['one\n@two|', 'file two 4-8'],
    ['@ab|cd', 'file ab 0-3'],
    ['use $dep|', 'skill dep 4-8'],
    ['$|', 'skill  0-1'],
    ['/|', 'command  0-1'],
    ['/com|', 'command com 0-4'],
    ['  /com|', 'command com 2-6'],
  ])('knows what is typed in %j', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each([
    ['an address', 'ada@example.com|'],
    ['a word that is over', '@file |'],
    ['an amount', 'it costs $50|'],
    ['a path', '/usr/bin|'],
    ['a slash later in the text', 'either /or|'],
    ['a glob', '@*.ts|'],
    ['plain words', 'hello|'],
    ['nothing', '|'],
    ['a word longer than any name', `@${'x'.repeat(400)}|`],
  ])('leaves %s alone', (_, text) => {
    expect(at(text)).toBeNull();
  });

  it('takes no longer for a long text', () => {
    const long = 'word '.repeat(200_000);
    expect(completionAt(`${long}@fi`, long.length + 3)).toMatchObject({ query: 'fi', from: long.length });
  });
});

describe('completed', () => {
  it('puts what was chosen in the place of what was typed, and one space after it', () => {
    expect(completed('see @ref and', { from: 4, to: 8 }, '@a/ref.ts')).toEqual({
      text: 'see @a/ref.ts and',
      caret: 14,
    });
    expect(completed('@r', { from: 0, to: 2 }, '@ref')).toEqual({ text: '@ref ', caret: 5 });
  });
  it('takes it out where nothing is to stand there', () => {
    expect(completed('/com', { from: 0, to: 4 }, '')).toEqual({ text: '', caret: 0 });
  });
});

it('quotes a path with a space', () => {
  expect([fileMention('a/b.ts'), fileMention('a b.ts')]).toEqual(['@a/b.ts', '@"a b.ts"']);
});

describe('markedParts', () => {
  it('marks files, skills that are there, and placeholders, and keeps every character', () => {
    const text = 'see @src/a.ts and @"b c.md", $deploy but $HOME for {{who}} at me@x.org';
    const parts = markedParts(text, new Set(['deploy']));
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.filter(({ kind }) => kind !== null)).toEqual([
      { text: '@src/a.ts', kind: 'file' },
      { text: '@"b c.md"', kind: 'file' },
      { text: '$deploy', kind: 'skill' },
      { text: '{{who}}', kind: 'placeholder' },
    ]);
  });
});
