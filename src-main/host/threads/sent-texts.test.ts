import { describe, expect, it } from 'vitest';
import { ContractFailure } from '#shared/contract/errors.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { newFacts } from '#shared/model/thread/facts.ts';
import type { SentText } from '#shared/model/thread/kept.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { SentEntity } from '#shared/model/thread/thread.ts';
import { MemoryTopic } from '../../../test/support/memory-topic.ts';
import { Events } from '../base/events.ts';
import type { RegistryHears, ThreadEvents } from './events.ts';
import { ThreadRegistry } from './registry.ts';
import { SentTexts } from './sent-texts.ts';

const threadId = asId<ThreadId>('t');

function setUp(stored: readonly SentText[] = []) {
  const rows = new Map(stored.map((text) => [text.id, text]));
  const drafts = new Map<string, string>();
  const recorded = new Set<string>();
  const full = { disk: false };
  const events = new Events<ThreadEvents & RegistryHears>((error) => {
    throw error;
  });
  const registry = new ThreadRegistry(
    () => new MemoryTopic(),
    { apply: () => {} },
    { save: () => {}, remove: () => {}, archive: () => {} },
    events,
    () => 1,
  );
  const thread = registry.add(
    newFacts({
      id: threadId,
      workspaceId: asId<WorkspaceId>('w'),
      cwd: '/',
      createdAt: 0,
      status: 'active',
      activeTurnId: 'u',
    }),
  );
  const refuse = (): void => {
    if (full.disk) throw new ContractFailure({ code: 'storage', message: 'the disk is full' });
  };
  const texts = new SentTexts({
    registry,
    events,
    store: {
      sent: () => [...rows.values()],
      saveSent: (text) => {
        refuse();
        rows.set(text.id, text);
      },
      noteSaid: () => {},
      noteSent: (id, patch) => {
        const before = rows.get(id);
        if (before !== undefined) rows.set(id, { ...before, ...patch });
      },
      forgetSent: (id) => rows.delete(id),
      returnToDraft: (ids, key, { text }) => {
        refuse();
        drafts.set(key, text);
        for (const id of ids) rows.delete(id);
      },
    },
    recorded: async () =>
      [...recorded].map((id) => ({
        type: 'userMessage',
        id,
        clientId: id,
        content: [{ type: 'text', text: rows.get(id)?.text ?? '' }],
      })),
    now: () => 1,
    onFault: (error) => {
      throw error;
    },
  });
  const shown = (): SentEntity | undefined => threadTopic.sent.get(thread);
  const turnEnds = (): Promise<void> => {
    registry.apply(thread, { type: 'factsChanged', patch: { activeTurnId: null } });
    return texts.settle(thread);
  };
  return { texts, rows, drafts, recorded, full, registry, thread, shown, turnEnds };
}

const item = (clientId: string): Item => ({ type: 'userMessage', id: 'i', clientId, content: [] });

