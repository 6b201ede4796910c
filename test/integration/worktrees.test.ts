import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { inState, itemsOf, useHarness } from '../support/use-harness.ts';

const used = useHarness();

/** A name of a folder with what paths may hold. */
const AWKWARD = `it's "here" with\nlines`;

function git(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8' }).trim();
}

async function detailOf(id: ThreadId): Promise<ThreadDetail> {
  const { client } = used;
  client.open(`thread:${id}`);
  return client.until(() => client.thread(id, threadTopic.thread)[0], 'the thread');
}

async function listed(workspaceId: WorkspaceId) {
  return (await used.client.call('worktree/list', { workspaceId })).worktrees;
}

describe('where a new thread works', () => {
  it('is the folder for the first thread and a worktree of its own for the next', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository(AWKWARD);
    const before = await client.call('worktree/plan', { workspaceId, text: 'Second thing' });
    expect(before).toMatchObject({
      possible: true,
      place: 'folder',
      base: 'main',
      branch: 'muster/second-thing',
    });
    const first = await client.call('thread/start', { workspaceId, text: '[script:hold name=one]' });
    await harness.model.held('one');
    const plan = await client.call('worktree/plan', { workspaceId, text: 'Second thing' });
    expect(plan).toMatchObject({
      place: 'worktree',
      reason: expect.stringContaining('is active in this checkout'),
    });

    const text = 'Second thing\n[script:patch path="made.txt" text="in the worktree"]';
    const second = await client.call('thread/start', { workspaceId, text });
    await inState(client, second.threadId, 'finished');
    expect((await detailOf(first.threadId)).cwd).toBe(path);
    const { cwd, branch } = await detailOf(second.threadId);
    expect(cwd.startsWith(join(harness.dataDir, 'worktrees'))).toBe(true);
    expect(branch).toBe('muster/second-thing');
    expect(readFileSync(join(cwd, 'made.txt'), 'utf8')).toBe('in the worktree\n');
    expect(existsSync(join(path, 'made.txt'))).toBe(false);
    expect(client.row(second.threadId)?.branch).toBe('muster/second-thing');
    expect(await listed(workspaceId)).toMatchObject([
      { path, main: true, madeByMuster: false, branch: 'main', threads: [first.threadId], running: 1 },
      {
        path: cwd,
        main: false,
        madeByMuster: true,
        branch: 'muster/second-thing',
        base: 'main',
        changed: 0,
        untracked: 1,
        threads: [second.threadId],
        running: 0,
      },
    ]);
    harness.model.release('one');
    await inState(client, first.threadId, 'finished');
  });

  it('is told apart when two are started at the same moment', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    const start = (name: string) =>
      client.call('thread/start', { workspaceId, text: `same title [script:hold name=${name}]` });
    const started = await Promise.all([start('a'), start('b'), start('c')]);
    await Promise.all(['a', 'b', 'c'].map((name) => harness.model.held(name)));
    const details = await Promise.all(started.map(({ threadId }) => detailOf(threadId)));
    expect(details.filter(({ cwd }) => cwd === path)).toHaveLength(1);
    expect(new Set(details.map(({ cwd }) => cwd)).size).toBe(3);
    for (const name of ['a', 'b', 'c']) harness.model.release(name);
    for (const { threadId } of started) await inState(client, threadId, 'finished');
  });

  it('follows the setting and what was asked for, base and branch included', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    git(path, 'commit', '-q', '--allow-empty', '-m', 'Second');
    git(path, 'branch', 'older', 'HEAD~1');
    await client.call('settings/set', { name: 'threads.place', value: 'worktree' });
    await client.call('settings/set', { name: 'worktrees.branch', value: 'me/{title}' });
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: 'Always',
      base: 'older',
      branch: 'my-own',
    });
    await inState(client, threadId, 'finished');
    const { cwd, branch } = await detailOf(threadId);
    expect(branch).toBe('my-own');
    expect(git(cwd, 'rev-parse', 'HEAD')).toBe(git(path, 'rev-parse', 'older'));
    const again = await client.call('thread/start', { workspaceId, text: 'Always', worktree: cwd });
    expect((await detailOf(again.threadId)).cwd).toBe(cwd);
    const folder = await client.call('thread/start', { workspaceId, text: 'Here', place: 'folder' });
    expect((await detailOf(folder.threadId)).cwd).toBe(path);
    const { branches } = await client.call('branch/list', { workspaceId });
    expect([branches[0], [...branches].sort()]).toEqual(['main', ['main', 'my-own', 'older']]);
    for (const id of [again.threadId, folder.threadId]) await inState(client, id, 'finished');
  });

  it('is the same folder inside the worktree for a workspace that lies inside its repository', async () => {
    const { harness, client } = used;
    const repository = harness.repository('outer');
    mkdirSync(join(repository, 'inner'));
    writeFileSync(join(repository, 'inner', 'file'), '');
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', 'Inner');
    const { workspaceId } = await client.call('workspace/add', { path: join(repository, 'inner') });
    const { threadId } = await client.call('thread/start', { workspaceId, text: 'Go', place: 'worktree' });
    await inState(client, threadId, 'finished');
    const [, made] = await listed(workspaceId);
    expect((await detailOf(threadId)).cwd).toBe(join(made?.path ?? '', 'inner'));
  });
});

