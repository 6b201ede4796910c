/** One odd message harms only itself: shapes that ended the host, the page or a thread for good, each beside a sound one. */
import { threadTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { TurnEntity } from '#shared/model/thread/thread.ts';
import { ProxiedCodex } from '../support/proxied-codex.ts';
import { inState, itemsOf, said, useHarness } from '../support/use-harness.ts';

const used = useHarness();

interface Odd {
  readonly proxy: ProxiedCodex;
  readonly workspaceId: WorkspaceId;
  readonly threadId: ThreadId;
  readonly turnId: string;
}

/** A finished thread of a workspace whose app-server can be made to say anything. */
async function odd(): Promise<Odd> {
  const { harness, client } = used;
  const { workspaceId } = await harness.addRepository('odd');
  const proxy = await ProxiedCodex.make(harness.root);
  await client.call('workspace/update', { workspaceId, codexPath: proxy.path });
  await proxy.joined();
  const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say text="Said."]' });
  client.open(`thread:${threadId}`);
  await inState(client, threadId, 'finished');
  const [turn] = turnsOf(threadId);
  return { proxy, workspaceId, threadId, turnId: turn?.id ?? '' };
}

const turnsOf = (threadId: ThreadId): TurnEntity[] => used.client.thread(threadId, threadTopic.turn);
const shownItem = (threadId: ThreadId, id: string): Item | undefined =>
  itemsOf(used.client, threadId).find((entity) => entity.id === id)?.item;

async function diagnosed() {
  const { appServers, faults } = await used.client.call('diagnostics/read', {});
  const server = appServers.find(({ name }) => name === 'odd');
  if (server === undefined) throw new Error('the workspace is not in the diagnostics');
  return { ...server, faults };
}

/** Nothing of the thread runs, or says so. */
function atRest(threadId: ThreadId): Promise<unknown> {
  return used.client.until(
    () =>
      used.client.row(threadId)?.state !== 'running' &&
      turnsOf(threadId).every(({ status }) => status !== 'inProgress') &&
      itemsOf(used.client, threadId).every(({ done }) => done),
    `thread ${threadId} to be at rest`,
  );
}

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);
const command = { command: 'ls', cwd: '/', status: 'completed', commandActions: [] };

/** Items that are not of their type's shape; each must be a card that shows it raw. */
const ITEMS: readonly Record<string, unknown>[] = [
  { type: 'commandExecution', ...command, commandActions: [null] },
  { type: 'commandExecution', ...command, commandActions: [{ type: 'read' }] },
  { type: 'commandExecution', ...command, status: 'COMPLETED' },
  { type: 'commandExecution', ...command, cwd: 7 },
  { type: 'fileChange', status: 'completed', changes: [{ kind: { type: 'add' }, diff: '' }] },
  { type: 'fileChange', status: 'completed', changes: [{ path: 'a', kind: null, diff: '' }] },
  { type: 'fileChange', status: 'completed', changes: [{ path: 'a', kind: { type: 'ADD' }, diff: '' }] },
  { type: 'userMessage', content: [null] },
  { type: 'userMessage', content: [{ type: 'text', text: ['x'] }] },
  { type: 'hookPrompt', fragments: [7] },
  { type: 'reasoning', summary: [{}], content: [] },
  {
    type: 'mcpToolCall',
    server: 's',
    tool: 't',
    status: 'completed',
    arguments: null,
    result: { content: 7 },
  },
  {
    type: 'collabAgentToolCall',
    tool: 'wait',
    status: 'completed',
    receiverThreadIds: [],
    agentsStates: null,
  },
  { type: 'webSearch', query: 'x', action: { type: 'openPage', url: 7 } },
  { type: null },
  {},
];

describe('an item that is not of its shape', () => {
  it('is a raw card, counted, and nothing else notices', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository('sound');
    const { threadId: sound } = await client.call('thread/start', {
      workspaceId,
      text: '[script:hold name=sound]',
    });
    client.open(`thread:${sound}`);
    await harness.model.held('sound');
    const { proxy, threadId, turnId } = await odd();
    for (const [at, item] of ITEMS.entries())
      for (const method of ['item/started', 'item/completed'])
        proxy.inject({ method, params: { threadId, turnId, item: { id: `odd ${at}`, ...item } } });
    await client.until(
      () => ITEMS.every((_, at) => shownItem(threadId, `odd ${at}`) !== undefined),
      'every odd item',
    );
    for (const [at, item] of ITEMS.entries())
      expect(shownItem(threadId, `odd ${at}`)).toEqual({
        type: 'unknown',
        id: `odd ${at}`,
        wireType: item['type'] ?? '',
        raw: { id: `odd ${at}`, ...item },
      });
    expect((await diagnosed()).malformed).toBe(2 * ITEMS.length);
    harness.model.release('sound');
    await inState(client, sound, 'finished');
    expect(said(client, sound)).toEqual(['Before.', 'After.']);
    expect(said(client, threadId)).toEqual(['Said.']);
    proxy.close();
  });

  it('is whole again from the record', async () => {
    const { proxy, threadId, turnId } = await odd();
    const { client } = used;
    const true_ = itemsOf(client, threadId).find(({ item }) => item.type === 'agentMessage');
    const id = true_?.id ?? '';
    proxy.inject({
      method: 'item/completed',
      params: { threadId, turnId, item: { type: 'agentMessage', id } },
    });
    await client.until(() => shownItem(threadId, id)?.type === 'unknown', 'the raw card');
    await client.until(() => shownItem(threadId, id)?.type === 'agentMessage', 'the record');
    expect(said(client, threadId)).toEqual(['Said.']);
    proxy.close();
  });

  it('is bounded, however deep and however long it is', async () => {
    const { proxy, threadId, turnId } = await odd();
    const { client } = used;
    const item = (id: string, more: object): void =>
      proxy.inject({ method: 'item/completed', params: { threadId, turnId, item: { id, ...more } } });
    const line = (id: string, value: string): string =>
      `{"method":"item/completed","params":{"threadId":"${threadId}","turnId":"${turnId}","item":{"id":"${id}","type":"mcpToolCall","server":"s","tool":"t","status":"completed","arguments":${value}}}}`;
    item('deep', { type: 'mcpToolCall', server: 's', tool: 't', status: 'completed', arguments: deep(1000) });
    proxy.inject(line('deeper', '['.repeat(100_000) + ']'.repeat(100_000)));
    proxy.inject(line('deepest', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)));
    item('long', { type: 'agentMessage', text: 'x'.repeat(30_000_000) });
    item('unknown', { type: 'hologram', beam: 'x'.repeat(30_000_000), wide: Array(100_000).fill(1) });
    item('last', { type: 'agentMessage', text: 'The last.' });
    await client.until(() => shownItem(threadId, 'last') !== undefined, 'the last item');
    for (const id of ['deep', 'deeper', 'deepest', 'long', 'unknown']) {
      const shown = shownItem(threadId, id);
      expect(shown?.type).toBe(id === 'unknown' ? 'unknown' : id === 'long' ? 'agentMessage' : 'toolCall');
      expect(JSON.stringify(shown).length).toBeLessThan(700_000);
    }
    proxy.close();
  });
});