describe('SentTexts', () => {
  it('keeps a steer until it is an item', () => {
    const { texts, rows, shown } = setUp();
    const steer = texts.begin(threadId, 'steer', 'u', { text: 'mind the gap' });
    texts.answered(steer, 'u');
    expect(shown()).toEqual({ waiting: [{ id: steer.id, text: 'mind the gap', held: false }], returned: [] });
    texts.seen(threadId, [item('another'), item(steer.id)]);
    expect([rows.size, shown()]).toEqual([0, undefined]);
  });

  it('gives back what its turn ended without, once, into the draft', async () => {
    const { texts, rows, drafts, shown, turnEnds } = setUp();
    const steer = texts.begin(threadId, 'steer', 'u', { text: 'mind the gap' });
    texts.answered(steer, 'u');
    await turnEnds();
    expect(shown()?.returned).toEqual([{ id: steer.id, text: 'mind the gap' }]);
    const take = { threadId, ids: [steer.id], draft: '' };
    expect(texts.take(take)).toEqual({ text: 'mind the gap', taken: 1 });
    expect(texts.take(take)).toEqual({ text: '', taken: 0 });
    expect([rows.size, drafts.get('thread:t'), shown()]).toEqual([0, 'mind the gap', undefined]);
  });

  it('gives nothing back that the record has, waits in the queue, or belongs to the turn that runs', async () => {
    const { texts, recorded, thread, shown, registry } = setUp();
    const [, queued, runs] = (['steer', 'queue', 'steer'] as const).map((mode, at) => {
      const sent = texts.begin(threadId, mode, null, { text: `text ${at}` });
      if (at === 0) recorded.add(sent.id);
      texts.answered(sent, at === 2 ? 'next' : null);
      return sent;
    });
    thread.queuedAs = new Map([[queued?.id ?? '', 'prompt']]);
    registry.apply(thread, { type: 'factsChanged', patch: { activeTurnId: 'next' } });
    await texts.settle(thread);
    expect(shown()).toEqual({ waiting: [{ id: runs?.id, text: 'text 2', held: false }], returned: [] });
  });

  it('settles a steer whose answer comes after the end of its turn', async () => {
    const { texts, shown, turnEnds } = setUp();
    const steer = texts.begin(threadId, 'steer', 'u', { text: 'too late' });
    await turnEnds();
    expect(shown()?.waiting).toHaveLength(1);
    texts.answered(steer, 'u');
    await texts.settle(setUp().thread);
    await turnEnds();
    expect(shown()?.returned).toHaveLength(1);
  });

  it('gives back what a queued prompt was made to say after the agent had taken the words before', () => {
    const { texts, rows, shown } = setUp();
    const sent = texts.begin(threadId, 'queue', null, { text: 'Old words' });
    texts.answered(sent, null);
    expect(texts.edited(sent, { text: 'New words' })?.text).toBe('Old words');
    const item = (words: string): Item => ({
      type: 'userMessage',
      id: 'item',
      clientId: sent.id,
      content: [{ type: 'text', text: words }],
    });
    texts.seen(threadId, [item('Old words')]);
    texts.seen(threadId, [item('Old words')]);
    expect(shown()?.returned).toEqual([{ id: sent.id, text: 'New words' }]);
    texts.seen(threadId, [item('New words')]);
    expect(shown()).toBeUndefined();
    expect(rows.size).toBe(0);
    expect(texts.edited(sent, { text: 'Too late' })).toBeUndefined();
  });

  it('forgets what was refused, and sends nothing that cannot be kept', () => {
    const { texts, rows, full, shown } = setUp();
    texts.failed(texts.begin(threadId, 'steer', 'u', { text: 'refused' }));
    expect([rows.size, shown()]).toEqual([0, undefined]);
    full.disk = true;
    expect(() => texts.begin(threadId, 'steer', 'u', { text: 'not kept' })).toThrow('the disk is full');
    expect(shown()).toBeUndefined();
  });

  it('keeps what came back when the draft cannot be stored', async () => {
    const { texts, full, shown, turnEnds } = setUp();
    const steer = texts.begin(threadId, 'steer', 'u', { text: 'mind the gap' });
    texts.answered(steer, 'u');
    await turnEnds();
    full.disk = true;
    expect(() => texts.take({ threadId, ids: [steer.id], draft: '' })).toThrow('the disk is full');
    expect(shown()?.returned).toHaveLength(1);
  });

  it('takes over what an earlier life left on its way, of threads that are known', async () => {
    const left = (id: string, of: string, state: SentText['state']): SentText => ({
      id,
      threadId: asId<ThreadId>(of),
      turnId: 'u',
      mode: 'steer',
      state,
      text: id,
      at: 1,
    });
    const { texts, shown, turnEnds } = setUp([
      left('sending', 't', 'sending'),
      left('returned', 't', 'returned'),
      left('x', 'gone', 'waiting'),
    ]);
    texts.start();
    expect(texts.unsettled(threadId)).toBe(true);
    await turnEnds();
    expect(
      shown()
        ?.returned.map(({ text }) => text)
        .sort(),
    ).toEqual(['returned', 'sending']);
  });
});