describe('what cannot be', () => {
  it('is refused with the reason, and leaves nothing behind', async () => {
    const { harness, client } = used;
    const plain = join(harness.root, 'plain');
    mkdirSync(plain);
    const { workspaceId: none } = await client.call('workspace/add', { path: plain });
    const start = (id: WorkspaceId, more: object) =>
      client.call('thread/start', { workspaceId: id, text: 'Go', ...more });
    await expect(start(none, { place: 'worktree' })).rejects.toThrow(/no git repository/);
    expect(await client.call('worktree/plan', { workspaceId: none, text: '' })).toMatchObject({
      possible: false,
      place: 'folder',
    });
    expect(await listed(none)).toEqual([]);

    const empty = join(harness.root, 'empty');
    mkdirSync(empty);
    git(empty, 'init', '-q');
    const { workspaceId: bare } = await client.call('workspace/add', { path: empty });
    await expect(start(bare, { place: 'worktree' })).rejects.toThrow(/no commit yet/);

    const { workspaceId, path } = await harness.addRepository('one');
    const worktree = { place: 'worktree' };
    await expect(start(workspaceId, { ...worktree, base: 'nowhere' })).rejects.toThrow(
      /no branch or commit nowhere/,
    );
    await expect(start(workspaceId, { ...worktree, base: '--help' })).rejects.toThrow(
      /no branch or commit --help/,
    );
    await expect(start(workspaceId, { ...worktree, branch: 'a..b' })).rejects.toThrow(/takes no branch/);
    await expect(start(workspaceId, { ...worktree, branch: 'main' })).rejects.toThrow(/there already/);
    await expect(start(workspaceId, { worktree: '/etc' })).rejects.toThrow(/no worktree of one/);
    await expect(client.call('worktree/remove', { workspaceId, path })).rejects.toThrow(/main checkout/);
    await expect(client.call('worktree/remove', { workspaceId, path: '/etc' })).rejects.toThrow(
      /no worktree/,
    );
    expect(await listed(workspaceId)).toHaveLength(1);
    expect(git(path, 'branch', '--format=%(refname:short)')).toBe('main');
  });

  it('takes back a worktree whose thread was refused', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    // A configuration that Codex cannot read: it refuses to start any thread.
    writeFileSync(join(harness.codexHome, 'config.toml'), 'this is = not [toml');
    const refused = client.call('thread/start', { workspaceId, text: 'Go', place: 'worktree' });
    await expect(refused).rejects.toThrow(/Starting a thread failed/);
    expect(await listed(workspaceId)).toHaveLength(1);
    expect(git(path, 'branch', '--format=%(refname:short)')).toBe('main');
    expect(client.rows()).toEqual([]);
  });
});

