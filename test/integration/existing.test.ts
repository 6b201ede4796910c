import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { threadTopic } from '#shared/contract/topics.ts';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { findCodex } from '../../src-main/host/engines/codex/app-server/launch.ts';
import { inState, itemsOf, useHarness } from '../support/use-harness.ts';

const used = useHarness();

/** Runs a prompt with the Codex command line, on the same CODEX_HOME, as a person would beside Muster. */
async function codexExec(cwd: string, prompt: string): Promise<void> {
  const { path } = findCodex(null, process.env);
  const run = promisify(execFile)(path, ['exec', '--skip-git-repo-check', prompt], {
    cwd,
    env: { ...process.env, CODEX_HOME: used.harness.codexHome },
    timeout: 60_000,
  });
  run.child.stdin?.end();
  await run;
}

describe('threads of other programs', () => {
  let path: string;
  let workspaceId: WorkspaceId;
  const hidden = (): number => used.client.workspace(workspaceId)?.hiddenThreads ?? -1;

  beforeEach(async () => {
    ({ path, workspaceId } = await used.harness.addRepository('repository'));
    await codexExec(path, '[script:say text="From the command line"]');
  });

  it('are hidden and counted, shown read-only by choice, and adopted by choice', async () => {
    const { client } = used;
    const { threads } = await client.call('existing/list', { workspaceId });
    expect(threads).toMatchObject([{ program: 'a run of codex exec', cwd: path, branch: 'main' }]);
    expect(threads[0]?.updatedAt).toBeGreaterThan(Date.now() - 60_000);
    await client.until(() => hidden() === 1, 'the count of what is hidden');
    expect(client.rows()).toEqual([]);

    const threadId = threads[0]?.id as ThreadId;
    await client.call('existing/show', { workspaceId, threadIds: [threadId], adopt: false });
    await inState(client, threadId, 'ownedElsewhere');
    await client.until(() => hidden() === 0, 'nothing to be hidden');
    client.open(`thread:${threadId}`);
    const detail = await client.until(
      () => client.thread(threadId, threadTopic.thread).find(({ loaded }) => loaded),
      'the thread to be read',
    );
    expect(detail).toMatchObject({ canSend: false, program: 'a run of codex exec', continueWith: null });
    const texts = itemsOf(client, threadId).map(({ item }) =>
      item.type === 'agentMessage' ? item.text : '',
    );
    expect(texts).toContain('From the command line');
    const text = '[script:say text="From Muster"]';
    await expect(client.call('thread/send', { threadId, text, mode: 'send' })).rejects.toThrow(
      'This thread was started by a run of codex exec. Adopt it',
    );

    // What was shown is shown in the next life too, and what was adopted stays so.
    await used.harness.stopHost();
    await used.harness.startHost();
    const next = used.harness.client();
    await inState(next, threadId, 'ownedElsewhere');
    await next.call('existing/adopt', { threadIds: [threadId] });
    await next.call('thread/send', { threadId, text, mode: 'send' });
    await inState(next, threadId, 'finished');
    await expect(next.call('existing/hide', { threadIds: [threadId] })).rejects.toThrow('Muster’s own');
  });

  it('are hidden again by choice, adopted at once by choice, and refused when they are not there', async () => {
    const { client } = used;
    await codexExec(path, '[script:say text="Another"]');
    const { threads } = await client.call('existing/list', { workspaceId });
    const [first, second] = threads.map(({ id }) => id) as [ThreadId, ThreadId];
    await client.call('existing/show', { workspaceId, threadIds: [first], adopt: true });
    await inState(client, first, 'notLoaded');
    await client.call('existing/show', { workspaceId, threadIds: [second], adopt: false });
    await inState(client, second, 'ownedElsewhere');
    await client.call('existing/hide', { threadIds: [second] });
    await client.until(() => hidden() === 1 && client.row(second) === undefined, 'it to be hidden again');
    const gone = { workspaceId, threadIds: [asId<ThreadId>('none')], adopt: true };
    await expect(client.call('existing/show', gone)).rejects.toThrow('Codex does not list them');
  });
});
