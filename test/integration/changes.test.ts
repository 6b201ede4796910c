import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  changesTopic,
  type ChangedFile,
  type ChangesScope,
  type ChangesState,
  type FileSides,
} from '#shared/model/changes/changes.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const used = useHarness();

/** A name of a file with what paths may hold. */
const AWKWARD = `it's "a"\nname\twith ünïcode`;

function git(cwd: string, ...args: string[]): string {
  const who = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.invalid',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...who, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

async function threadIn(name: string, text = '[script:say]', more: object = {}) {
  const { workspaceId, path } = await used.harness.addRepository(name);
  const { threadId } = await used.client.call('thread/start', { workspaceId, text, ...more });
  await inState(used.client, threadId, 'finished');
  return { workspaceId, path, threadId };
}

function stateOf(
  threadId: ThreadId,
  scope: ChangesScope,
  turnId: string | null = null,
): ChangesState | undefined {
  return used.client.values(changesTopic({ threadId, scope, turnId }), changesTopic.state)[0];
}

function filesOf(threadId: ThreadId, scope: ChangesScope): ChangedFile[] {
  return used.client.values(changesTopic({ threadId, scope, turnId: null }), changesTopic.file);
}

function ready(threadId: ThreadId, scope: ChangesScope): Promise<ChangesState> {
  return used.client.until(() => {
    const state = stateOf(threadId, scope);
    return state?.ready === true && state;
  }, `the changes of ${scope}`);
}

function fileOf(threadId: ThreadId, scope: ChangesScope, path: string): Promise<ChangedFile> {
  return used.client.until(
    () => filesOf(threadId, scope).find((file) => file.path === path),
    `${path} among ${JSON.stringify(filesOf(threadId, scope).map((file) => file.path))}`,
  );
}

function sides(threadId: ThreadId, scope: ChangesScope, path: string): Promise<FileSides> {
  return used.client.call('changes/file', { threadId, scope, turnId: null, path });
}

describe('everything uncommitted', () => {
  it('is listed with its kinds and counts, and both sides are read', async () => {
    const { threadId, path } = await threadIn(AWKWARD);
    const write = (name: string, text: string | Buffer): void => writeFileSync(join(path, name), text);
    write('edited', 'one\ntwo\n');
    write('gone', 'x\n');
    write('from here', 'a text that is long enough\nto be known again\n');
    write('run', 'echo\n');
    write('image', Buffer.from([1, 0, 2]));
    symlinkSync('edited', join(path, 'link'));
    git(path, 'add', '.');
    git(path, 'commit', '-qm', 'More');
    write('edited', 'one\n2\nthree\n');
    rmSync(join(path, 'gone'));
    git(path, 'mv', 'from here', 'to there');
    chmodSync(join(path, 'run'), 0o755);
    write('image', Buffer.from([1, 0, 2, 3]));
    rmSync(join(path, 'link'));
    symlinkSync('/etc/passwd', join(path, 'link'));
    write(AWKWARD, 'new\nfile');
    write('huge', 'x'.repeat(1024 * 1024 + 1));
    write('long', 'line\n'.repeat(20_001));
    git(path, 'add', 'edited');

    const state = await ready(threadId, 'uncommitted');
    expect(state).toMatchObject({
      root: path,
      against: 'the last commit',
      files: 9,
      problem: null,
      omitted: 0,
    });
    const files = Object.fromEntries(filesOf(threadId, 'uncommitted').map((file) => [file.path, file]));
    const shown = ({ status, kind, added, removed, from, modes }: ChangedFile) => ({
      status,
      kind,
      added,
      removed,
      from,
      modes,
    });
    const plain = { kind: 'text', from: null, modes: null };
    expect(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, shown(file)]))).toEqual({
      edited: { ...plain, status: 'modified', added: 2, removed: 1 },
      gone: { ...plain, status: 'deleted', added: 0, removed: 1 },
      'to there': { ...plain, status: 'renamed', from: 'from here', added: 0, removed: 0 },
      run: { ...plain, status: 'modified', added: 0, removed: 0, modes: ['100644', '100755'] },
      image: { ...plain, kind: 'binary', status: 'modified', added: null, removed: null },
      link: { ...plain, kind: 'symlink', status: 'modified', added: 1, removed: 1 },
      [AWKWARD]: { ...plain, status: 'untracked', added: 2, removed: 0 },
      huge: { ...plain, status: 'untracked', added: null, removed: null },
      long: { ...plain, status: 'untracked', added: 20_001, removed: 0 },
    });
    expect(files['huge']?.size).toBe(1024 * 1024 + 1);
    const text = { type: 'text', numbers: null, note: null };
    expect(await sides(threadId, 'uncommitted', 'edited')).toEqual({
      ...text,
      before: 'one\ntwo\n',
      after: 'one\n2\nthree\n',
    });
    expect(await sides(threadId, 'uncommitted', 'gone')).toEqual({ ...text, before: 'x\n', after: '' });
    expect(await sides(threadId, 'uncommitted', AWKWARD)).toEqual({
      ...text,
      before: '',
      after: 'new\nfile',
    });
    expect(await sides(threadId, 'uncommitted', 'image')).toEqual({ type: 'binary', before: 3, after: 4 });
    expect(await sides(threadId, 'uncommitted', 'huge')).toMatchObject({
      type: 'large',
      bytes: 1024 * 1024 + 1,
    });
    expect(await sides(threadId, 'uncommitted', 'long')).toMatchObject({ type: 'large', lines: 20_001 });
    // Where a link leads is shown, never what is there.
    expect(await sides(threadId, 'uncommitted', 'link')).toMatchObject({
      before: 'edited',
      after: '/etc/passwd',
    });
    await expect(sides(threadId, 'uncommitted', '../../etc/passwd')).rejects.toThrow(/does not differ/);
  });

  it('is live: only what changed is sent, and what is committed goes away', async () => {
    const { threadId, path } = await threadIn('one');
    await ready(threadId, 'uncommitted');
    writeFileSync(join(path, 'a'), '1\n');
    const first = await fileOf(threadId, 'uncommitted', 'a');
    writeFileSync(join(path, 'b'), '1\n');
    await fileOf(threadId, 'uncommitted', 'b');
    // The very object: the entry was not sent again.
    expect(await fileOf(threadId, 'uncommitted', 'a')).toBe(first);
    writeFileSync(join(path, 'a'), '1\n2\n');
    await used.client.until(
      () => filesOf(threadId, 'uncommitted').some(({ path: name, added }) => name === 'a' && added === 2),
      'the new count',
    );
    git(path, 'add', '.');
    git(path, 'commit', '-qm', 'Both');
    await used.client.until(() => stateOf(threadId, 'uncommitted')?.files === 0, 'nothing');
    expect(filesOf(threadId, 'uncommitted')).toEqual([]);
  });

  it('shows a submodule by its commit, and looks at nothing inside', async () => {
    const { threadId, path } = await threadIn('outer');
    const inner = used.harness.repository('inner');
    git(path, 'submodule', 'add', '-q', inner, 'sub');
    git(path, 'commit', '-qm', 'With it');
    writeFileSync(join(path, 'sub', 'dirty'), '');
    git(join(path, 'sub'), 'commit', '-q', '--allow-empty', '-m', 'Further');
    const file = await fileOf(threadId, 'uncommitted', 'sub');
    expect(file).toMatchObject({ kind: 'submodule', status: 'modified' });
    expect(await sides(threadId, 'uncommitted', 'sub')).toEqual({
      type: 'submodule',
      before: git(inner, 'rev-parse', 'HEAD'),
      after: git(join(path, 'sub'), 'rev-parse', 'HEAD'),
    });
  });

  it('is everything before the first commit', async () => {
    const empty = join(used.harness.root, 'empty');
    mkdirSync(empty);
    git(empty, 'init', '-q');
    writeFileSync(join(empty, 'a'), '1\n');
    git(empty, 'add', 'a');
    const { workspaceId } = await used.client.call('workspace/add', { path: empty });
    const { threadId } = await used.client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(used.client, threadId, 'finished');
    expect(await fileOf(threadId, 'uncommitted', 'a')).toMatchObject({ status: 'added', added: 1 });
    expect(stateOf(threadId, 'uncommitted')?.against).toMatch(/no commit yet/);
  });
});

