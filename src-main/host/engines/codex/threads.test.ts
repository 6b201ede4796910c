import { describe, expect, it } from 'vitest';
import { asId, type Generation, type ThreadId } from '#shared/model/ids.ts';
import { RpcError, RpcNotSent } from '#shared/rpc/errors.ts';
import { RPC_OVERLOADED } from '#shared/rpc/messages.ts';
import { isRefusal, Malformed, type RefusalKind } from '../failure.ts';
import { CodexThreads } from './threads.ts';

const generation = asId<Generation>('g');
const id = asId<ThreadId>('t');

/** The threads of an app-server that answers from a table; an error there is what it rejects with. */
function threads(table: Record<string, unknown>) {
  const asked: [method: string, params: unknown][] = [];
  const answer = (method: string, params: unknown): Promise<never> => {
    asked.push([method, params]);
    const value = table[method];
    return value instanceof Error ? Promise.reject(value) : Promise.resolve(value as never);
  };
  let locks = 0;
  const engine = new CodexThreads({
    server: {
      generation,
      request: answer,
      requestOf: (_generation, method, params) => answer(method, params),
    },
    guard: async (_cwd, wanted) => ({
      start: wanted === undefined ? {} : { sandbox: wanted },
      resume: { config: { permissions: 'guarded' } },
      update: { sandboxPolicy: wanted },
    }),
    lockConfig: (work) => {
      locks += 1;
      return work();
    },
  });
  return { engine, asked, locks: () => locks };
}

const RAW = {
  id: 't',
  cwd: '/w',
  name: null,
  preview: 'Do it.',
  status: { type: 'idle' },
  createdAt: 2,
  updatedAt: 3,
  source: 'cli',
  originator: 'codex_cli_rs',
};

