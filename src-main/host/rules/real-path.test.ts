import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathsOfFolder, realFile } from './real-path.ts';

describe.skipIf(process.platform === 'win32')('the real path of a file that a change names', () => {
  let root: string;
  let cwd: string;
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-real-')));
    cwd = join(root, 'work');
    mkdirSync(join(cwd, 'src'), { recursive: true });
    mkdirSync(join(root, 'other'));
    writeFileSync(join(cwd, 'src', 'a'), '');
    symlinkSync(join(root, 'other'), join(cwd, 'out'));
    symlinkSync('../other/not-there-yet', join(cwd, 'src', 'dangling'));
    symlinkSync('dangling', join(cwd, 'src', 'twice'));
    symlinkSync('loop', join(cwd, 'loop'));
    symlinkSync(cwd, join(root, 'link'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is where a link leads, also one that leads to nothing yet', () => {
    expect(realFile(cwd, 'src/a')).toBe(join(cwd, 'src', 'a'));
    expect(realFile(cwd, 'src/new/b')).toBe(join(cwd, 'src', 'new', 'b'));
    expect(realFile(cwd, 'out/new')).toBe(join(root, 'other', 'new'));
    expect(realFile(cwd, 'src/dangling')).toBe(join(cwd, 'other', 'not-there-yet'));
    expect(realFile(cwd, 'src/twice')).toBe(join(cwd, 'other', 'not-there-yet'));
    expect(realFile(cwd, 'loop')).toContain(root);
  });

  it('keeps what goes up, which no rule takes', () => {
    expect(realFile(cwd, 'out/../x')).toContain('..');
    expect(realFile(cwd, join(cwd, 'src') + '/../x')).toContain('..');
  });

  it('has every path of a folder that is its own', () => {
    expect(pathsOfFolder(join(root, 'link'))).toEqual([join(root, 'link'), cwd]);
    expect(pathsOfFolder(undefined)).toEqual([]);
    expect(pathsOfFolder('relative')).toEqual([]);
  });
});
