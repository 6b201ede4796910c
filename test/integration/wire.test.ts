import { threadTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { LINE_LIMIT } from '#shared/rpc/line-splitter.ts';
import { ProxiedCodex } from '../support/proxied-codex.ts';
import { inState, itemsOf, said, useHarness } from '../support/use-harness.ts';

const used = useHarness();

interface Tampered {
  readonly proxy: ProxiedCodex;
  readonly threadId: ThreadId;
  readonly workspaceId: WorkspaceId;
}

/** A turn that runs on a Codex whose lines can be tampered with. */
async function tampered(): Promise<Tampered> {
  const { harness, client } = used;
  const { workspaceId } = await harness.addRepository('tampered');
  const proxy = await ProxiedCodex.make(harness.root);
  await client.call('workspace/update', { workspaceId, codexPath: proxy.path });
  await proxy.joined();
  const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
  client.open(`thread:${threadId}`);
  await harness.model.held('here');
  await client.until(() => client.thread(threadId, threadTopic.turn).length > 0, 'the turn to be shown');
  return { proxy, threadId, workspaceId };
}

async function diagnostics(): Promise<{ malformed: number; unknownMethods: readonly string[] }> {
  const { appServers } = await used.client.call('diagnostics/read', {});
  const found = appServers.find(({ name }) => name === 'tampered');
  if (found === undefined) throw new Error('the workspace is not in the diagnostics');
  return found;
}

async function countedTo(malformed: number): Promise<void> {
  await expect.poll(async () => (await diagnostics()).malformed, { timeout: 60_000 }).toBe(malformed);
}

describe('lines that are no messages', () => {
  it('are counted, and the turn goes on', async () => {
    const { proxy, threadId } = await tampered();
    const lines = [
      'not json',
      '{"half":',
      '[]',
      '42',
      '"text"',
      '{}',
      '{"id":987654,"result":{}}',
      '{"id":null,"error":7}',
    ];
    for (const line of lines) proxy.inject(line);
    proxy.injectBytes(Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x0a]));
    await countedTo(lines.length + 1);
    used.harness.model.release('here');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId)).toEqual(['Before.', 'After.']);
    proxy.close();
  });

  it('are dropped when no memory would hold them', async () => {
    const { proxy, threadId } = await tampered();
    await proxy.fill(LINE_LIMIT + 1);
    await countedTo(1);
    used.harness.model.release('here');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId)).toEqual(['Before.', 'After.']);
    proxy.close();
  });
});

