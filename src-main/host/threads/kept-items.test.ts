import { describe, expect, it } from 'vitest';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { newFacts, type ThreadEvent } from '#shared/model/thread/facts.ts';
import type { KeptRow, KeptTexts, TextPart } from '#shared/model/thread/kept.ts';
import type { Item } from '#shared/model/item/item.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { MemoryTopic } from '../../../test/support/memory-topic.ts';
import { Events } from '../base/events.ts';
import type { ThreadEvents } from './events.ts';
import { KeptItems } from './kept-items.ts';
import { HeldThread } from './thread.ts';

const id = asId<ThreadId>('t');

function setUp(asItem = (stored: KeptRow['item']): Item => stored as Item) {
  const clock = manualClock();
  const items = new Map<string, KeptRow>();
  const parts: TextPart[] = [];
  const texts = (): Map<string, KeptTexts> => {
    const all = new Map<string, { texts: Map<string, string>; lost: number }>();
    for (const { itemId, name, text } of parts.filter((part) => items.has(part.itemId))) {
      const of = all.get(itemId) ?? { texts: new Map<string, string>(), lost: 0 };
      of.texts.set(name, (of.texts.get(name) ?? '') + text);
      all.set(itemId, of);
    }
    return all;
  };
  const thread = new HeldThread(
    newFacts({ id, workspaceId: asId<WorkspaceId>('w'), cwd: '/', createdAt: 0 }),
    new MemoryTopic(),
  );
  const events = new Events<Pick<ThreadEvents, 'threadFollowed'>>((error) => {
    throw error;
  });
  const kept = new KeptItems({
    events,
    store: {
      keptItems: () => [...items.values()],
      keepItems: (_of, all) => all.forEach((one) => items.set(one.item.id, one)),
      forgetItems: (_of, ids) => ids.forEach((one) => items.delete(one)),
      keptTexts: texts,
      keepTexts: (_of, more) => parts.push(...more),
      keptPlan: () => undefined,
      keepPlan: () => {},
      together: (work) => work(),
    },
    asItem,
    thread: () => thread,
    clock,
  });
  const told = (event: ThreadEvent): void => {
    thread.apply(event, 0);
    if (event.type === 'textGrew') kept.grew(thread, event.itemId);
    else events.fire('threadFollowed', { thread, event });
  };
  return { clock, items, parts, kept, told, read: () => kept.read(id, new Set()) };
}

const item = (type: string, of: string, more: object = {}): Item =>
  ({ type, id: of, text: '', summary: [], content: [], clientId: null, ...more }) as unknown as Item;
const COMMAND = { command: 'ls', commandActions: [], aggregatedOutput: null };
const started = (one: Item): ThreadEvent => ({ type: 'itemStarted', turnId: 'u', item: one });
const completed = (one: Item): ThreadEvent => ({ type: 'itemCompleted', turnId: 'u', item: one });
const grew = (itemId: string, delta: string): ThreadEvent => ({
  type: 'textGrew',
  turnId: 'u',
  itemId,
  name: 'text',
  delta,
});
const ended = (status: 'completed' | 'interrupted'): ThreadEvent => ({
  type: 'turnEnded',
  turn: { id: 'u', status, error: null, startedAt: null, durationMs: null },
});

describe('KeptItems', () => {
  it('hands out what was stored as the engine reads it', () => {
    const { items, read } = setUp((stored) => ({
      type: 'plan',
      id: stored.id,
      text: `was a ${stored.type}`,
    }));
    const place = { turnId: 'u', beforeId: null, place: 1, why: 'declined', omitted: 0 } as const;
    items.set('m', { ...place, item: { type: 'mcpToolCall', id: 'm' } });
    expect(read().map(({ item: one }) => one)).toEqual([
      { type: 'plan', id: 'm', text: 'was a mcpToolCall' },
    ]);
  });

  it('stores what grows once a second, and only what came since', () => {
    const { clock, parts, told, read } = setUp();
    told(started(item('agentMessage', 'm')));
    for (const word of ['one ', 'two ', 'three ']) told(grew('m', word));
    expect(parts).toEqual([]);
    clock.advance(1000);
    expect(parts.map(({ at, text }) => [at, text])).toEqual([[0, 'one two three ']]);
    told(grew('m', 'four'));
    clock.advance(1000);
    clock.advance(60_000);
    expect(parts.map(({ at, text }) => [at, text])).toEqual([
      [0, 'one two three '],
      [14, 'four'],
    ]);
    expect(read()).toMatchObject([{ why: 'running', item: { text: 'one two three four' } }]);
  });

  it('keeps the end of a text without a bound', () => {
    const { clock, parts, told } = setUp();
    told(started(item('agentMessage', 'm')));
    told(grew('m', 'x'.repeat(200 * 1024)));
    clock.advance(1000);
    expect(parts).toMatchObject([{ at: 72 * 1024, from: 72 * 1024 }]);
    expect(parts[0]?.text).toHaveLength(128 * 1024);
  });

  it('drops an item that ended, and asks the store for nothing about one that ended within a second', () => {
    const { clock, items, told } = setUp();
    told(started(item('agentMessage', 'slow')));
    clock.advance(1000);
    expect([...items.keys()]).toEqual(['slow']);
    told(completed(item('agentMessage', 'slow', { text: 'whole' })));
    told(started(item('agentMessage', 'quick')));
    told(completed(item('agentMessage', 'quick')));
    clock.advance(1000);
    expect(items.size).toBe(0);
  });

  it('keeps for good what a message of the person cut off, at its place', () => {
    const { items, told, read } = setUp();
    told(completed(item('userMessage', 'first')));
    told(started(item('agentMessage', 'm')));
    told(grew('m', 'half'));
    told(completed(item('userMessage', 'second')));
    told(ended('completed'));
    expect([...items.keys()]).toEqual(['m']);
    expect(read()).toMatchObject([{ why: 'cutOff', beforeId: 'first', item: { text: 'half' } }]);
  });

  it('keeps what a death cut off, and what the person said in a turn that was not written to its end', () => {
    const { items, told } = setUp();
    told(completed(item('userMessage', 'said')));
    told(started(item('commandExecution', 'c', { ...COMMAND, status: 'inProgress' })));
    told({ type: 'cutOff' });
    expect([...items.values()].map(({ why, item: { id: of } }) => [of, why])).toEqual([
      ['said', 'said'],
      ['c', 'cutOff'],
    ]);
  });

  it('keeps what was declined until the record is read without it, and drops what the record has', () => {
    const { items, kept, told } = setUp();
    told(completed(item('userMessage', 'said')));
    told(completed(item('commandExecution', 'c', { ...COMMAND, status: 'declined' })));
    expect(kept.read(id, new Set(['said', 'c']))).toEqual([]);
    expect([...items.keys()]).toEqual(['c']);
    expect(kept.read(id, new Set(['said']))).toMatchObject([{ why: 'declined', item: { id: 'c' } }]);
  });
});
