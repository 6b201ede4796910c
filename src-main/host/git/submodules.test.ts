import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localMachine } from '../machine/local.ts';
import { gitOn } from './all.ts';

const { ignoredIn, diffAgainst, dirtyPaths, untracked, whyNoCheckout, submodulePaths, submoduleWork } =
  gitOn(localMachine());

let root: string;
let repo: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-submodules-')));
  repo = repository('repo');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(cwd: string, ...args: string[]): string {
  const who = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.invalid',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8' }).trim();
}

function repository(name: string): string {
  const path = join(root, name);
  mkdirSync(path);
  git(path, 'init', '-q', '-b', 'main');
  writeFileSync(join(path, 'file'), 'one\n');
  git(path, 'add', '.');
  git(path, 'commit', '-qm', 'Begin');
  return path;
}

function withSubmodule(path = 'lib'): string {
  git(
    repo,
    'submodule',
    'add',
    '-q',
    existsSync(join(root, 'inner')) ? join(root, 'inner') : repository('inner'),
    path,
  );
  git(repo, 'commit', '-qm', 'A submodule');
  return join(repo, path);
}

describe('submodules', () => {
  it('are looked into: edits, new files, and commits that are nowhere else', async () => {
    const inside = withSubmodule();
    expect(await submoduleWork(repo)).toEqual({ work: [], notLooked: [] });
    writeFileSync(join(inside, 'file'), 'two\n');
    writeFileSync(join(inside, 'new'), '');
    // The repository around the submodule says nothing about it here.
    expect(await diffAgainst(repo, 'HEAD')).toEqual([]);
    expect(await submoduleWork(repo)).toEqual({
      work: [{ path: 'lib', changed: ['file'], untracked: ['new'], commits: false }],
      notLooked: [],
    });
    git(inside, 'add', '.');
    git(inside, 'commit', '-qm', 'Mine');
    expect((await submoduleWork(repo)).work).toEqual([
      { path: 'lib', changed: [], untracked: [], commits: true },
    ]);
  });

  it('are looked into when they lie in one another, and named when they cannot be', async () => {
    const inner = repository('inner');
    git(inner, 'submodule', 'add', '-q', repository('innermost'), 'deep');
    git(inner, 'commit', '-qm', 'A submodule');
    const inside = withSubmodule();
    git(repo, 'submodule', 'update', '-q', '--init', '--recursive');
    writeFileSync(join(inside, 'deep', 'file'), 'two\n');
    expect((await submoduleWork(repo)).work).toEqual([
      { path: 'lib/deep', changed: ['file'], untracked: [], commits: false },
    ]);
    writeFileSync(join(inside, 'deep', '.git'), 'gitdir: /nowhere\n');
    expect((await submoduleWork(repo)).notLooked).toEqual(['lib/deep']);
  });

  it('run nothing of their own configuration', async () => {
    const inside = withSubmodule();
    const canary = join(root, 'canary');
    git(inside, 'config', 'core.fsmonitor', `touch ${canary}`);
    git(inside, 'config', 'filter.evil.clean', `touch ${canary}; cat`);
    writeFileSync(join(inside, '.gitattributes'), '* filter=evil\n');
    writeFileSync(join(inside, 'file'), 'three\n');
    expect((await submoduleWork(repo)).work).toHaveLength(1);
    expect(existsSync(canary)).toBe(false);
  });

  it('are none where a repository names places outside of it', async () => {
    const outside = repository('outside');
    writeFileSync(join(outside, 'file'), 'mine\n');
    symlinkSync(outside, join(repo, 'link'));
    const entry = (path: string, at: number): string => `[submodule "s${at}"]\n\tpath = ${path}\n\turl = x\n`;
    writeFileSync(
      join(repo, '.gitmodules'),
      ['../outside', outside, 'link', '.', '', '.git', 'absent'].map(entry).join(''),
    );
    expect(await submoduleWork(repo)).toEqual({ work: [], notLooked: [] });
  });

  it('are named also where they are not checked out', async () => {
    withSubmodule('third party/lib');
    git(repo, 'submodule', 'deinit', '-q', '-f', '--all');
    expect(await submodulePaths(repo)).toEqual(['third party/lib']);
    expect(await submodulePaths(join(root, 'inner'))).toEqual([]);
  });
});

describe('what git ignores', () => {
  it('is named and counted, without following links', async () => {
    writeFileSync(join(repo, '.gitignore'), 'node_modules/\n.env\n');
    mkdirSync(join(repo, 'node_modules/a'), { recursive: true });
    writeFileSync(join(repo, 'node_modules/a/x'), '12345');
    symlinkSync('/', join(repo, 'node_modules/root'));
    writeFileSync(join(repo, '.env'), '123');
    const { names, files, bytes, more } = await ignoredIn(repo);
    expect([...names].sort()).toEqual(['.env', 'node_modules/']);
    expect({ files, more }).toEqual({ files: 3, more: false });
    expect(bytes).toBeGreaterThanOrEqual(8);
    expect((await ignoredIn(repo, 2)).more).toBe(true);
    expect((await ignoredIn(join(repo, 'node_modules'))).files).toBeGreaterThan(0);
  });
});

describe('settings of the person', () => {
  it('change no answer', async () => {
    const before = process.env['GIT_CONFIG_GLOBAL'];
    const config = join(root, 'gitconfig');
    writeFileSync(
      config,
      '[diff]\n\torderFile = /nonexistent\n\trelative = true\n\trenames = copies\n\tnoprefix = true\n\tignoreSubmodules = all\n' +
        '[status]\n\tshowUntrackedFiles = no\n\trelativePaths = false\n\tshort = true\n\tbranch = true\n',
    );
    process.env['GIT_CONFIG_GLOBAL'] = config;
    try {
      writeFileSync(join(repo, 'file'), 'two\n');
      writeFileSync(join(repo, 'new'), '');
      expect((await diffAgainst(repo, 'HEAD')).map(({ path }) => path)).toEqual(['file']);
      expect(await untracked(repo)).toEqual(['new']);
      expect(await dirtyPaths(repo)).toEqual({ changed: ['file'], untracked: ['new'] });
    } finally {
      if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
      else process.env['GIT_CONFIG_GLOBAL'] = before;
    }
  });
});

describe('a folder without a checkout', () => {
  it('is called what it is', async () => {
    const plain = join(root, 'plain');
    mkdirSync(plain);
    expect(await whyNoCheckout(plain)).toBe(`${plain} is in no git repository`);
    const bare = join(root, 'bare.git');
    git(root, 'init', '-q', '--bare', bare);
    expect(await whyNoCheckout(bare)).toContain('belongs to a bare repository');
    writeFileSync(join(plain, '.git'), `gitdir: ${bare}\n`);
    expect(await whyNoCheckout(plain)).toContain('belongs to a bare repository');
    writeFileSync(join(plain, '.git'), 'gitdir: /nowhere\n');
    expect(await whyNoCheckout(plain)).toMatch(/^The repository of .* cannot be read \(.*nowhere/);
  });
});
