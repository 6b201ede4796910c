import { describe, expect, it } from 'vitest';
import { asId, type Generation, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { newFacts, type Facts } from '#shared/model/thread/facts.ts';
import type { Item } from '#shared/model/item/item.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { MemoryTopic } from '../../../test/support/memory-topic.ts';
import { SUSPEND_AFTER_MS, UNSUBSCRIBE_AFTER_MS } from './holding.ts';
import { QueueWaits, ThreadHolder } from './holder.ts';
import type { EngineThreads, QueueRead, RecordPage } from '../engines/engine.ts';
import type { WorkspacePort } from './ports.ts';
import { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

const workspaceId = asId<WorkspaceId>('w');
const generation = asId<Generation>('g');

/** What an engine is asked here, with what it answers. */
type Answers = Partial<
  Pick<RecordPage, 'items' | 'turns'> & QueueRead & { readonly backgroundTerminals: number }
>;

/** A holder with one workspace, whose engine answers what it is given. */
function setUp(facts: Partial<Facts> = {}, answers: Answers = {}) {
  const clock = manualClock();
  const asked: string[] = [];
  const suspended: WorkspaceId[] = [];
  const faults: unknown[] = [];
  const { items = [], turns = [], prompts = [], backgroundTerminals = 0 } = answers;
  const answer = <T>(what: string, value: T): (() => Promise<T>) => {
    return () => {
      asked.push(what);
      return Promise.resolve(value);
    };
  };
  const engine = {
    generation,
    capabilities: { backgroundTerminals: true },
    page: answer('page', { items, turns, cursor: null, misfits: new Set<string>() }),
    queue: answer('queue', { prompts, queuedAs: new Map<string, string>() }),
    backgroundTerminals: answer('backgroundTerminals', Array.from({ length: backgroundTerminals })),
    resume: answer('resume', { model: 'm', effort: null }),
    unsubscribe: answer('unsubscribe', undefined),
  } as unknown as EngineThreads;
  const port: WorkspacePort = { id: workspaceId, path: '/', branch: null, engine, folders: async () => [] };
  const registry = new ThreadRegistry(
    () => new MemoryTopic(),
    { apply: () => {} },
    { save: () => {}, remove: () => {}, archive: () => {} },
    { on: () => ({ dispose: () => {} }), fire: () => {} },
    clock.now,
  );
  const thread = registry.add(
    newFacts({ id: asId<ThreadId>('t'), workspaceId, cwd: '/', createdAt: 0, status: 'idle', ...facts }),
  );
  thread.subscribed = generation;
  const holder = new ThreadHolder({
    registry,
    workspace: () => port,
    workspaces: () => [port],
    suspend: (id) => suspended.push(id),
    clock,
    kept: { read: () => [], cutOff: () => {}, plan: () => undefined },
    events: { fire: () => {} },
    onFault: (error) => faults.push(error),
  });
  return { clock, asked, suspended, registry, thread, holder, faults };
}

/** Sweeps now and after some time, as the timer would. */
async function sweepAfter(
  holder: ThreadHolder,
  clock: ReturnType<typeof manualClock>,
  ms: number,
): Promise<void> {
  holder.dispose();
  await holder.sweep();
  clock.advance(ms);
  await holder.sweep();
}

describe('ThreadHolder', () => {
  it('unsubscribes a thread without a reason after some minutes, not before', async () => {
    const early = setUp();
    await sweepAfter(early.holder, early.clock, UNSUBSCRIBE_AFTER_MS - 1);
    expect(early.asked).toEqual([]);
    const { holder, clock, asked, thread } = setUp();
    await sweepAfter(holder, clock, UNSUBSCRIBE_AFTER_MS);
    expect(asked).toEqual(['backgroundTerminals', 'unsubscribe']);
    expect(thread.subscribed).toBeNull();
  });

  it.each<[string, (thread: HeldThread) => void, Partial<Facts>]>([
    ['open', (thread) => (thread.opens = 1), {}],
    ['active', () => {}, { status: 'active' }],
    ['queued', () => {}, { queued: 1 }],
    ['with a goal', () => {}, { goal: true }],
    ['waiting for an approval', () => {}, { pendingApprovals: 1 }],
  ])('keeps one that is %s', async (_what, change, facts) => {
    const { holder, clock, asked, thread } = setUp(facts);
    change(thread);
    await sweepAfter(holder, clock, SUSPEND_AFTER_MS);
    expect(asked).toEqual([]);
    expect(thread.subscribed).toBe(generation);
  });

  it('asks for background terminals before it lets go, because unloading would end them', async () => {
    const { holder, clock, asked, thread } = setUp({}, { backgroundTerminals: 1 });
    await sweepAfter(holder, clock, UNSUBSCRIBE_AFTER_MS);
    expect(asked).toEqual(['backgroundTerminals']);
    expect(thread.subscribed).toBe(generation);
  });

  it('suspends an app-server that nothing needed for ten minutes, and none that something needs', async () => {
    const idle = setUp();
    await sweepAfter(idle.holder, idle.clock, SUSPEND_AFTER_MS);
    expect(idle.suspended).toEqual([workspaceId]);
    const busy = setUp({ status: 'active' });
    await sweepAfter(busy.holder, busy.clock, SUSPEND_AFTER_MS);
    expect(busy.suspended).toEqual([]);
  });

  it('begins to count anew when the app-server was needed in between', async () => {
    const { holder, clock, suspended, registry, thread } = setUp();
    holder.dispose();
    await holder.sweep();
    clock.advance(SUSPEND_AFTER_MS - 1000);
    registry.apply(thread, { type: 'statusChanged', status: 'active', waiting: false });
    await holder.sweep();
    registry.apply(thread, { type: 'statusChanged', status: 'idle', waiting: false });
    await holder.sweep();
    clock.advance(SUSPEND_AFTER_MS - 1000);
    await holder.sweep();
    expect(suspended).toEqual([]);
  });

  it('reads a thread that is opened, and does not resume one that is not loaded', async () => {
    const { holder, asked, thread } = setUp({ status: 'notLoaded' });
    thread.subscribed = null;
    holder.opened(thread);
    await holder.load(thread);
    expect(asked).not.toContain('resume');
    expect(thread.detail.loaded).toBe(true);
  });

  it('drops what ended while nobody looked, beyond a handful, and keeps what runs', () => {
    const { holder, registry, thread } = setUp({ status: 'active' });
    holder.dispose();
    const message = (id: string) => ({ type: 'agentMessage', id, text: 'x' }) as unknown as Item;
    registry.apply(thread, { type: 'itemStarted', turnId: 'u', item: message('running') });
    for (let at = 0; at <= 50; at += 1) {
      registry.apply(thread, { type: 'itemCompleted', turnId: 'u', item: message(`done ${at}`) });
      holder.itemEnded(thread);
    }
    expect([...thread.items()].map(({ id }) => id)).toEqual(['running']);
    expect(thread.detail.loaded).toBe(false);
  });

  it('keeps everything of a thread that somebody looks at', () => {
    const { holder, registry, thread } = setUp({ status: 'active' });
    holder.dispose();
    thread.opens = 1;
    for (let at = 0; at <= 60; at += 1) {
      registry.apply(thread, {
        type: 'itemCompleted',
        turnId: 'u',
        item: { type: 'unknown', id: `${at}`, wireType: null, raw: 0 },
      });
      holder.itemEnded(thread);
    }
    expect([...thread.items()]).toHaveLength(61);
  });

  it.each<[string, Partial<Facts>, string]>([
    ['idle', { status: 'idle' }, 'interrupted'],
    ['not loaded', { status: 'notLoaded' }, 'interrupted'],
    ['active', { status: 'active' }, 'inProgress'],
    ['about to end', { status: 'idle', activeTurnId: 'u' }, 'inProgress'],
  ])(
    'takes a turn that the record shows as running in a thread that is %s for what it is',
    async (_what, facts, status) => {
      const { holder, thread } = setUp(facts, {
        items: [{ turnId: 'u', item: { type: 'agentMessage', id: 'i', text: 'x' } }],
        turns: [{ id: 'u', status: 'inProgress', error: null, startedAt: null, durationMs: null }],
      });
      holder.dispose();
      await holder.load(thread);
      expect([...thread.turns()]).toMatchObject([{ id: 'u', status }]);
    },
  );

  it('never resumes a thread whose queue would start by it', async () => {
    const prompts = [{ id: 'q', text: 'next' }];
    const { holder, asked, thread } = setUp({ status: 'notLoaded' }, { prompts });
    thread.subscribed = null;
    await expect(holder.subscribe(thread)).rejects.toBeInstanceOf(QueueWaits);
    expect(asked).toEqual(['queue']);
    expect(thread.facts).toMatchObject({ queued: 1, queuePaused: true });
  });

  it('reads a thread that a death cut off again once it is resumed, and no other', async () => {
    const rereads = async (facts: Partial<Facts>): Promise<boolean> => {
      const { holder, asked, thread } = setUp({ status: 'notLoaded', ...facts });
      thread.subscribed = null;
      holder.opened(thread);
      await thread.loading;
      asked.length = 0;
      await holder.resume(thread);
      await thread.loading;
      return asked.includes('page');
    };
    expect(await rereads({ cutOff: true })).toBe(true);
    expect(await rereads({ cutOff: false })).toBe(false);
  });

  it('has a thread that a death cut off, and nobody looks at, read when it is opened after it was resumed', async () => {
    const { holder, thread } = setUp({ status: 'notLoaded', cutOff: true });
    await holder.load(thread);
    await holder.resume(thread);
    expect(thread.detail.loaded).toBe(false);
  });
});
