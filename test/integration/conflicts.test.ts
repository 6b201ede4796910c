import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const used = useHarness();

function git(cwd: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  execFileSync('git', [...who, ...args], { cwd, stdio: 'ignore' });
}

const conflictsOf = (id: ThreadId) => used.client.row(id)?.conflicts ?? [];

async function edits(
  workspaceId: string,
  file: string,
  more: object = { place: 'folder' },
): Promise<ThreadId> {
  const { client } = used;
  const { threadId } = await client.call('thread/start', {
    workspaceId: workspaceId as never,
    text: `[script:patch path="${file}" text="by a thread"]`,
    ...more,
  });
  await inState(client, threadId, 'finished');
  return threadId;
}

describe('two threads that edit the same file', () => {
  it('are told of each other until it is committed, and by the next host too', async () => {
    const { harness } = used;
    const { workspaceId, path } = await harness.addRepository('one');
    const first = await edits(workspaceId, 'same file.txt');
    expect(conflictsOf(first)).toEqual([]);
    const second = await edits(workspaceId, 'same file.txt');
    const file = join(path, 'same file.txt');
    await used.client.until(() => conflictsOf(first).length === 1, 'the conflict');
    expect(conflictsOf(first)).toEqual([{ path: file, others: [second] }]);
    expect(conflictsOf(second)).toEqual([{ path: file, others: [first] }]);
    const apart = await edits(workspaceId, 'another file.txt');
    expect(conflictsOf(apart)).toEqual([]);

    await harness.stopHost();
    await harness.startHost();
    used.client = harness.client();
    await used.client.until(() => conflictsOf(first).length === 1, 'the conflict in the next life');

    git(path, 'add', '.');
    git(path, 'commit', '-qm', 'All of it');
    // The next turn in the checkout finds it committed.
    await used.client.call('thread/send', { threadId: apart, text: '[script:say]', mode: 'send' });
    await used.client.until(
      () => conflictsOf(first).length + conflictsOf(second).length === 0,
      'no conflict',
    );
  });

  it('are in nobody’s way in worktrees of their own, or when one is archived', async () => {
    const { workspaceId } = await used.harness.addRepository('one');
    const first = await edits(workspaceId, 'a.txt');
    const second = await edits(workspaceId, 'a.txt', { place: 'worktree' });
    const third = await edits(workspaceId, 'a.txt');
    await used.client.until(() => conflictsOf(third).length === 1, 'the conflict');
    expect(conflictsOf(second)).toEqual([]);
    await used.client.call('thread/archive', { threadId: third });
    const later = await edits(workspaceId, 'b.txt');
    await used.client.until(() => conflictsOf(first).length === 0, 'no conflict');
    expect(conflictsOf(later)).toEqual([]);
  });

  it('are known by files that are in no commit: what was committed before is no conflict', async () => {
    const { workspaceId, path } = await used.harness.addRepository('one');
    const first = await edits(workspaceId, 'a.txt');
    const other = await edits(workspaceId, 'a.txt');
    await used.client.until(() => conflictsOf(first).length === 1, 'the conflict before');
    git(path, 'add', '.');
    git(path, 'commit', '-qm', 'First');
    git(path, 'rm', '-q', 'a.txt');
    git(path, 'commit', '-qm', 'Away');
    // The next turn in the checkout finds it committed.
    await used.client.call('thread/send', { threadId: other, text: '[script:say]', mode: 'send' });
    await used.client.until(() => conflictsOf(first).length === 0, 'no conflict');
    const second = await edits(workspaceId, 'a.txt');
    const third = await edits(workspaceId, 'a.txt');
    await used.client.until(() => conflictsOf(third).length === 1, 'the conflict');
    expect(conflictsOf(third)[0]?.others).toEqual([second]);
    expect([...conflictsOf(first), ...conflictsOf(other)]).toEqual([]);
  });
});
