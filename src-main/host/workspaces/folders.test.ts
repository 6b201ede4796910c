import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderName, folderNotes, listFolders, realFolder } from './folders.ts';
import { localMachine } from '../machine/local.ts';

const disk = localMachine();

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-folders-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('realFolder', () => {
  it('gives one path for a folder, by whatever path it is named', async () => {
    mkdirSync(join(root, 'real'));
    symlinkSync(join(root, 'real'), join(root, 'link'));
    const named = [
      join(root, 'real'),
      join(root, 'link'),
      `${root}/real/`,
      `${root}/./other/../real`.replace('other/../', ''),
    ];
    expect(new Set(await Promise.all(named.map((path) => realFolder(disk, path))))).toEqual(
      new Set([join(root, 'real')]),
    );
  });

  it('says what is wrong with a path and what to do', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(realFolder(disk, join(root, 'gone'))).rejects.toThrow(/There is no folder .*gone/);
    await expect(realFolder(disk, join(root, 'file'))).rejects.toThrow(/is a file\. Choose the folder/);
    await expect(realFolder(disk, 'relative/path')).rejects.toThrow(/not a full path/);
  });
});

describe('folderNotes', () => {
  it('has nothing to say of a repository', async () => {
    expect(await folderNotes(disk.files, root, 'main', null)).toEqual([]);
  });

  it('says what is missing, and that a folder is gone', async () => {
    expect(await folderNotes(disk.files, root, null, null)).toEqual([
      expect.stringContaining('Not a git repository'),
    ]);
    expect(await folderNotes(disk.files, join(root, 'gone'), null, null)).toEqual([
      expect.stringContaining('is gone'),
    ]);
  });

  it('does not blame the folder when git itself is missing', async () => {
    expect(await folderNotes(disk.files, root, null, 'git was not found')).toEqual([]);
  });
});

describe('listFolders', () => {
  it('lists folders and links to folders, marks repositories, and leaves files and hidden ones out', async () => {
    for (const name of ['b', 'a/.git', '.hidden']) mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, 'file'), '');
    symlinkSync(join(root, 'b'), join(root, 'c'));
    symlinkSync(join(root, 'file'), join(root, 'd'));
    const { path, folders } = await listFolders(disk, root);
    expect(path).toBe(root);
    expect(folders.map(({ name, repository }) => [name, repository])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
  });

  it('has no parent at the root', async () => {
    expect((await listFolders(disk, '/')).parent).toBeNull();
  });
});

describe('folderName', () => {
  it('is the last part, or the whole of a root', () => {
    expect([folderName('/a/b c'), folderName('/')]).toEqual(['b c', '/']);
  });
});
