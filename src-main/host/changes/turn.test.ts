import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf, pathInside, turnFiles, undoEdits } from './turn.ts';

const update = (path: string, diff: string, move_path: string | null = null) => ({
  path,
  kind: { type: 'update', move_path },
  diff,
});
const add = (path: string, diff: string) => ({ path, kind: { type: 'add' }, diff });
const remove = (path: string, diff: string) => ({ path, kind: { type: 'delete' }, diff });

describe('turnFiles', () => {
  it('puts the patches of one file together, by its path in the checkout', () => {
    const files = turnFiles(
      [
        update('/repo/a b.ts', '@@ -1 +1,2 @@\n one\n+two\n'),
        add('/repo/new', 'x\ny\n'),
        update('/repo/a b.ts', '@@ -2 +2 @@\n-two\n+TWO\n'),
        remove('/repo/gone', 'z\n'),
        update('/elsewhere/c', '@@ -1 +1 @@\n-a\n+b\n'),
      ],
      '/repo',
    );
    expect(files.map(({ path, status, added, removed }) => [path, status, added, removed])).toEqual([
      ['new', 'added', 2, 0],
      ['a b.ts', 'modified', 2, 1],
      ['gone', 'deleted', 0, 1],
      ['/elsewhere/c', 'modified', 1, 1],
    ]);
  });

  it('follows a file that moves, and forgets one that came and went', () => {
    const files = turnFiles(
      [
        update('/r/a', '@@ -1 +1 @@\n-a\n+b\n', '/r/b'),
        update('/r/b', '@@ -1 +1 @@\n-b\n+c\n', '/r/c'),
        add('/r/short', 'x\n'),
        remove('/r/short', 'x\n'),
        remove('/r/back', 'x\n'),
        add('/r/back', 'y\n'),
      ],
      '/r',
    );
    expect(files.map(({ path, from, status }) => [path, from, status])).toEqual([
      ['c', 'a', 'renamed'],
      ['back', null, 'modified'],
    ]);
  });

  it('leaves a path outside of the checkout as it is', () => {
    expect(pathInside('/repo', '/repository/x')).toBe('/repository/x');
    expect(pathInside('/repo', '/repo/..x')).toBe('..x');
  });
});

describe('undoEdits', () => {
  it('undoes patches in reverse, also when lines moved since', () => {
    const edits = [
      update('a', '@@ -1,2 +1,3 @@\n one\n+new\n two\n'),
      update('a', '@@ -4,1 +4,1 @@\n-four\n+FOUR\n'),
    ];
    expect(undoEdits('one\nnew\ntwo\nFOUR\n', edits)).toBe('one\ntwo\nfour\n');
    expect(undoEdits('zero\none\nnew\ntwo\nFOUR\n', edits)).toBe('zero\none\ntwo\nfour\n');
  });

  it('keeps the line ends of a file, which the patch does not tell', () => {
    expect(undoEdits('a\r\nB\r\n', [update('x', '@@ -2 +2 @@\n-b\n+B\n')])).toBe('a\r\nb\r\n');
    expect(undoEdits('a\nB\n', [update('x', '@@ -2 +2 @@\n-b\n+B\n')])).toBe('a\nb\n');
  });

  it('knows whether the last line had an end', () => {
    const edit = update('x', '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+A\n');
    expect(undoEdits('A\n', [edit])).toBe('a');
    expect(undoEdits('A', [update('x', '@@ -1 +1 @@\n-a\n+A\n')])).toBe('a');
  });

  it('undoes lines that only came or only went', () => {
    expect(undoEdits('a\nnew\nb\n', [update('x', '@@ -1,0 +2 @@\n+new\n')])).toBe('a\nb\n');
    expect(undoEdits('a\nb\n', [update('x', '@@ -2 +1,0 @@\n-gone\n')])).toBe('a\ngone\nb\n');
  });

  it('undoes a patch of very many parts, each in its place', () => {
    const lines = Array.from({ length: 40_000 }, (_, at) => `line ${at}`);
    const parts = Array.from({ length: 2_000 }, (_, at) => at * 20);
    const diff = parts.map((at) => `@@ -${at + 1} +${at + 1} @@\n-line ${at}\n+LINE ${at}\n`).join('');
    const after = lines.map((line, at) => (at % 20 === 0 ? line.toUpperCase() : line));
    const text = (of: readonly string[]): string => `${of.join('\n')}\n`;
    expect(undoEdits(text(after), [update('x', diff)])).toBe(text(lines));
    // Moved down by one line, each part is found where it stands now.
    expect(
      undoEdits(`new\n${text(after.slice(0, 2_000))}`, [update('x', diff.split('@@ -2001 ')[0] ?? '')]),
    ).toBe(`new\n${text(lines.slice(0, 2_000))}`);
  });

  it('gives up on parts that stand in another order now', () => {
    const edit = update('x', '@@ -1 +1 @@\n-a\n+A\n@@ -9 +9 @@\n-b\n+B\n');
    expect(undoEdits('B\nbetween\nA\n', [edit])).toBeNull();
  });

  it('undoes what real diffs say, whatever lines they are about', () => {
    const line = fc.constantFrom('', 'a', 'b', '  a', '}', '-', '+', '@@ -1 +1 @@');
    const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((one) => `${one}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = createTwoFilesPatch('x', 'x', before, after).split('\n').slice(3).join('\n');
        if (diff.trim() === '') return;
        expect(undoEdits(after, [update('x', diff)])).toBe(before);
      }),
    );
  });

  it('says so when a patch does not fit any more, or fits in two places', () => {
    const edit = update('a', '@@ -5 +5 @@\n-x\n+same\n');
    expect(undoEdits('other\n', [edit])).toBeNull();
    expect(undoEdits('same\nsame\n', [edit])).toBeNull();
    expect(undoEdits('changed\n', [add('a', 'new\n')])).toBeNull();
  });

  it('knows the content of what came and what went', () => {
    expect(undoEdits('new\n', [add('a', 'new\n')])).toBe('');
    expect(undoEdits('', [update('a', '@@ -1 +1 @@\n-a\n+b\n'), remove('a', 'b\n')])).toBe('a\n');
  });
});

describe('partsOf', () => {
  it('shows what the patches show, with the numbers of the lines', () => {
    const parts = partsOf([update('a', '@@ -3,2 +3,2 @@\n same\n-old\n+new\n@@ -9 +9,2 @@\n nine\n+ten\n')]);
    expect(parts).toEqual({
      before: 'same\nold\n⋯\nnine',
      after: 'same\nnew\n⋯\nnine\nten',
      numbers: { before: [3, 4, null, 9], after: [3, 4, null, 9, 10] },
    });
  });
});
