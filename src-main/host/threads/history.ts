import type { HistoryPage } from '#shared/contract/requests.ts';
import type { History, TurnFacts } from '#shared/model/thread/actions.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity, TurnEntity } from '#shared/model/thread/thread.ts';
import type { KeptItem } from '#shared/model/thread/kept.ts';
import { isRunning } from '#shared/model/thread/reducer.ts';
import { trimItem } from '#shared/model/thread/trim-item.ts';
import type { ServerPort } from './ports.ts';
import { beganAt, inShownOrder, withKept } from './page-order.ts';
import { fields, isMisfit, list, Malformed, readRecordedItem, readTurn, type Fields } from './wire.ts';

/** Items of one page: a few screens, read in one answer well under a second. */
const PAGE_ITEMS = 80;
const PAGE_TURNS = 25;

/** Where the next older page begins, on both of the app-server's lists. Opaque to clients. */
interface Cursor {
  readonly items: string;
  readonly turns: string | null;
  /** Turns that were read beyond the items of the page before. */
  readonly ahead: readonly TurnFacts[];
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
  server: ServerPort,
  threadId: string,
  kept: ReadKept,
  isLive: (itemId: string) => boolean,
): Promise<ReadPage> {
  return readPage(server, threadId, undefined, kept, isLive);
}

/** Reads the page before a cursor, with places below all that was read so far. */
export async function readOlder(
  server: ServerPort,
  threadId: string,
  cursor: string,
  kept: ReadKept,
): Promise<HistoryPage> {
  const from = JSON.parse(cursor) as Cursor;
  const { history, cursor: next } = await readPage(server, threadId, from, kept, () => false);
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
  server: ServerPort,
  threadId: string,
  from: Cursor | undefined,
  kept: ReadKept,
  isLive: (itemId: string) => boolean,
): Promise<ReadPage> {
  const page = await server.request('thread/items/list', {
    threadId,
    limit: PAGE_ITEMS,
    sortDirection: 'desc',
    ...(from !== undefined && { cursor: from.items }),
  });
  const items = readEntries(list(fields(page, 'page'), 'data')).reverse();
  const { turns, ahead, cursor } = await readTurns(
    server,
    threadId,
    new Set(items.map(({ turnId }) => turnId)),
    from,
  );
  const shown = { turns, items: inShownOrder(turns, items) };
  // What the record has as running has no output there; what is kept of it has.
  const ended = items.filter(({ item }) => !isRunning(item)).map(({ item }) => item.id);
  const bounds = { older: page.nextCursor !== null, until: from?.until ?? null };
  const history = withKept(shown, kept(new Set(ended)), bounds, isLive);
  const ord = (from?.ord ?? 0) - history.items.length;
  const until = items.map(beganAt).find((at) => at !== null) ?? bounds.until;
  const next: Cursor | null =
    typeof page.nextCursor !== 'string' ? null : { items: page.nextCursor, turns: cursor, ahead, until, ord };
  const misfits = new Set(items.flatMap(({ item }) => (isMisfit(item) ? [wireTypeOf(item)] : [])));
  return { history, misfits, cursor: next === null ? null : JSON.stringify(next) };
}

/** The items of a page. One that cannot be read costs itself: it is shown raw, in the turn of the one beside it. */
function readEntries(entries: readonly unknown[]): { turnId: string; item: Item }[] {
  let turnId = 'unknown';
  return entries.map((raw, at) => {
    const entry: Fields = typeof raw === 'object' && raw !== null ? (raw as Fields) : {};
    if (typeof entry['turnId'] === 'string' && entry['turnId'] !== '') turnId = entry['turnId'];
    return { turnId, item: readRecordedItem(entry['item'], `unnamed ${turnId} ${at}`) };
  });
}

function wireTypeOf(item: Item): string {
  return item.type === 'unknown' ? (item.wireType ?? '') : item.type;
}

/** A turn of the record, or nothing for one that cannot be read: its items are shown without it. */
function turnOrUndefined(raw: unknown): TurnFacts | undefined {
  try {
    return readTurn(raw);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return undefined;
  }
}

/** Reads turns, newest first, until all that the items speak of are known. */
async function readTurns(
  server: ServerPort,
  threadId: string,
  wanted: ReadonlySet<string>,
  from: Cursor | undefined,
) {
  const read: TurnFacts[] = [...(from?.ahead ?? [])];
  const missing = new Set([...wanted].filter((id) => !read.some((turn) => turn.id === id)));
  let cursor: string | null = from?.turns ?? null;
  let more = from === undefined || from.turns !== null;
  while (missing.size > 0 && more) {
    const page = await server.request('thread/turns/list', {
      threadId,
      limit: PAGE_TURNS,
      sortDirection: 'desc',
      itemsView: 'notLoaded',
      ...(cursor !== null && { cursor }),
    });
    for (const raw of list(fields(page, 'page'), 'data')) {
      const turn = turnOrUndefined(raw);
      if (turn === undefined) continue;
      read.push(turn);
      missing.delete(turn.id);
    }
    // An app-server that says the same place again would be asked for ever.
    more = typeof page.nextCursor === 'string' && page.nextCursor !== cursor;
    cursor = more ? page.nextCursor : null;
  }
  const oldest = read.findLastIndex((turn) => wanted.has(turn.id));
  return { turns: read.slice(0, oldest + 1).reverse(), ahead: read.slice(oldest), cursor };
}
