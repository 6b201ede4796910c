import { assertNever } from '../../base/assert.ts';
import type { Change, Reader, TextKey } from '../collection.ts';
import type { History, ThreadAction, TurnFacts } from './actions.ts';
import type { Item } from '../item/item.ts';
import { threadTopic } from './thread-topic.ts';
import type { ItemEntity, ThreadDetail, TurnEntity } from './thread.ts';
import { trimItem, withTexts } from './trim-item.ts';

/** What the reducer may look at: the thread's topic, and all of its turns and items in any order. */
export interface ThreadReader extends Reader {
  turns(): Iterable<TurnEntity>;
  items(): Iterable<ItemEntity>;
  /** A growing text as it is now. */
  textOf(key: TextKey): string | undefined;
  /** The least place that is above all turns and items there are. */
  nextOrd(): number;
}

/**
 * What an action does to a thread's topic. It never lets anything land on an item after its completion, gives a
 * placeholder to a delta whose item was never seen, and takes the app-server's record as the truth on completed items.
 */
export function reduceThread(read: ThreadReader, action: ThreadAction): Change[] {
  switch (action.type) {
    case 'turnStarted':
      return putTurn(read, action.turn);
    case 'turnEnded':
      return [...putTurn(read, action.turn), ...abandoned(read, action.turn.id)];
    case 'itemStarted':
      return itemStarted(read, action.turnId, action.item);
    case 'itemCompleted':
      return itemCompleted(read, action.turnId, action.item);
    case 'textGrew':
      return textGrew(read, action);
    case 'planUpdated': {
      const { turnId, plan, explanation } = action;
      return [put({ ...turnOf(read, turnId), plan, planExplanation: explanation })];
    }
    case 'diffUpdated': {
      const { turnId, added, removed } = action;
      const turn = turnOf(read, turnId);
      return turn.added === added && turn.removed === removed ? [] : [put({ ...turn, added, removed })];
    }
    case 'sentChanged':
      if (action.sent !== null) return [threadTopic.sent.put(action.sent)];
      return threadTopic.sent.get(read) === undefined ? [] : [threadTopic.sent.cut()];
    case 'goalChanged':
      if (action.goal !== null) return [threadTopic.goal.put(action.goal)];
      return threadTopic.goal.get(read) === undefined ? [] : [threadTopic.goal.cut()];
    case 'queueRead':
      return [threadTopic.queue.put(action.queue)];
    case 'detailChanged':
      return detailChanged(read, action.patch);
    case 'historyRead':
      return historyRead(read, action.history);
    case 'cutOff':
      return cutOff(read);
    case 'settled':
      return settled(read, action.runs);
    case 'forgotten':
      return forgotten(read);
    default:
      return assertNever(action);
  }
}

function putTurn(read: ThreadReader, facts: TurnFacts): Change[] {
  const before = threadTopic.turn.get(read, facts.id);
  // A late `started` never revives a turn that ended.
  if (before !== undefined && before.status !== 'inProgress' && facts.status === 'inProgress') return [];
  return [put(turnEntity(facts, before, before?.ord ?? read.nextOrd()))];
}

function turnEntity(facts: TurnFacts, before: TurnEntity | undefined, ord: number): TurnEntity {
  const { id, status, error, failure, durationMs } = facts;
  const startedAt = facts.startedAt ?? before?.startedAt ?? null;
  const { plan = null, planExplanation = null, added = 0, removed = 0 } = before ?? {};
  return {
    id,
    ord,
    status,
    error,
    ...(failure !== undefined && { failure }),
    startedAt,
    durationMs,
    plan,
    planExplanation,
    added,
    removed,
  };
}

function turnOf(read: ThreadReader, id: string): TurnEntity {
  const known = threadTopic.turn.get(read, id);
  if (known !== undefined) return known;
  return turnEntity(
    { id, status: 'inProgress', error: null, startedAt: null, durationMs: null },
    undefined,
    read.nextOrd(),
  );
}

function put(turn: TurnEntity): Change {
  return threadTopic.turn.put(turn.id, turn);
}

function putItem(entity: ItemEntity): Change {
  return threadTopic.item.put(entity.id, entity);
}

function itemOf(read: ThreadReader, id: string): ItemEntity | undefined {
  return threadTopic.item.get(read, id);
}

/** The turn of an item, made if the item is the first sign of it. */
function turnOfItem(read: ThreadReader, turnId: string): Change[] {
  return threadTopic.turn.get(read, turnId) === undefined ? [put(turnOf(read, turnId))] : [];
}

function itemStarted(read: ThreadReader, turnId: string, item: Item): Change[] {
  const before = itemOf(read, item.id);
  if (before?.done === true) return [];
  // Codex ends what it was saying when the person says something, and never tells so.
  const cut = before === undefined && item.type === 'userMessage' ? abandoned(read, turnId) : [];
  const ord = before?.ord ?? read.nextOrd();
  const live = before?.live ?? [];
  return [
    ...cut,
    ...turnOfItem(read, turnId),
    putItem({ id: item.id, turnId, ord, item, done: false, live, omitted: 0 }),
  ];
}

