import { threadTopic } from './thread-topic.ts';
import { describe, expect, it } from 'vitest';
import { MemoryTopic } from '../../../test/support/memory-topic.ts';
import { grow, TEXT_KEEP, TEXT_LIMIT, type Change, type GrowingText, type TextKey } from '../collection.ts';
import type { ThreadAction } from './actions.ts';
import type { Item } from '../item/item.ts';
import { reduceThread, type ThreadReader } from './reducer.ts';
import type { ItemEntity, TurnEntity } from './thread.ts';
import { OUTPUT_KEEP } from './trim-item.ts';

/** A thread's content, with the reducer at work on it. */
class Content extends MemoryTopic implements ThreadReader {
  #ord = 0;

  constructor() {
    super();
    this.values.set(threadTopic.thread.key, { loaded: true, loadError: null, olderCursor: null });
  }

  turns(): Iterable<TurnEntity> {
    return threadTopic.turn.all(this);
  }

  items(): Iterable<ItemEntity> {
    return threadTopic.item.all(this);
  }

  nextOrd(): number {
    return this.#ord++;
  }

  textOf(key: TextKey): string | undefined {
    return this.text(key)?.text;
  }

  do(action: ThreadAction): Change[] {
    const changes = reduceThread(this, action);
    this.apply(changes);
    return changes;
  }

  item(id: string): ItemEntity {
    return threadTopic.item.get(this.values, id) as ItemEntity;
  }

  /** Ids of the items in their order. */
  order(): string[] {
    return [...this.items()].sort((a, b) => a.ord - b.ord).map(({ id }) => id);
  }
}

const message = (id: string, text = ''): Item => ({ type: 'agentMessage', id, text }) as unknown as Item;
const command = (id: string, status: string, output: string | null = null): Item =>
  ({
    type: 'commandExecution',
    id,
    command: 'ls',
    status,
    commandActions: [],
    aggregatedOutput: output,
  }) as unknown as Item;
const started = (item: Item): ThreadAction => ({ type: 'itemStarted', turnId: 't', item });
const said = (id: string): Item => ({ type: 'userMessage', id, clientId: null, content: [] });
const completed = (item: Item): ThreadAction => ({ type: 'itemCompleted', turnId: 't', item });
const grew = (itemId: string, delta: string, name = 'text'): ThreadAction => ({
  type: 'textGrew',
  turnId: 't',
  itemId,
  name,
  delta,
});
const turn = (id: string, status: TurnEntity['status']) => ({
  id,
  status,
  error: null,
  startedAt: 5,
  durationMs: null,
});