describe('what comes out of order', () => {
  it.each<[string, (at: { threadId: ThreadId }) => readonly object[]]>([
    [
      'a delta',
      ({ threadId }) => [
        {
          method: 'item/agentMessage/delta',
          params: { threadId, turnId: 'ghost', itemId: 'g', delta: 'boo' },
        },
      ],
    ],
    [
      'a turn that begins',
      ({ threadId }) => [
        {
          method: 'turn/started',
          params: { threadId, turn: { id: 'ghost', status: 'inProgress', items: [] } },
        },
      ],
    ],
    [
      'an item that begins',
      ({ threadId }) => [
        {
          method: 'item/started',
          params: { threadId, turnId: 'ghost', item: { type: 'agentMessage', id: 'g', text: '' } },
        },
      ],
    ],
    [
      'a plan',
      ({ threadId }) => [
        {
          method: 'turn/plan/updated',
          params: { threadId, turnId: 'ghost', plan: [{ step: 'a', status: 'inProgress' }] },
        },
      ],
    ],
    [
      'a status that nobody knows',
      ({ threadId }) => [
        { method: 'thread/status/changed', params: { threadId, status: { type: 'Idle' } } },
        { method: 'turn/completed', params: { threadId, turn: { id: 'ghost', status: 'inProgress' } } },
      ],
    ],
  ])('%s of a turn never seen, runs for ever nowhere', async (_what, messages) => {
    const { proxy, threadId } = await odd();
    for (const message of messages({ threadId })) proxy.inject(message);
    // Sent after it, and heard after it.
    proxy.inject({ method: 'future/heard', params: { threadId } });
    await expect.poll(async () => (await diagnosed()).unknownMethods).toContain('future/heard');
    await atRest(threadId);
    expect(said(used.client, threadId)).toContain('Said.');
    await used.client.call('thread/send', { threadId, text: '[script:say text="More."]', mode: 'send' });
    await used.client.until(() => said(used.client, threadId).includes('More.'), 'another turn');
    await atRest(threadId);
    proxy.close();
  });
});

describe('server requests', () => {
  it('of a thread that rests are all answered in the end', async () => {
    const { proxy, threadId, turnId } = await odd();
    const params = { threadId, turnId, itemId: 'i', startedAtMs: 1, command: 'ls', cwd: '/' };
    const answers = Array.from({ length: 40 }, (_, at) =>
      proxy.ask(`many ${at}`, 'item/commandExecution/requestApproval', params),
    );
    await used.client.until(() => used.client.pending(threadId).length === 40, 'all of them');
    // What was not understood has the thread held against its record: it does not run, so nothing of it waits.
    proxy.inject('{"half":');
    for (const { error } of await Promise.all(answers))
      expect(error?.message).toContain('nothing was allowed');
    await used.client.until(() => used.client.pending(threadId).length === 0, 'none of them to wait');
    proxy.close();
  });

  it('that are deeply not of their shape are shown raw and can be declined', async () => {
    const { proxy, threadId, turnId } = await odd();
    const at = { threadId, turnId, itemId: 'i', startedAtMs: 1 };
    const asked = [
      [
        'item/commandExecution/requestApproval',
        { ...at, command: 'ls', proposedExecpolicyAmendment: [null] },
      ],
      [
        'item/commandExecution/requestApproval',
        { ...at, command: 'ls', additionalPermissions: { network: 7 } },
      ],
      [
        'item/permissions/requestApproval',
        { ...at, cwd: '/', permissions: { fileSystem: { entries: [null] } } },
      ],
      ['item/tool/requestUserInput', { ...at, questions: [{ id: 'q', header: 'h', question: 7 }] }],
      ['applyPatchApproval', { conversationId: threadId, callId: 'c', fileChanges: { a: null } }],
    ] as const;
    for (const [index, [method, params]] of asked.entries()) {
      const answer = proxy.ask(`deep ${index}`, method, params);
      const approval = await used.client.until(
        () => used.client.pending(threadId).find(({ id }) => id.includes(`deep ${index}`)),
        method,
      );
      expect(approval).toMatchObject({ body: { kind: 'unknown', method }, raw: params });
      await used.client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
      expect((await answer).error?.message).toContain('declined');
    }
    proxy.close();
  });
});