function itemCompleted(read: ThreadReader, turnId: string, whole: Item): Change[] {
  const before = itemOf(read, whole.id);
  const { item, omitted } = trimItem(whole);
  const ord = before?.ord ?? read.nextOrd();
  const entity: ItemEntity = { id: item.id, turnId, ord, item, done: true, live: [], omitted };
  // A message of the person may come as one that ended, without a beginning.
  const cut = before === undefined && item.type === 'userMessage' ? abandoned(read, turnId) : [];
  return [...cut, ...turnOfItem(read, turnId), ...cutTexts(before), putItem(entity)];
}

/** What the agent says, as against what it does: it ends with its turn, also where Codex does not tell so. */
function isSaying({ type }: Item): boolean {
  return type === 'agentMessage' || type === 'reasoning' || type === 'plan';
}

/** What was being said in a turn is said no more: what there is of it stays, as cut off. */
function abandoned(read: ThreadReader, turnId: string): Change[] {
  const changes: Change[] = [];
  for (const entity of read.items())
    if (entity.turnId === turnId && !entity.done && isSaying(entity.item))
      changes.push(...cutShort(read, entity));
  return changes;
}

/** An item as it is cut off: its growing texts become its own, so that they stay with it. */
function cutShort(read: ThreadReader, entity: ItemEntity): Change[] {
  const texts = new Map(
    entity.live.map((name) => [name, read.textOf(threadTopic.text.key(entity.id, name)) ?? '']),
  );
  const { item, omitted } = withTexts(entity.item, texts);
  return [...cutTexts(entity), putItem({ ...entity, item, omitted, live: [], done: true, cutOff: true })];
}

function cutTexts(entity: ItemEntity | undefined): Change[] {
  return (entity?.live ?? []).map((name) => threadTopic.text.cut(entity?.id ?? '', name));
}

function textGrew(read: ThreadReader, action: Extract<ThreadAction, { type: 'textGrew' }>): Change[] {
  const { turnId, itemId, name, delta } = action;
  const before = itemOf(read, itemId);
  if (before?.done === true) return [];
  const key = threadTopic.text.key(itemId, name);
  const grows: Change = { type: 'append', key, text: delta };
  if (read.hasText(key)) return [grows];
  if (before !== undefined) return [putItem({ ...before, live: [...before.live, name] }), grows];
  const item: Item = { type: 'unknown', id: itemId, wireType: null, raw: null };
  const placeholder = {
    id: itemId,
    turnId,
    ord: read.nextOrd(),
    item,
    done: false,
    live: [name],
    omitted: 0,
  };
  return [...turnOfItem(read, turnId), putItem(placeholder), grows];
}

function detailChanged(read: ThreadReader, patch: Partial<ThreadDetail>): Change[] {
  const before = threadTopic.thread.get(read) as ThreadDetail;
  const same = Object.entries(patch).every(([key, value]) => before[key as keyof ThreadDetail] === value);
  return same ? [] : [threadTopic.thread.put({ ...before, ...patch })];
}

/**
 * Puts the record under what is live. The record's order stands; what only lives (still running, so not recorded yet)
 * keeps its place after the item that came before it.
 */
function historyRead(read: ThreadReader, history: History): Change[] {
  const recorded = new Set(history.items.map(({ item }) => item.id));
  const live = [...read.items()].sort((a, b) => a.ord - b.ord);
  const followers = new Map<string | null, ItemEntity[]>();
  let anchor: string | null = null;
  for (const entity of live) {
    if (recorded.has(entity.id)) anchor = entity.id;
    else followers.set(anchor, [...(followers.get(anchor) ?? []), entity]);
  }
  const loose = followers.get(null) ?? [];
  // Items that ended before this page come with the pages before it. The others came after the record's end.
  const before = anchor === null ? [] : loose.filter(({ done }) => done);
  const after = loose.filter((entity) => !before.includes(entity));
  let ord = 0;
  const turns = history.turns.map((facts) => settledTurn(read, facts, history.runs));
  const changes: Change[] = turnsRead(read, turns);
  for (const entity of before) changes.push(...cutTexts(entity), threadTopic.item.cut(entity.id));
  const cut = new Set(turns.filter(({ status }) => status === 'interrupted').map(({ id }) => id));
  const keep = (entity: ItemEntity): void => {
    const placed = { ...entity, ord: ord++ };
    if (entity.ord !== placed.ord) changes.push(putItem(placed));
  };
  for (const recorded of history.items) {
    const { turnId, item: whole } = recorded;
    changes.push(
      ...(recorded.cutOff === true
        ? keptItem(itemOf(read, whole.id), recorded, ord++)
        : recordedItem(itemOf(read, whole.id), turnId, whole, ord++, history.loaded && !cut.has(turnId))),
    );
    for (const entity of followers.get(whole.id) ?? []) keep(entity);
  }
  for (const entity of after) keep(entity);
  return changes;
}