describe('removing a worktree', () => {
  it('is refused while something would be lost, names it, and keeps the branch when confirmed', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: 'Work [script:hold name=held]',
      place: 'worktree',
      branch: 'work',
    });
    await harness.model.held('held');
    const { cwd } = await detailOf(threadId);
    const remove = (force?: boolean) =>
      client.call('worktree/remove', { workspaceId, path: cwd, ...(force && { force }) });
    await expect(remove()).rejects.toThrow(/running: “Work/);
    writeFileSync(join(cwd, 'new file'), '');
    writeFileSync(join(cwd, 'README.md'), 'changed');
    await expect(remove()).rejects.toThrow(/1 changed file \(README.md\); 1 new file \(new file\); running/);
    expect(existsSync(cwd)).toBe(true);
    const { terminalId } = await client.call('terminal/open', { workspaceId, cwd, cols: 80, rows: 24 });
    await expect(remove()).rejects.toThrow(/1 terminal/);
    await remove(true);
    expect(existsSync(cwd)).toBe(false);
    await expect(client.call('terminal/screen', { terminalId })).rejects.toThrow(/terminal is gone/);
    expect(git(path, 'rev-parse', 'work')).toBe(git(path, 'rev-parse', 'main'));
    expect(await listed(workspaceId)).toHaveLength(1);
    await client.until(() => client.row(threadId)?.state !== 'running', 'the interruption');
  });

  it('needs no confirmation when it is clean', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    const { threadId } = await client.call('thread/start', { workspaceId, text: 'Go', place: 'worktree' });
    await inState(client, threadId, 'finished');
    const { cwd } = await detailOf(threadId);
    git(cwd, 'commit', '-q', '--allow-empty', '-m', 'Kept on its branch');
    await client.call('worktree/remove', { workspaceId, path: cwd });
    expect(git(path, 'log', '-1', '--format=%s', 'muster/go')).toBe('Kept on its branch');
  });

  it('asks about commits that no branch has, about a lock, and about a folder that is gone', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    const tree = join(harness.root, 'by hand');
    git(path, 'worktree', 'add', '-q', '--detach', tree);
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'Nowhere');
    const remove = (force?: boolean) =>
      client.call('worktree/remove', { workspaceId, path: tree, ...(force && { force }) });
    await expect(remove()).rejects.toThrow(/commits that are on no branch/);
    git(tree, 'branch', 'somewhere');
    git(path, 'worktree', 'lock', '--reason', 'on a stick', tree);
    await expect(remove()).rejects.toThrow(/locked \(on a stick\)/);
    git(path, 'worktree', 'unlock', tree);
    renameSync(tree, `${tree} moved`);
    expect((await listed(workspaceId))[1]).toMatchObject({ gone: true, madeByMuster: false });
    await remove();
    expect(await listed(workspaceId)).toHaveLength(1);
  });
});

describe('threads in worktrees', () => {
  it('are found again by the next host, also when storage was lost, with the worktree of a thread that is gone', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: 'Keep me',
      place: 'worktree',
    });
    await inState(client, threadId, 'finished');
    const { cwd } = await detailOf(threadId);
    await harness.stopHost();
    await harness.startHost();
    used.client = harness.client();
    await used.client.until(() => used.client.row(threadId)?.branch === 'muster/keep-me', 'the row');

    await harness.stopHost();
    for (const file of ['muster.db', 'muster.db-wal', 'muster.db-shm'])
      rmSync(join(harness.dataDir, file), { force: true });
    await harness.startHost();
    used.client = harness.client();
    const again = await used.client.call('workspace/add', { path });
    const row = await used.client.until(() => used.client.row(threadId), 'the adopted thread');
    expect(row).toMatchObject({ workspaceId: again.workspaceId, branch: 'muster/keep-me' });
    expect((await listed(again.workspaceId))[1]).toMatchObject({ path: cwd, madeByMuster: true });
    await used.client.call('thread/send', { threadId, text: '[script:patch path=b.txt]', mode: 'send' });
    await used.client.until(() => existsSync(join(cwd, 'b.txt')), 'the edit').catch(() => undefined);
    await inState(used.client, threadId, 'finished');
    expect(existsSync(join(cwd, 'b.txt'))).toBe(true);
  });

  it('may commit in the sandbox exactly where a thread of the main checkout may', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('one');
    const cmd = 'git -c user.name=a -c user.email=b commit -q --allow-empty -m made 2>&1; echo exit $?';
    const outputOf = async (place: 'folder' | 'worktree'): Promise<string> => {
      const { threadId } = await client.call('thread/start', {
        workspaceId,
        text: `[script:commands n=1 cmd="${cmd}"]`,
        place,
        permission: 'ask',
      });
      client.open(`thread:${threadId}`);
      await inState(client, threadId, 'finished');
      const command = itemsOf(client, threadId).find(({ item }) => item.type === 'commandExecution')?.item;
      return command?.type === 'commandExecution' ? (command.aggregatedOutput ?? '') : '';
    };
    const outputs = { folder: await outputOf('folder'), worktree: await outputOf('worktree') };
    // Measured on 0.169.0: git's own folder is read-only in the sandbox in both, so a commit asks for approval.
    for (const output of Object.values(outputs)) expect(output).toMatch(/Read-only file system[^]*exit 128/);
  });
});

