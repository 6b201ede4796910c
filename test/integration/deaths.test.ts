import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { hostTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { AppServerStatus, Notice } from '#shared/model/workspace/workspace.ts';
import { living, strays, treeOf } from '../support/processes.ts';
import type { TestClient } from '../support/test-client.ts';
import { hastyClock, inState, itemsOf, said, useHarness } from '../support/use-harness.ts';

const used = useHarness({ host: { clock: hastyClock } });

function ready(id: WorkspaceId, client = used.client): Promise<Extract<AppServerStatus, { type: 'ready' }>> {
  return client.until(() => {
    const status = client.workspace(id)?.status;
    return status?.type === 'ready' ? status : undefined;
  }, 'the app-server to be ready');
}

async function kill(id: WorkspaceId): Promise<number> {
  const { pid } = await ready(id);
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** Kills a process as soon as a file below `folder` has the text: between its writing and its telling. */
function killOnceWritten(pid: number, folder: string, text: string): Promise<unknown> {
  const watch = `
    const { readdirSync, readFileSync, existsSync } = require('node:fs');
    const { workerData: { pid, folder, text } } = require('node:worker_threads');
    const files = () => (existsSync(folder) ? readdirSync(folder, { recursive: true }) : [])
      .filter((name) => name.endsWith('.jsonl'));
    while (!files().some((name) => readFileSync(folder + '/' + name, 'utf8').includes(text)));
    process.kill(pid, 'SIGKILL');
  `;
  return once(new Worker(watch, { eval: true, workerData: { pid, folder, text } }), 'exit');
}

const notices = (client: TestClient): Notice[] => client.values(hostTopic.topic, hostTopic.notice);

describe('an app-server that is killed', () => {
  it('says so in its threads, comes back by itself, and its turn goes on when continued', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
    client.open(`thread:${threadId}`);
    await harness.model.held('here');
    const seen: (string | null)[] = [];
    const watch = client.contract.open('fleet', () => seen.push(client.row(threadId)?.reason ?? null));
    const pid = await kill(workspaceId);
    await client.until(
      () => client.row(threadId)?.state === 'disconnected' || client.row(threadId)?.interrupted,
      'the row to say so',
    );
    const again = await ready(workspaceId);
    expect(again.pid).not.toBe(pid);
    await client.until(
      () => client.row(threadId)?.interrupted === true && client.row(threadId)?.state === 'notLoaded',
      'the turn to be interrupted',
    );
    expect(seen).toContainEqual(expect.stringContaining('SIGKILL'));
    watch.dispose();
    expect(client.thread(threadId, threadTopic.turn)).toMatchObject([{ status: 'interrupted' }]);
    await client.call('thread/continue', { threadId });
    // Whether the script holds again depends on how much of the turn was on disk when it was cut off.
    const goesOn = (): string | undefined => {
      harness.model.release('here');
      return client.row(threadId)?.state;
    };
    await expect.poll(goesOn, { timeout: 60_000 }).toBe('finished');
    expect(client.thread(threadId, threadTopic.turn)).toHaveLength(2);
  });

  it('shows what it wrote last and told nobody, once its thread goes on', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { pid } = await ready(workspaceId);
    const killed = killOnceWritten(pid, join(harness.codexHome, 'sessions'), '"Before."');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
    client.open(`thread:${threadId}`);
    await killed;
    await client.until(() => client.row(threadId)?.interrupted, 'the turn to be interrupted');
    await ready(workspaceId);
    await client.call('thread/send', { threadId, text: '[script:say text="On."]', mode: 'send' });
    await inState(client, threadId, 'finished');
    await expect.poll(() => said(client, threadId)).toEqual(['Before.', 'On.']);
  });

  it('ends its approvals visibly; the other workspaces go on', async () => {
    const { harness, client } = used;
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const asks = await client.call('thread/start', {
      workspaceId: one.workspaceId,
      text: '[script:escalate]',
    });
    const other = await client.call('thread/start', {
      workspaceId: two.workspaceId,
      text: '[script:escalate]',
    });
    const approval = await client.until(() => client.pending(asks.threadId)[0], 'the request');
    const kept = await client.until(() => client.pending(other.threadId)[0], 'the other request');
    await kill(one.workspaceId);
    const ended = await client.until(
      () => client.approvals().find(({ id, outcome }) => id === approval.id && outcome !== null),
      'its end',
    );
    expect(ended.outcome).toMatchObject({ type: 'expired', because: 'appServerDied' });
    const late = client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    await expect(late).rejects.toMatchObject({
      code: 'alreadyDecided',
      message: expect.stringContaining('died'),
    });
    await client.call('approval/decide', { approvalId: kept.id, decision: 'accept' });
    await inState(client, other.threadId, 'finished');
  });

  it('takes no command of another app-server with it', async () => {
    const { harness, client } = used;
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const text = '[script:commands cmd="echo begun; until test -e go; do sleep 0.05; done; echo fine"]';
    const { threadId } = await client.call('thread/start', { workspaceId: two.workspaceId, text });
    client.open(`thread:${threadId}`);
    await client.until(
      () => itemsOf(client, threadId).some(({ item }) => item.type === 'commandExecution'),
      'the command',
    );
    const before = await kill(one.workspaceId);
    await client.until(() => {
      const status = client.workspace(one.workspaceId)?.status;
      return status?.type === 'ready' && status.pid !== before;
    }, 'the one that was killed to be back');
    writeFileSync(join(two.path, 'go'), '');
    await inState(client, threadId, 'finished');
    const command = itemsOf(client, threadId).find(({ item }) => item.type === 'commandExecution')?.item;
    expect(command).toMatchObject({ status: 'completed', aggregatedOutput: 'begun\nfine\n' });
  });

  it('keeps what was queued, paused, until it is continued', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
    client.open(`thread:${threadId}`);
    await harness.model.held('here');
    await client.call('thread/send', { threadId, text: '[script:say text=later]', mode: 'queue' });
    await kill(workspaceId);
    const row = await inState(client, threadId, 'queued');
    expect(row).toMatchObject({ queued: 1, queuePaused: true, interrupted: true });
    const refused = client.call('thread/send', { threadId, text: 'more', mode: 'send' });
    await expect(refused).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('queued prompt waits'),
    });
    expect(said(client, threadId)).not.toContain('later');
    await client.call('thread/continue', { threadId });
    await client.until(() => said(client, threadId).includes('later'), 'the queued prompt to run');
    await client.until(() => client.row(threadId)?.queued === 0, 'an empty queue');
  });

  it('waits for the person after five deaths, and starts again when told', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    for (let death = 1; death <= 5; death += 1) {
      const pid = await kill(workspaceId);
      const status = await client.until(() => {
        const shown = client.workspace(workspaceId)?.status;
        return shown?.type === 'ready' && shown.pid === pid ? undefined : shown;
      }, 'the death to be seen');
      if (death === 5)
        expect(status).toMatchObject({ type: 'failed', reason: expect.stringContaining('SIGKILL') });
      else expect(status.type).not.toBe('failed');
    }
    await client.call('workspace/restart', { workspaceId });
    await ready(workspaceId);
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
  });
});