describe('against the base', () => {
  it('is what the worktree did since it began, commits and all', async () => {
    const { threadId, path } = await threadIn('one', '[script:patch path=made.txt text=one]', {
      place: 'worktree',
      branch: 'work',
    });
    git(path, 'commit', '-q', '--allow-empty', '-m', 'Main moves on');
    const { root } = await ready(threadId, 'uncommitted');
    git(root ?? '', 'add', '.');
    git(root ?? '', 'commit', '-qm', 'Made');
    writeFileSync(join(root ?? '', 'more'), 'x\n');
    await used.client.until(() => filesOf(threadId, 'uncommitted').length === 1, 'one uncommitted file');
    const state = await ready(threadId, 'base');
    expect(state).toMatchObject({ against: 'main', files: 2, added: 2 });
    expect(filesOf(threadId, 'base').map(({ path: name, status }) => [name, status])).toEqual([
      ['made.txt', 'added'],
      ['more', 'untracked'],
    ]);
  });

  it('says so where there is none', async () => {
    const { threadId } = await threadIn('one');
    expect((await ready(threadId, 'base')).problem).toMatchObject({ code: 'noBase' });
  });
});

describe('of a turn', () => {
  it('is what its patches did, with the whole file where it still fits', async () => {
    const { threadId, path } = await threadIn(
      'one',
      '[script:patch path="made here.txt" text="by the turn"]',
    );
    const state = await ready(threadId, 'turn');
    expect(state).toMatchObject({ files: 1, added: 1, removed: 0, problem: null, note: null });
    const whole = { type: 'text', before: '', after: 'by the turn\n', numbers: null, note: null };
    expect(await sides(threadId, 'turn', 'made here.txt')).toEqual(whole);
    writeFileSync(join(path, 'made here.txt'), 'by somebody else\n');
    await used.client.until(
      () => filesOf(threadId, 'turn')[0]?.size === 'by somebody else\n'.length,
      'the new size',
    );
    expect(await sides(threadId, 'turn', 'made here.txt')).toMatchObject({
      after: 'by the turn',
      numbers: { before: [], after: [1] },
      note: expect.stringContaining('changed again since'),
    });
  });

  it('says when a command changed more than the patches show', async () => {
    const { threadId } = await threadIn('one', '[script:commands n=1 cmd="echo x > by-command"]');
    const state = await ready(threadId, 'turn');
    expect(state).toMatchObject({ files: 0, note: expect.stringContaining('by-command changed as well') });
  });

  it('follows the last turn, live, and a turn by its name', async () => {
    const { threadId } = await threadIn('one', '[script:patch path=first.txt]');
    const { turnId } = await ready(threadId, 'turn');
    await used.client.call('thread/send', { threadId, text: '[script:patch path=second.txt]', mode: 'send' });
    await fileOf(threadId, 'turn', 'second.txt');
    expect(filesOf(threadId, 'turn').map((file) => file.path)).toEqual(['second.txt']);
    const named = changesTopic({ threadId, scope: 'turn', turnId });
    await used.client.until(
      () => used.client.values(named, changesTopic.file).length === 1,
      'the first turn',
    );
    expect(used.client.values(named, changesTopic.file)[0]?.path).toBe('first.txt');
    expect(stateOf(threadId, 'turn', 'no such turn')).toBeUndefined();
    const none = changesTopic({ threadId, scope: 'turn', turnId: 'no such turn' });
    await used.client.until(
      () => used.client.values(none, changesTopic.state)[0]?.problem?.code === 'noTurn',
      'the refusal',
    );
  });
});

describe('where there is no repository', () => {
  it('says so, and still shows what the turn did', async () => {
    const plain = join(used.harness.root, 'plain');
    mkdirSync(plain);
    const { workspaceId } = await used.client.call('workspace/add', { path: plain });
    const text = '[script:patch path=made.txt text=x]';
    const { threadId } = await used.client.call('thread/start', { workspaceId, text });
    await inState(used.client, threadId, 'finished');
    expect((await ready(threadId, 'uncommitted')).problem?.code).toBe('noRepository');
    expect((await ready(threadId, 'base')).problem?.code).toBe('noRepository');
    expect((await ready(threadId, 'turn')).files).toBe(1);
    expect(await sides(threadId, 'turn', 'made.txt')).toMatchObject({ before: '', after: 'x\n' });
  });

  it('refuses a thread that is not known', async () => {
    const topic = 'changes:nobody:uncommitted';
    used.client.open(topic);
    await used.client.until(
      () => used.client.contract.view(topic)?.error?.code === 'notFound',
      'the refusal',
    );
  });
});
