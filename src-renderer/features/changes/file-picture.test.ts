import { describe, expect, it } from 'vitest';
import type { ChangedFile } from '#shared/model/changes/changes.ts';
import { fileAfter, filterFiles, folderRows, modeWords, pathRows } from './file-picture.ts';

const file = (path: string, from: string | null = null): ChangedFile => ({
  path,
  from,
  status: 'modified',
  kind: 'text',
  modes: null,
  added: 1,
  removed: 1,
  size: 1,
  stamp: '',
});
const FILES = ['src/a/b/c.ts', 'src/a/b/d.ts', 'src/z.ts', 'top'].map((path) => file(path));

describe('filterFiles', () => {
  it('keeps what holds every word, by its former name too', () => {
    const files = [...FILES, file('new', 'SRC/old')];
    expect(filterFiles(files, ' ').length).toBe(5);
    expect(filterFiles(files, 'src .TS z').map(({ path }) => path)).toEqual(['src/z.ts']);
    expect(filterFiles(files, 'src old').map(({ path }) => path)).toEqual(['new']);
  });
});

describe('folderRows', () => {
  it('names folders together that hold nothing else', () => {
    expect(folderRows(FILES).map(({ type, name, depth }) => `${' '.repeat(depth)}${type} ${name}`)).toEqual([
      'folder src',
      ' folder a/b',
      '  file c.ts',
      '  file d.ts',
      ' file z.ts',
      'file top',
    ]);
  });
});

describe('fileAfter', () => {
  it('walks over files, begins at an end, and stops at the others', () => {
    const rows = folderRows(FILES);
    expect(fileAfter(rows, null, 1)).toBe('src/a/b/c.ts');
    expect(fileAfter(rows, null, -1)).toBe('top');
    expect(fileAfter(rows, 'src/a/b/d.ts', 1)).toBe('src/z.ts');
    expect(fileAfter(rows, 'top', 1)).toBe('top');
    expect(fileAfter(rows, 'gone', 1)).toBe('src/a/b/c.ts');
    expect(fileAfter(pathRows([]), null, 1)).toBeNull();
  });
});

describe('modeWords', () => {
  it('says what it means where it has a meaning', () => {
    expect(modeWords(['100644', '100755'])).toBe('may be run now');
    expect(modeWords(['100644', '120000'])).toBe('became a symbolic link');
    expect(modeWords(['1', '2'])).toBe('mode 1 → 2');
  });
});