/**
 * A turn as it is, of what a record says that may be older than what was told. What ended stays ended; a death leaves
 * a turn running in the record that does not run.
 */
function settledTurn(read: ThreadReader, facts: TurnFacts, runs: History['runs']): TurnFacts {
  if (facts.status !== 'inProgress') return facts;
  const before = threadTopic.turn.get(read, facts.id);
  if (before !== undefined && before.status !== 'inProgress') return before;
  const mayRun = runs === 'any' || runs?.turnId === facts.id;
  return mayRun ? facts : { ...facts, status: 'interrupted' };
}

/** `mayRun` is false where nothing can run any more: an item that the record leaves running was cut off. */
function recordedItem(
  before: ItemEntity | undefined,
  turnId: string,
  whole: Item,
  ord: number,
  mayRun: boolean,
): Change[] {
  // An item that was not understood live, or came without its beginning, is taken from the record.
  if (before?.item.type === 'unknown' && !before.done && isRunning(whole) && mayRun)
    return [putItem({ ...before, item: whole, turnId, ord })];
  // Live news wins for running items, and ended ones stay ended: the record may be older than both.
  if (before !== undefined && isRunning(whole) && (!before.done || !isRunning(before.item)))
    return before.ord === ord ? [] : [putItem({ ...before, ord })];
  const { item, omitted } = trimItem(whole);
  const done = !isRunning(whole) || !mayRun;
  return [...cutTexts(before), putItem({ id: item.id, turnId, ord, item, done, live: [], omitted })];
}

/** What was kept of an item that the record does not have. What is here already is the same, or goes on. */
function keptItem(
  before: ItemEntity | undefined,
  { turnId, item, omitted = 0 }: History['items'][number],
  ord: number,
): Change[] {
  if (before !== undefined) return before.ord === ord ? [] : [putItem({ ...before, ord })];
  return [putItem({ id: item.id, turnId, ord, item, done: true, live: [], omitted, cutOff: true })];
}

/** Whether the record itself says that an item has not ended. */
export function isRunning(item: Item): boolean {
  return 'status' in item && item.status === 'inProgress';
}

function turnsRead(read: ThreadReader, turns: readonly TurnFacts[]): Change[] {
  const recorded = new Set(turns.map(({ id }) => id));
  const live = [...read.turns()].sort((a, b) => a.ord - b.ord);
  const first = live.findIndex(({ id }) => recorded.has(id));
  // Turns that ended before the page are had from the pages before it.
  const earlier = live.slice(0, Math.max(0, first)).filter(({ status }) => status !== 'inProgress');
  const later = live.filter((turn) => !recorded.has(turn.id) && !earlier.includes(turn));
  const changes = turns.map((facts, ord) =>
    put(turnEntity(facts, threadTopic.turn.get(read, facts.id), ord)),
  );
  const cuts = earlier.map(({ id }): Change => threadTopic.turn.cut(id));
  return [...cuts, ...changes, ...later.map((turn, at) => put({ ...turn, ord: turns.length + at }))];
}

function cutOff(read: ThreadReader): Change[] {
  const changes: Change[] = [];
  for (const turn of read.turns())
    if (turn.status === 'inProgress') changes.push(put({ ...turn, status: 'interrupted' }));
  for (const entity of read.items()) if (!entity.done) changes.push(...cutShort(read, entity));
  return changes;
}

/**
 * Ends what was told to run and does not. A turn without items is forgotten, for nothing shows that it ever was. A
 * command may run on after its turn, as a background terminal.
 */
function settled(read: ThreadReader, runs: string | null): Change[] {
  const changes: Change[] = [];
  const items = [...read.items()];
  const ghosts = new Set<string>();
  for (const turn of read.turns()) {
    if (turn.id === runs || turn.status !== 'inProgress') continue;
    ghosts.add(turn.id);
    const empty = !items.some(({ turnId }) => turnId === turn.id);
    changes.push(empty ? threadTopic.turn.cut(turn.id) : put({ ...turn, status: 'interrupted' }));
  }
  for (const entity of items) {
    const background = entity.item.type === 'commandExecution' && !ghosts.has(entity.turnId);
    if (!entity.done && entity.turnId !== runs && !background)
      changes.push(putItem({ ...entity, done: true }));
  }
  return changes;
}

function forgotten(read: ThreadReader): Change[] {
  const changes: Change[] = [];
  const kept = new Set<string>();
  for (const entity of read.items()) {
    if (entity.done) changes.push(...cutTexts(entity), threadTopic.item.cut(entity.id));
    else kept.add(entity.turnId);
  }
  for (const turn of read.turns()) {
    if (turn.status !== 'inProgress' && !kept.has(turn.id)) changes.push(threadTopic.turn.cut(turn.id));
  }
  return [...changes, ...detailChanged(read, { loaded: false, loadError: null, olderCursor: null })];
}