describe('a host that ended', () => {
  it('shows the same fleet, journal and drafts in its next life', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const done = await client.call('thread/start', { workspaceId, text: '[script:say text="All done."]' });
    await inState(client, done.threadId, 'finished');
    const asks = await client.call('thread/start', { workspaceId, text: '[script:escalate]' });
    const approval = await client.until(() => client.pending(asks.threadId)[0], 'the request');
    await client.call('draft/set', { key: `thread:${done.threadId}`, text: 'half a thou' });
    await client.until(() => client.rows().length === 2, 'both rows');
    const titles = client.rows().map(({ id, title, createdAt }) => [id, title, createdAt]);
    await harness.stopHost();
    await harness.startHost();
    const next = harness.client();
    await next.until(() => next.rows().length === 2, 'the fleet');
    expect(next.rows().map(({ id, title, createdAt }) => [id, title, createdAt])).toEqual(titles);
    await next.until(() => next.row(asks.threadId)?.interrupted === true, 'the turn that was cut off');
    await inState(next, done.threadId, 'finished');
    expect(await next.call('draft/get', { key: `thread:${done.threadId}` })).toEqual({ text: 'half a thou' });
    const { entries } = await next.call('journal/list', { limit: 10 });
    expect(entries.filter(({ approvalId }) => approvalId === approval.id).map(({ event }) => event)).toEqual([
      'expired',
      'asked',
    ]);
    next.open(`thread:${done.threadId}`);
    await next.until(() => said(next, done.threadId).at(-1) === 'All done.', 'its items');
    expect(itemsOf(next, done.threadId).every(({ done: ended }) => ended)).toBe(true);
  });

  it('leaves no process behind, commands of its agents included', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:commands cmd="echo here; sleep 300"]',
    });
    client.open(`thread:${threadId}`);
    await client.until(() => client.thread(threadId, threadTopic.item).length === 2, 'the command');
    const { pid } = await ready(workspaceId);
    const sleeping = (): boolean => treeOf(pid).some(({ command }) => command.startsWith('sleep 300'));
    await client.until(() => process.platform !== 'linux' || sleeping(), 'the command to run');
    const tree = treeOf(pid);
    await harness.host.dispose();
    await expect.poll(() => [...living(tree), ...strays(harness.root, 1)], { timeout: 3000 }).toEqual([]);
  });

  it('sets a damaged database aside, says so, and finds its threads again with Codex', async () => {
    const { harness, client } = used;
    const { workspaceId, path } = await harness.addRepository('repository');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
    await harness.stopHost();
    const damaged = Buffer.from('this is no database\n'.repeat(500));
    for (const name of readdirSync(harness.dataDir))
      if (name.startsWith('muster.db-')) writeFileSync(join(harness.dataDir, name), '');
    writeFileSync(join(harness.dataDir, 'muster.db'), damaged);
    await harness.startHost();
    const next = harness.client();
    const notice = await next.until(
      () => notices(next).find(({ title }) => title === 'Storage'),
      'the notice',
    );
    expect(notice.detail).toContain('set aside');
    const aside = readdirSync(harness.dataDir).find((name) => /^muster\.db\.set-aside-\d+$/.test(name)) ?? '';
    expect(readFileSync(join(harness.dataDir, aside)).equals(damaged)).toBe(true);
    const again = await next.call('workspace/add', { path });
    await ready(again.workspaceId, next);
    const row = await next.until(() => next.row(threadId as ThreadId), 'the thread');
    expect(row.workspaceId).toBe(again.workspaceId);
  });
});