describe('CodexThreads', () => {
  it('says no in the words of an engine, and lets through what was not answered', async () => {
    const refusals: [RpcError, RefusalKind][] = [
      [
        new RpcError('m', { code: -32600, message: 'thread t already has an active writer' }),
        'foreignWriter',
      ],
      [new RpcError('m', { code: -32600, message: 'no rollout found for thread id t' }), 'notMaterialised'],
      [new RpcError('m', { code: -32600, message: 'thread not found: t' }), 'notLoaded'],
      [new RpcError('m', { code: -32600, message: 'no active turn to steer' }), 'turnEnded'],
      [new RpcError('m', { code: RPC_OVERLOADED, message: 'busy' }), 'overloaded'],
      [new RpcError('m', { code: -32600, message: 'no' }), 'other'],
    ];
    for (const [error, kind] of refusals) {
      const failed: unknown = await threads({ 'thread/archive': error })
        .engine.archive(id)
        .catch((caught: unknown) => caught);
      expect(isRefusal(failed, kind) && failed.message).toBe(error.message);
    }
    const lost = new RpcNotSent('thread/archive', 'gone');
    await expect(threads({ 'thread/archive': lost }).engine.archive(id)).rejects.toBe(lost);
    await expect(threads({ 'thread/read': {} }).engine.read(id, generation)).rejects.toBeInstanceOf(
      Malformed,
    );
  });

  it('lists what says which thread it is, with who started it, and asks for no place twice', async () => {
    const data = [RAW, null, { id: 'x' }, { ...RAW, id: 'u', source: 'appServer', originator: 'muster' }];
    const readStates = { u: { firstUnread: 'i' } };
    const { engine, asked } = threads({ 'thread/list': { data, readStates, nextCursor: 'same' } });
    const listed = await engine.list(['/w']);
    expect(asked).toHaveLength(2);
    expect(listed.slice(0, 2)).toMatchObject([
      { id: 't', program: 'the Codex command line', unread: false, createdAt: 2000, updatedAt: 3000 },
      { id: 'u', program: null, unread: true },
    ]);
    expect(listed).toHaveLength(4);
  });

  it('reads a queue, and names prompts that it cannot read, since they will run', async () => {
    const data = [
      { id: 'q', clientUserMessageId: 's', input: [{ type: 'text', text: 'a' }, { type: 'image' }] },
      { input: 7 },
      null,
    ];
    const { prompts, queuedAs } = await threads({ 'thread/queue/list': { data } }).engine.queue(id);
    expect(prompts).toEqual([
      { id: 'q', text: 'a\n[image]' },
      { id: 'unnamed 1', text: '[something that cannot be read]' },
      { id: 'unnamed 2', text: '[something that cannot be read]' },
    ]);
    expect([...queuedAs]).toEqual([['s', 'q']]);
  });

  it('reads a page of the record in the order of time, raw where an item does not fit', async () => {
    const { engine, asked } = threads({
      'thread/items/list': {
        data: [
          { turnId: 'v', item: { type: 'agentMessage', id: 'b', text: 7 } },
          { turnId: 'u', item: { type: 'agentMessage', id: 'a', text: 'x' } },
        ],
        nextCursor: 'older',
      },
      'thread/turns/list': {
        data: [
          { id: 'v', status: 'inProgress', error: null },
          { id: 'u', status: 'completed', error: null },
        ],
        nextCursor: null,
      },
    });
    const page = await engine.page(id);
    expect(page.items.map(({ turnId, item }) => [turnId, item.id, item.type])).toEqual([
      ['u', 'a', 'agentMessage'],
      ['v', 'b', 'unknown'],
    ]);
    expect([page.turns.map(({ id: turn }) => turn), [...page.misfits]]).toEqual([
      ['u', 'v'],
      ['agentMessage'],
    ]);
    await engine.page(id, page.cursor ?? '');
    expect(asked.at(-1)).toMatchObject(['thread/items/list', { cursor: 'older' }]);
  });

  it('starts threads of a folder one at a time until it is trusted, guarded as the person chose', async () => {
    const started = { thread: RAW, model: 'm', reasoningEffort: 'high' };
    const { engine, asked, locks } = threads({ 'thread/start': started, 'thread/resume': { model: 'm' } });
    const told = await engine.start({ cwd: '/w', permission: 'readOnly' });
    await engine.start({ cwd: '/w' });
    await engine.start({ cwd: '/v' });
    expect(told).toMatchObject({ id: 't', model: 'm', effort: 'high', branch: null });
    expect([asked[0], locks()]).toEqual([
      [
        'thread/start',
        { cwd: '/w', sandbox: 'read-only', approvalPolicy: 'on-request', approvalsReviewer: 'user' },
      ],
      2,
    ]);
    expect(await engine.resume(id, '/w')).toEqual({
      model: 'm',
      effort: null,
      permission: null,
      plan: false,
    });
    expect(asked.at(-1)?.[1]).toMatchObject({ excludeTurns: true, config: { permissions: 'guarded' } });
  });

  it('changes a thread, and the turn that runs where that can take it', async () => {
    const now = { model: 'm', effort: 'low', permission: 'ask', plan: false } as const;
    const thread = { id, cwd: '/w', now };
    const table = { 'thread/settings/update': {}, 'turn/settings/update': { status: 'applied' } };
    const { engine, asked } = threads(table);
    expect(await engine.change(thread, { permission: 'autoReview' }, 'u')).toBe('now');
    expect(asked).toEqual([
      [
        'thread/settings/update',
        {
          threadId: 't',
          approvalPolicy: 'on-request',
          approvalsReviewer: 'auto_review',
          sandboxPolicy: 'workspace-write',
        },
      ],
      ['turn/settings/update', { threadId: 't', turnId: 'u', approvalsReviewer: 'auto_review' }],
    ]);
    // Another sandbox, and planning, are the next turn's; a thread at rest has none that runs.
    expect(await engine.change(thread, { permission: 'readOnly' }, 'u')).toBe('nextTurn');
    expect(await engine.change(thread, { plan: true }, 'u')).toBe('nextTurn');
    expect(await engine.change(thread, { plan: true }, null)).toBe('now');
    expect(asked).toHaveLength(5);
    expect(asked.at(-1)?.[1]).toMatchObject({
      collaborationMode: { mode: 'plan', settings: { model: 'm', reasoning_effort: 'low' } },
    });
    const refused = new RpcError('m', { code: -32600, message: 'require the step_model_switching feature' });
    for (const answer of [refused, { status: 'targetUnavailable' }]) {
      const other = threads({ ...table, 'turn/settings/update': answer }).engine;
      expect(await other.change(thread, { model: 'n' }, 'u')).toBe('nextTurn');
    }
  });
});