describe('what git does not say by itself', () => {
  it('is said of a branch that was switched by hand', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('switched');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:say]',
      place: 'folder',
    });
    await inState(client, threadId, 'finished');
    git(path, 'switch', '-qc', 'by-hand');
    await client.until(() => client.row(threadId)?.branch === 'by-hand', 'the branch in the row');
    await client.until(
      () => client.workspace(workspaceId)?.branch === 'by-hand',
      'the branch of the workspace',
    );
    git(path, 'checkout', '-q', '--detach');
    const head = git(path, 'rev-parse', 'HEAD').slice(0, 8);
    await client.until(() => client.row(threadId)?.branch === head, 'the detached head');
  });

  it('names submodules and ignored files: before a worktree is made, and before it is removed', async () => {
    const { harness, client } = used;
    const inner = harness.repository('inner');
    const { workspaceId, path } = await harness.addRepository('outer');
    git(path, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner, 'lib');
    writeFileSync(join(path, '.gitignore'), '.env\nbuild/\n');
    writeFileSync(join(path, '.env'), 'KEY=1');
    git(path, 'add', '.');
    git(path, 'commit', '-qm', 'A submodule');
    const first = await client.call('thread/start', {
      workspaceId,
      text: '[script:hold name=a]',
      place: 'folder',
    });
    await harness.model.held('a');
    const plan = await client.call('worktree/plan', { workspaceId, text: 'Next' });
    expect(plan.reason).toContain(
      'Not in a new worktree: ignored files (.env); the content of submodules (lib).',
    );

    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:say]',
      place: 'worktree',
    });
    await inState(client, threadId, 'finished');
    const { cwd } = await detailOf(threadId);
    git(cwd, '-c', 'protocol.file.allow=always', 'submodule', 'update', '-q', '--init');
    writeFileSync(join(cwd, 'lib', 'edited'), 'mine');
    mkdirSync(join(cwd, 'build'));
    writeFileSync(join(cwd, 'build', 'out'), '12345');
    const removal = client.call('worktree/remove', { workspaceId, path: cwd });
    await expect(removal).rejects.toThrow(
      /in the submodule lib: 1 file \(edited\); 1 ignored file, 5 B: build\//,
    );
    expect(existsSync(cwd)).toBe(true);
    await client.call('worktree/remove', { workspaceId, path: cwd, force: true });
    expect(existsSync(cwd)).toBe(false);
    harness.model.release('a');
    await inState(client, first.threadId, 'finished');
  });

  it('is the same folder when it was moved and a link stands in its place', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('moved');
    const moved = `${path}-elsewhere`;
    renameSync(path, moved);
    symlinkSync(moved, path);
    const first = await client.call('thread/start', {
      workspaceId,
      text: '[script:hold name=b]',
      place: 'folder',
    });
    await harness.model.held('b');
    expect(await client.call('worktree/plan', { workspaceId, text: 'Next' })).toMatchObject({
      place: 'worktree',
      reason: expect.stringContaining('is active in this checkout'),
    });
    expect(await client.call('workspace/add', { path: moved })).toEqual({ workspaceId, existed: true });
    harness.model.release('b');
    await inState(client, first.threadId, 'finished');
  });
});
