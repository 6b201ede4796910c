import { describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import { inState, said, useHarness } from '../support/use-harness.ts';

const used = useHarness();

async function held(workspaceId: Parameters<typeof used.client.workspace>[0], name: string) {
  const { threadId } = await used.client.call('thread/start', {
    workspaceId,
    text: `[script:hold name=${name}]`,
  });
  await used.harness.model.held(name);
  return threadId;
}

describe('fleet/stopAll', () => {
  it('interrupts every turn of every workspace, names each, and leaves queues paused', async () => {
    const { harness, client } = used;
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const threads: ThreadId[] = [await held(one.workspaceId, 'a'), await held(two.workspaceId, 'b')];
    const waits = await client.call('thread/start', {
      workspaceId: one.workspaceId,
      text: '[script:escalate]',
    });
    await client.until(() => client.pending(waits.threadId)[0], 'a turn that waits for the person');
    const done = await client.call('thread/start', {
      workspaceId: one.workspaceId,
      text: '[script:say text=done]',
    });
    await inState(client, done.threadId, 'finished');
    await client.call('thread/send', {
      threadId: threads[0]!,
      text: '[script:say text=later]',
      mode: 'queue',
    });
    await client.until(() => client.row(threads[0]!)?.queued === 1, 'a queue');

    const result = await client.call('fleet/stopAll', {});
    expect(result.failed).toEqual([]);
    expect(result.stopped.map(({ threadId }) => threadId).sort()).toEqual(
      [...threads, waits.threadId].sort(),
    );
    for (const id of [...threads, waits.threadId])
      await client.until(() => client.row(id)?.activity === 'interrupted', 'each to be interrupted');
    await client.until(() => client.row(threads[0]!)?.queuePaused, 'the queue to be paused');
    expect(client.pending()).toEqual([]);
    // The person stopped them: nothing is offered to go on by itself.
    expect(client.rows().filter(({ interrupted }) => interrupted)).toEqual([]);
    client.open(`thread:${threads[0]}`);
    expect(said(client, threads[0]!)).not.toContain('later');
    expect(await client.call('fleet/stopAll', {})).toMatchObject({ stopped: [], failed: [] });
  });

  it('tells what could not be stopped and stops the rest', async () => {
    const { harness, client } = used;
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const deaf = await held(one.workspaceId, 'a');
    const other = await held(two.workspaceId, 'b');
    const pid = await client.until(() => {
      const status = client.workspace(one.workspaceId)?.status;
      return status?.type === 'ready' ? status.pid : undefined;
    }, 'its process');
    // It neither answers nor dies until it is told to end.
    process.kill(pid, 'SIGSTOP');
    const answer = client.call('fleet/stopAll', {});
    await client.until(() => client.row(other)?.activity === 'interrupted', 'the other one to be stopped');
    process.kill(pid, 'SIGKILL');
    const { stopped, failed } = await answer;
    expect(stopped.map(({ threadId }) => threadId)).toEqual([other]);
    // A death ended the turn just as well: it is told of as cut off, not as a failure of stopping.
    expect(failed.map(({ threadId }) => threadId)).not.toContain(other);
    await client.until(() => client.row(deaf)?.interrupted, 'the deaf one to be cut off');
  });

  it('keeps them on the list of what can be continued when Muster ends, in its next life', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const threads = [await held(workspaceId, 'a'), await held(workspaceId, 'b')];
    await client.call('fleet/stopAll', { resumable: true });
    await harness.stopHost();
    await harness.startHost();
    const next = harness.client();
    await next.until(
      () => next.rows().filter(({ interrupted, state }) => interrupted && state === 'notLoaded').length === 2,
      'both to be offered again',
    );
    for (const threadId of threads) await next.call('thread/continue', { threadId });
    for (const id of threads) {
      await next.until(() => {
        harness.model.release('a');
        harness.model.release('b');
        return next.row(id)?.state === 'finished';
      }, 'the end');
    }
  });
});
