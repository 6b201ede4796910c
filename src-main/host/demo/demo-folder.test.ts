import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DemoFolderError, prepareDemo, removeDemo } from './demo-folder.ts';
import type { PrepareDemoOptions } from './demo-folder.ts';
import type { DemoThread } from './demo-thread.ts';

const run = promisify(execFile);
const thread: DemoThread = {
  name: 't',
  workspace: 'alpha',
  title: 'T',
  prompt: 'Do it.',
  expect: { end: 'completed', commands: 0, commandsFailed: 0, filesChanged: 0, approvals: {} },
};

let root = '';
let options: PrepareDemoOptions;

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'muster-demo-folder-')));
  await put('resources/repos/alpha/a.txt', 'a\n');
  await put('resources/repos/alpha/b.txt', 'b\n');
  await put('resources/repos/beta/c.txt', 'c\n');
  await put('resources/shared/handbook/page.md', 'page\n');
  const commit = { author: 'Ada <ada@example.com>', date: '2026-01-02T03:04:05Z' };
  const history = {
    alpha: [
      { ...commit, subject: 'First', paths: ['a.txt'] },
      { ...commit, subject: 'Second', paths: ['.'] },
    ],
    beta: [{ ...commit, subject: 'Only', paths: ['.'] }],
  };
  await put('resources/history.json', JSON.stringify(history));
  options = {
    directory: join(root, 'demo'),
    resources: join(root, 'resources'),
    threads: [thread],
    config: (folders) => folders.join('\n'),
  };
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const git = async (...args: string[]): Promise<string> =>
  (await run('git', args, { cwd: join(root, 'demo', 'alpha') })).stdout.trim();

describe('prepareDemo', () => {
  it('makes repositories with their history, the folders beside them, and a CODEX_HOME', async () => {
    const demo = await prepareDemo(options);
    expect(demo).toEqual({
      directory: join(root, 'demo'),
      codexHome: join(root, 'demo', 'codex-home'),
      workspaces: [
        { name: 'alpha', path: join(root, 'demo', 'alpha') },
        { name: 'beta', path: join(root, 'demo', 'beta') },
      ],
      threads: [thread],
      created: true,
    });
    expect(await git('log', '--format=%s %an %aI')).toBe(
      'Second Ada 2026-01-02T03:04:05+00:00\nFirst Ada 2026-01-02T03:04:05+00:00',
    );
    expect(await git('status', '--porcelain')).toBe('');
    expect(await read('demo/handbook/page.md')).toBe('page\n');
    expect(await read('demo/codex-home/config.toml')).toBe(
      demo.workspaces.map(({ path }) => path).join('\n'),
    );
  });

  it('makes the same commits each time, whatever the person has configured for git', async () => {
    await prepareDemo(options);
    const first = await git('rev-parse', 'HEAD');
    const hooks = join(root, 'hooks');
    await put('hooks/pre-commit', '#!/bin/sh\nexit 1\n');
    await chmod(join(hooks, 'pre-commit'), 0o755);
    await put('gitconfig', `[core]\n\thooksPath = ${hooks}\n[commit]\n\tgpgsign = true\n`);
    const before = process.env['GIT_CONFIG_GLOBAL'];
    process.env['GIT_CONFIG_GLOBAL'] = join(root, 'gitconfig');
    try {
      await prepareDemo({ ...options, reset: true });
      expect(await git('rev-parse', 'HEAD')).toBe(first);
      await put('demo/alpha/a.txt', 'changed\n');
      await git('commit', '-q', '-m', 'By an agent', '--', 'a.txt');
      expect(await git('log', '-1', '--format=%an')).toBe('Demo Agent');
    } finally {
      if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
      else process.env['GIT_CONFIG_GLOBAL'] = before;
    }
  });

  it('takes a whole folder as it is, with what agents did in it, and only writes the configuration anew', async () => {
    await prepareDemo(options);
    await put('demo/alpha/a.txt', 'changed\n');
    const again = await prepareDemo({ ...options, config: () => 'new' });
    expect(again.created).toBe(false);
    expect(await read('demo/alpha/a.txt')).toBe('changed\n');
    expect(await read('demo/codex-home/config.toml')).toBe('new');
    expect((await prepareDemo({ ...options, reset: true })).created).toBe(true);
    expect(await read('demo/alpha/a.txt')).toBe('a\n');
  });

  it('makes a damaged folder anew', async () => {
    const damages: (() => Promise<void>)[] = [
      () => rm(join(root, 'demo/beta'), { recursive: true }),
      () => rm(join(root, 'demo/alpha/.git/HEAD')),
      () => rm(join(root, 'demo/codex-home'), { recursive: true }),
      () => put('demo/.muster-demo.json', '{"demo": tr'),
      () => put('demo/.muster-demo.json', 'null'),
      () => put('resources/repos/alpha/new.txt', 'the demo itself has changed'),
    ];
    await prepareDemo(options);
    for (const damage of damages) {
      await put('demo/alpha/stray.txt', 'stray');
      await damage();
      expect((await prepareDemo(options)).created).toBe(true);
      await expect(read('demo/alpha/stray.txt')).rejects.toThrow('ENOENT');
      expect(await read('demo/beta/c.txt')).toBe('c\n');
    }
  });

  it('makes a folder anew whose making was interrupted', async () => {
    const config = (): string => {
      throw new Error('the disk is full');
    };
    await expect(prepareDemo({ ...options, config })).rejects.toThrow('the disk is full');
    expect((await prepareDemo(options)).created).toBe(true);
  });

  it("refuses a folder that is somebody's, and leaves it alone", async () => {
    await put('demo/thesis.txt', 'ten years');
    await expect(prepareDemo(options)).rejects.toThrow(DemoFolderError);
    await expect(prepareDemo({ ...options, reset: true })).rejects.toThrow('holds something else');
    expect(await read('demo/thesis.txt')).toBe('ten years');
  });

  it('names the repository that a thread wants and the demo does not have', async () => {
    const threads = [{ ...thread, workspace: 'gamma' }];
    await expect(prepareDemo({ ...options, threads })).rejects.toThrow('no repository gamma');
  });
});

describe('removeDemo', () => {
  it('removes what the demo made, and says whether there was anything', async () => {
    await prepareDemo(options);
    expect(await removeDemo(options.directory)).toBe(true);
    expect(await removeDemo(options.directory)).toBe(false);
  });

  it('leaves a folder without the marker, and what links lead to', async () => {
    await put('thesis/chapter.txt', 'one');
    await expect(removeDemo(join(root, 'thesis'))).rejects.toThrow('was not made by the demo');
    await prepareDemo(options);
    await symlink(join(root, 'thesis'), join(root, 'demo/alpha/link'));
    await removeDemo(options.directory);
    expect(await read('thesis/chapter.txt')).toBe('one');
  });
});
