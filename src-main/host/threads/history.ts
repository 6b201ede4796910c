import type { HistoryPage } from '#shared/contract/requests.ts';
import type { History } from '#shared/model/thread/actions.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ItemEntity, TurnEntity } from '#shared/model/thread/thread.ts';
import type { KeptItem } from '#shared/model/thread/kept.ts';
import { isRunning } from '#shared/model/thread/reducer.ts';
import { trimItem } from '#shared/model/thread/trim-item.ts';
import type { EngineThreads } from '../engines/engine.ts';
import { beganAt, inShownOrder, withKept } from './page-order.ts';

/** Where the next older page begins. Opaque to clients. */
interface Cursor {
  /** The engine's own place in the record. */
  readonly record: string;
  /** When the page before this one begins, Unix ms; null when that is not known. */
  readonly until: number | null;
  /** The place below which the next page's entities go. */
  readonly ord: number;
}

/** What was kept of a thread beside its record, without what that turns out to have. */
export type ReadKept = (recorded: ReadonlySet<string>) => readonly KeptItem[];

export interface ReadPage {
  readonly history: Pick<History, 'turns' | 'items'>;
  readonly cursor: string | null;
  /** Types of which the record itself has items that are not of their shape: it heals none of them. */
  readonly misfits: ReadonlySet<string>;
}

/** Reads the newest page of a thread's record, without resuming it. In the order of time. */
export function readNewest(
  engine: EngineThreads,
  threadId: ThreadId,
  kept: ReadKept,
  isLive: (itemId: string) => boolean,
): Promise<ReadPage> {
  return readPage(engine, threadId, undefined, kept, isLive);
}

/** Reads the page before a cursor, with places below all that was read so far. */
export async function readOlder(
  engine: EngineThreads,
  threadId: ThreadId,
  cursor: string,
  kept: ReadKept,
): Promise<HistoryPage> {
  const from = JSON.parse(cursor) as Cursor;
  const { history, cursor: next } = await readPage(engine, threadId, from, kept, () => false);
  const first = from.ord - history.items.length;
  const items = history.items.map(({ turnId, item: whole, cutOff, omitted: left }, at): ItemEntity => {
    const { item, omitted } = trimItem(whole);
    const ord = first + at;
    const entity = { id: item.id, turnId, ord, item, done: true, live: [], omitted: omitted + (left ?? 0) };
    return cutOff === true ? { ...entity, cutOff } : entity;
  });
  const turns = history.turns.map((facts, at): TurnEntity => ({
    ...facts,
    ord: from.ord - history.turns.length + at,
    plan: null,
    planExplanation: null,
    added: 0,
    removed: 0,
  }));
  return { turns, items, cursor: next };
}

async function readPage(
  engine: EngineThreads,
  threadId: ThreadId,
  from: Cursor | undefined,
  kept: ReadKept,
  isLive: (itemId: string) => boolean,
): Promise<ReadPage> {
  const page = await engine.page(threadId, from?.record);
  const { turns, items } = page;
  const shown = { turns, items: inShownOrder(turns, items) };
  // The record has no output of a running command; the kept item has.
  const ended = items.filter(({ item }) => !isRunning(item)).map(({ item }) => item.id);
  const bounds = { older: page.cursor !== null, until: from?.until ?? null };
  const history = withKept(shown, kept(new Set(ended)), bounds, isLive);
  const ord = (from?.ord ?? 0) - history.items.length;
  const until = items.map(beganAt).find((at) => at !== null) ?? bounds.until;
  const next: Cursor | null = page.cursor === null ? null : { record: page.cursor, until, ord };
  return { history, misfits: page.misfits, cursor: next === null ? null : JSON.stringify(next) };
}