describe('reduceThread', () => {
  it('lets an item begin, grow and end, and ends with the app-server’s own words', () => {
    const content = new Content();
    content.do(started(message('a')));
    content.do(grew('a', 'Hel'));
    content.do(grew('a', 'lo'));
    expect(content.text(threadTopic.text.key('a', 'text'))).toEqual({ start: 0, text: 'Hello' });
    expect(content.item('a')).toMatchObject({ done: false, live: ['text'] });
    content.do(completed(message('a', 'Hello!')));
    expect(content.texts.size).toBe(0);
    expect(content.item('a')).toMatchObject({ done: true, live: [], item: { text: 'Hello!' } });
  });

  it('lets nothing land on an item after its completion', () => {
    const content = new Content();
    content.do(completed(message('a', 'the end')));
    expect(content.do(grew('a', 'late'))).toEqual([]);
    expect(content.do(started(message('a')))).toEqual([]);
  });

  it('gives a delta of an item never seen a placeholder, and a turn', () => {
    const content = new Content();
    content.do(grew('a', 'half a sentence'));
    expect(content.item('a')).toMatchObject({ item: { type: 'unknown' }, live: ['text'], done: false });
    expect(threadTopic.turn.get(content, 't')).toMatchObject({ status: 'inProgress' });
    content.do(started(message('a')));
    expect(content.item('a')).toMatchObject({ item: { type: 'agentMessage' }, live: ['text'] });
    expect(content.text(threadTopic.text.key('a', 'text'))?.text).toBe('half a sentence');
  });

  it('does not revive a turn that ended when its start is told late', () => {
    const content = new Content();
    content.do({ type: 'turnEnded', turn: turn('t', 'completed') });
    content.do({ type: 'turnStarted', turn: turn('t', 'inProgress') });
    expect(threadTopic.turn.get(content, 't')).toMatchObject({ status: 'completed' });
  });

  it('keeps the plan and the count of lines of a turn over its end', () => {
    const content = new Content();
    content.do({
      type: 'planUpdated',
      turnId: 't',
      explanation: null,
      plan: [{ step: 'one', status: 'completed' }],
    });
    content.do({ type: 'diffUpdated', turnId: 't', added: 3, removed: 1 });
    expect(content.do({ type: 'diffUpdated', turnId: 't', added: 3, removed: 1 })).toEqual([]);
    content.do({ type: 'turnEnded', turn: turn('t', 'completed') });
    expect(threadTopic.turn.get(content, 't')).toMatchObject({
      plan: [{ step: 'one' }],
      added: 3,
      removed: 1,
      status: 'completed',
    });
  });

  it('keeps the end of a long output and says how much it left out', () => {
    const content = new Content();
    const output = `${'x'.repeat(1024 * 1024)}THE END`;
    content.do(completed(command('c', 'completed', output)));
    const { item, omitted } = content.item('c');
    const kept = (item as { aggregatedOutput: string }).aggregatedOutput;
    expect(kept.endsWith('THE END')).toBe(true);
    expect(kept.length).toBe(OUTPUT_KEEP);
    expect(omitted + kept.length).toBe(output.length);
  });

  it('puts the record under what lives, which keeps its place', () => {
    const content = new Content();
    content.do(started(command('running', 'inProgress')));
    content.do(completed(message('b', 'live b')));
    content.do(started(message('c')));
    content.do(grew('c', 'growing'));
    content.do({
      type: 'historyRead',
      history: {
        loaded: true,
        runs: 'any',
        turns: [turn('old', 'completed'), turn('t', 'inProgress')],
        items: [
          { turnId: 'old', item: message('a', 'old') },
          { turnId: 't', item: message('b', 'recorded b') },
        ],
      },
    });
    expect(content.order()).toEqual(['a', 'b', 'c', 'running']);
    expect(content.item('b')).toMatchObject({ done: true, item: { text: 'recorded b' } });
    expect(content.item('c')).toMatchObject({ done: false, live: ['text'] });
    expect(threadTopic.turn.get(content, 'old')!.ord).toBeLessThan(threadTopic.turn.get(content, 't')!.ord);
  });

  it('takes the record’s word on what was cut off', () => {
    const content = new Content();
    content.do({ type: 'turnStarted', turn: turn('t', 'inProgress') });
    content.do(started(message('a')));
    content.do(grew('a', 'half'));
    content.do({ type: 'cutOff' });
    expect(content.item('a')).toMatchObject({ done: true, cutOff: true, live: [], item: { text: 'half' } });
    expect(content.texts.size).toBe(0);
    expect(threadTopic.turn.get(content, 't')).toMatchObject({ status: 'interrupted' });
    expect(content.do(grew('a', 'from the dead'))).toEqual([]);
    content.do({
      type: 'historyRead',
      history: {
        loaded: true,
        runs: 'any',
        turns: [turn('t', 'interrupted')],
        items: [{ turnId: 't', item: message('a', 'whole') }],
      },
    });
    expect(content.item('a')).toMatchObject({ item: { text: 'whole' }, live: [] });
    expect(content.item('a').cutOff).toBeUndefined();
    expect(content.texts.size).toBe(0);
  });

  it.each([
    ['a message of the person begins', started(said('u'))],
    ['a message of the person comes whole', completed(said('u'))],
    ['its turn ends', { type: 'turnEnded', turn: turn('t', 'completed') } as const],
  ])('lets nothing that was being said go on when %s', (_what, action) => {
    const content = new Content();
    content.do({ type: 'turnStarted', turn: turn('t', 'inProgress') });
    content.do(started(command('c', 'inProgress')));
    content.do(grew('c', 'a line', 'output'));
    content.do(started({ type: 'reasoning', id: 'r', summary: ['whole'], content: [] } as unknown as Item));
    content.do(grew('r', 'a thought', 'summary/2'));
    content.do(started(message('m')));
    content.do(grew('m', 'half a mess'));
    content.do(action);
    expect(content.item('m')).toMatchObject({
      done: true,
      cutOff: true,
      live: [],
      item: { text: 'half a mess' },
    });
    expect(content.item('r')).toMatchObject({
      done: true,
      cutOff: true,
      item: { summary: ['whole', '', 'a thought'] },
    });
    // A background terminal outlives its turn.
    expect(content.item('c')).toMatchObject({ done: false, live: ['output'] });
    expect(content.do(grew('m', 'age'))).toEqual([]);
    content.do(completed(message('m', 'half a message after all')));
    expect(content.item('m').cutOff).toBeUndefined();
  });

  it('puts what was kept beside the record into its place as cut off, and leaves what lives alone', () => {
    const content = new Content();
    content.do({ type: 'turnStarted', turn: turn('t', 'inProgress') });
    content.do(started(message('live')));
    content.do({
      type: 'historyRead',
      history: {
        loaded: true,
        runs: 'any',
        turns: [turn('old', 'completed'), turn('t', 'inProgress')],
        items: [
          { turnId: 'old', item: message('a', 'whole') },
          { turnId: 'old', item: message('kept', 'half'), cutOff: true, omitted: 3 },
          { turnId: 't', item: message('live', 'older'), cutOff: true },
        ],
      },
    });
    expect(content.order()).toEqual(['a', 'kept', 'live']);
    expect(content.item('kept')).toMatchObject({ done: true, cutOff: true, omitted: 3 });
    expect(content.item('live')).toMatchObject({ done: false });
  });

  it('leaves what ended before the page to the pages before it', () => {
    const content = new Content();
    for (const at of [1, 2, 3]) {
      content.do({ type: 'turnEnded', turn: turn(`turn ${at}`, 'completed') });
      content.do({ type: 'itemCompleted', turnId: `turn ${at}`, item: message(`item ${at}`, 'text') });
    }
    const items = [2, 3].map((at) => ({ turnId: `turn ${at}`, item: message(`item ${at}`, 'text') }));
    content.do({
      type: 'historyRead',
      history: {
        loaded: true,
        runs: 'any',
        turns: [2, 3].map((at) => turn(`turn ${at}`, 'completed')),
        items,
      },
    });
    expect(content.order()).toEqual(['item 2', 'item 3']);
    expect([...content.turns()].sort((a, b) => a.ord - b.ord).map(({ id }) => id)).toEqual([
      'turn 2',
      'turn 3',
    ]);
  });

  it('leaves a turn ended that a late answer still shows as running', () => {
    const content = new Content();
    content.do({ type: 'turnStarted', turn: turn('t', 'inProgress') });
    content.do({ type: 'turnEnded', turn: turn('t', 'interrupted') });
    content.do({
      type: 'historyRead',
      history: { loaded: true, runs: 'any', turns: [turn('t', 'inProgress')], items: [] },
    });
    expect(threadTopic.turn.get(content, 't')).toMatchObject({ status: 'interrupted' });
  });

  it('leaves an item ended that a late answer still shows as running, also when its turn ended meanwhile', () => {
    const content = new Content();
    content.do(started(command('c', 'inProgress')));
    content.do({ type: 'itemCompleted', turnId: 't', item: command('c', 'completed') });
    content.do({ type: 'turnEnded', turn: turn('t', 'completed') });
    const items = [{ turnId: 't', item: command('c', 'inProgress') }];
    content.do({
      type: 'historyRead',
      history: { loaded: true, runs: null, turns: [turn('t', 'inProgress')], items },
    });
    expect(content.item('c')).toMatchObject({ done: true, item: { status: 'completed' } });
    expect(threadTopic.turn.get(content, 't')).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['any', 'inProgress'],
    [{ turnId: 't' }, 'inProgress'],
    [{ turnId: 'another' }, 'interrupted'],
    [null, 'interrupted'],
  ] as const)('shows a turn that the record leaves running, where %o runs, as %s', (runs, status) => {
    const content = new Content();
    content.do({
      type: 'historyRead',
      history: { loaded: true, runs, turns: [turn('t', 'inProgress')], items: [] },
    });
    expect(threadTopic.turn.get(content, 't')).toMatchObject({ status });
  });

  it('takes an item that the record left running in a turn that ended for cut off', () => {
    const content = new Content();
    const items = [{ turnId: 't', item: command('c', 'inProgress') }];
    content.do({
      type: 'historyRead',
      history: { loaded: true, runs: 'any', turns: [turn('t', 'interrupted')], items },
    });
    expect(content.item('c').done).toBe(true);
    const asleep = new Content();
    asleep.do({
      type: 'historyRead',
      history: { loaded: false, runs: 'any', turns: [turn('t', 'completed')], items },
    });
    expect(asleep.item('c').done).toBe(true);
    const background = new Content();
    background.do({
      type: 'historyRead',
      history: { loaded: true, runs: 'any', turns: [turn('t', 'completed')], items },
    });
    expect(background.item('c').done).toBe(false);
  });

  it('forgets what the app-server can tell again, and nothing that still runs', () => {
    const content = new Content();
    content.do({ type: 'turnEnded', turn: turn('old', 'completed') });
    content.do({ type: 'itemCompleted', turnId: 'old', item: message('a', 'done') });
    content.do(started(command('c', 'inProgress')));
    content.do({ type: 'forgotten' });
    expect(content.order()).toEqual(['c']);
    expect(threadTopic.turn.get(content, 'old')).toBeUndefined();
    expect(threadTopic.turn.get(content, 't')).toBeDefined();
    expect(threadTopic.thread.get(content)).toMatchObject({ loaded: false });
  });
});

describe('grow', () => {
  it('loses its beginning past the bound, never half a character', () => {
    let text: GrowingText | undefined;
    while ((text?.start ?? 0) === 0) text = grow(text, '🙂'.repeat(1000));
    expect(text?.text.length).toBeLessThanOrEqual(TEXT_KEEP);
    expect((text?.start ?? 0) + (text?.text.length ?? 0)).toBeGreaterThan(TEXT_LIMIT);
    expect(text?.text.codePointAt(0)).toBe('🙂'.codePointAt(0));
  });
});