describe('messages that are not of their shape', () => {
  it('are counted and harm nothing else', async () => {
    const { proxy, threadId } = await tampered();
    const turnId = used.client.thread(threadId, threadTopic.turn)[0]?.id;
    proxy.inject({ method: 'item/completed', params: { threadId, turnId } });
    proxy.inject({
      method: 'item/completed',
      params: { threadId, turnId, item: { type: 'agentMessage', id: 7 } },
    });
    proxy.inject({ method: 'turn/started', params: { threadId, turn: 'soon' } });
    proxy.inject({ method: 'thread/status/changed', params: { threadId: 5, status: { type: 'idle' } } });
    proxy.inject({ method: 'item/agentMessage/delta', params: null });
    await countedTo(5);
    used.harness.model.release('here');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId)).toEqual(['Before.', 'After.']);
    proxy.close();
  });

  it('of methods and items that are not known are kept: named in the diagnostics, shown raw', async () => {
    const { proxy, threadId } = await tampered();
    const turnId = used.client.thread(threadId, threadTopic.turn)[0]?.id ?? '';
    proxy.inject({ method: 'future/thing', params: { threadId } });
    const hologram = { type: 'hologram', id: 'h1', shape: 'cube' };
    proxy.inject({ method: 'item/completed', params: { threadId, turnId, item: hologram } });
    proxy.inject({
      method: 'item/completed',
      params: { threadId, turnId, item: { type: 'agentMessage', id: 'broken', text: 7 } },
    });
    const shown = await used.client.until(
      () => itemsOf(used.client, threadId).find(({ id }) => id === 'h1'),
      'the unknown item',
    );
    expect(shown).toMatchObject({
      turnId,
      done: true,
      item: { type: 'unknown', wireType: 'hologram', raw: hologram },
    });
    await used.client.until(
      () => itemsOf(used.client, threadId).find(({ id }) => id === 'broken')?.item.type === 'unknown',
      'the broken item',
    );
    expect((await diagnostics()).unknownMethods).toContain('future/thing');
    used.harness.model.release('here');
    await inState(used.client, threadId, 'finished');
    proxy.close();
  });

  it('of a message that is to be hidden leave nothing of its text', async () => {
    const { proxy, threadId } = await tampered();
    await used.client.until(() => used.client.row(threadId)?.activity === 'Before', 'what came before');
    const turnId = used.client.thread(threadId, threadTopic.turn)[0]?.id ?? '';
    const item = { type: 'agentMessage', id: 'hidden', text: '' };
    proxy.inject({ method: 'item/started', params: { threadId, turnId, item } });
    proxy.inject({
      method: 'item/agentMessage/delta',
      params: { threadId, turnId, itemId: 'hidden', delta: 'a secret' },
    });
    const moderation = { moderated: true, display: { mode: 'block', version: 1, reason: { kind: 'cyber' } } };
    proxy.inject({
      method: 'item/completed',
      params: { threadId, turnId, item: { ...item, text: 'a secret', moderation } },
    });
    const shown = await used.client.until(
      () => itemsOf(used.client, threadId).find(({ id, done }) => id === 'hidden' && done),
      'the message',
    );
    expect(shown).toMatchObject({ live: [], item: { text: '', withheld: true } });
    await used.client.until(
      () => used.client.row(threadId)?.activity === 'a message was withheld',
      'the row to say so',
    );
    expect(JSON.stringify(used.client.thread(threadId, threadTopic.item))).not.toContain('a secret');
    used.harness.model.release('here');
    await inState(used.client, threadId, 'finished');
    proxy.close();
  });

  it('are not missed when they replaced true ones: what is shown is read again', async () => {
    const { proxy, threadId } = await tampered();
    const seen = proxy.mutate({ seed: 1, share: 1, ms: 1500, instead: true });
    used.harness.model.release('here');
    await used.client.until(
      () => said(used.client, threadId).at(-1) === 'After.',
      'the answer that was lost on the way',
    );
    await seen;
    // Only the mark of what is unread may be missed: no request tells it.
    await used.client.until(
      () => ['finished', 'idle'].includes(used.client.row(threadId)?.state ?? ''),
      'the end of the turn',
    );
    proxy.close();
  });
});

describe('requests that Muster does not know', () => {
  it('are shown raw and can be declined', async () => {
    const { proxy, threadId } = await tampered();
    const params = { threadId, reason: 'because', what: { is: 'this' } };
    const answer = proxy.ask('unheard-of', 'future/askPerson', params);
    const approval = await used.client.until(() => used.client.pending(threadId)[0], 'the request');
    expect(approval).toMatchObject({
      body: { kind: 'unknown', method: 'future/askPerson' },
      raw: params,
      reason: 'because',
    });
    expect(approval.decisions.map(({ id }) => id)).toEqual(['decline']);
    const wrong = used.client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    await expect(wrong).rejects.toMatchObject({ code: 'badRequest' });
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    expect((await answer).error?.message).toContain('declined');
    proxy.close();
  });

  it('of a known kind and a wrong shape, too', async () => {
    const { proxy, threadId } = await tampered();
    const answer = proxy.ask('broken', 'item/commandExecution/requestApproval', {
      threadId,
      command: ['rm', '-rf'],
    });
    const approval = await used.client.until(() => used.client.pending(threadId)[0], 'the request');
    expect(approval.body).toEqual({ kind: 'unknown', method: 'item/commandExecution/requestApproval' });
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    expect((await answer).error).toBeDefined();
    proxy.close();
  });

  it('for the time, as an older Codex asks it, are answered', async () => {
    const { proxy, threadId } = await tampered();
    const before = Math.floor(Date.now() / 1000);
    const { result } = await proxy.ask('time', 'currentTime/read', { threadId });
    const { currentTimeAt } = result as { currentTimeAt: number };
    expect(currentTimeAt).toBeGreaterThanOrEqual(before);
    expect(currentTimeAt).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
    proxy.close();
  });

  it('are refused at once when nobody asks', async () => {
    const { proxy } = await tampered();
    expect((await proxy.ask('nobody', 'future/askPerson', { what: 1 })).error?.message).toContain(
      'does not know',
    );
    expect(used.client.pending()).toEqual([]);
    proxy.close();
  });
});
