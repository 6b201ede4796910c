import type { Item } from '#shared/model/item/item.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import type { RecordPage } from '../engine.ts';
import { Malformed } from '../failure.ts';
import type { CodexServerPort } from './server-port.ts';
import { fields, isMisfit, list, readRecordedItem, readTurn, type Fields } from './wire.ts';

/** Items of one page: a few screens, read in one answer well under a second. */
const PAGE_ITEMS = 80;
const PAGE_TURNS = 25;

/** Where the next older page begins, on both of the app-server's lists. */
interface Cursor {
  readonly items: string;
  readonly turns: string | null;
  /** Turns that were read beyond the items of the page before. */
  readonly ahead: readonly TurnFacts[];
}

/** Reads a page of a thread's record, without resuming it: the newest, or the one before a cursor of this function. */
export async function readRecordPage(
  server: CodexServerPort,
  threadId: ThreadId,
  before: string | undefined,
): Promise<RecordPage> {
  const from = before === undefined ? undefined : (JSON.parse(before) as Cursor);
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
  const next: Cursor | null =
    typeof page.nextCursor !== 'string' ? null : { items: page.nextCursor, turns: cursor, ahead };
  const misfits = new Set(items.flatMap(({ item }) => (isMisfit(item) ? [item.wireType ?? ''] : [])));
  return { turns, items, cursor: next === null ? null : JSON.stringify(next), misfits };
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
  server: CodexServerPort,
  threadId: ThreadId,
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
