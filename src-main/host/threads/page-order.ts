import type { History } from '#shared/model/thread/actions.ts';
import type { KeptItem } from '#shared/model/thread/kept.ts';

type PageItem = History['items'][number];
type Turns = History['turns'];

/**
 * The items of a page in the order in which they were shown: by turn, and in each by when they began. The record (0.169.0
 * and 0.171.0, measured) has them in the order in which they ended: a command that went on in the background stands
 * after the answer that speaks of it. What has no time stays behind the one before it.
 */
export function inShownOrder(turns: Turns, items: readonly PageItem[]): PageItem[] {
  const place = new Map(turns.map(({ id }, at) => [id, at]));
  let latest = Number.NEGATIVE_INFINITY;
  const placed = items.map((entry, at) => {
    latest = beganAt(entry) ?? latest;
    return { entry, at, turn: place.get(entry.turnId) ?? Number.MAX_SAFE_INTEGER, began: latest };
  });
  return placed.sort((a, b) => a.turn - b.turn || a.began - b.began || a.at - b.at).map(({ entry }) => entry);
}

/** What of a record is read: whether older pages are left, and when the page after it begins. */
export interface PageBounds {
  readonly older: boolean;
  /** Unix ms of the first item of the newer page; null for the newest one. */
  readonly until: number | null;
}

/**
 * Puts what was kept of a thread into a page of its record, each at its place: in its turn, by when it began, else behind
 * the item it stood behind. What belongs to another page is left to that one. A turn that the record lost is made.
 */
export function withKept(
  page: Pick<History, 'turns' | 'items'>,
  kept: readonly KeptItem[],
  bounds: PageBounds,
  isLive: (itemId: string) => boolean,
): Pick<History, 'turns' | 'items'> {
  const turns = [...page.turns];
  const items = [...page.items];
  const first = page.items.map(beganAt).find((at) => at !== null) ?? null;
  for (const one of [...kept].sort((a, b) => a.place - b.place)) {
    if (isLive(one.item.id)) continue;
    if (!isOfPage(one, page.turns, page.items, first, bounds)) continue;
    if (!turns.some(({ id }) => id === one.turnId))
      turns.push({
        id: one.turnId,
        status: 'interrupted',
        error: null,
        startedAt: beganAt(one),
        durationMs: null,
      });
    const cut = one.why === 'running' || one.why === 'cutOff';
    const entry: PageItem = {
      turnId: one.turnId,
      item: one.item,
      ...(cut && { cutOff: true }),
      ...(one.omitted > 0 && { omitted: one.omitted }),
    };
    const at = items.findIndex(({ item }) => item.id === one.item.id);
    if (at === -1) items.splice(placeOf(one, items, turns), 0, entry);
    else items[at] = entry;
  }
  return { turns, items };
}

function isOfPage(
  one: KeptItem,
  turns: Turns,
  items: readonly PageItem[],
  first: number | null,
  { older, until }: PageBounds,
): boolean {
  const began = beganAt(one);
  if (items.some(({ item }) => item.id === one.beforeId || item.id === one.item.id)) return true;
  if (began === null) return turns.some(({ id }) => id === one.turnId);
  if (until !== null && began >= until) return false;
  return !older || first === null || began >= first;
}

function placeOf(one: KeptItem, items: readonly PageItem[], turns: Turns): number {
  const began = beganAt(one);
  const inTurn = items.flatMap((entry, at) => (entry.turnId === one.turnId ? [{ entry, at }] : []));
  if (began !== null) {
    const later = inTurn.find(({ entry }) => (beganAt(entry) ?? Number.NEGATIVE_INFINITY) > began);
    if (later !== undefined) return later.at;
  } else {
    const before = inTurn.find(({ entry }) => entry.item.id === one.beforeId);
    if (before !== undefined) return before.at + 1;
  }
  const last = inTurn.at(-1);
  if (last !== undefined) return last.at + 1;
  // The turn has none here: behind those of the turns before it.
  const at = turns.findIndex(({ id }) => id === one.turnId);
  const earlier = new Set(turns.slice(0, at).map(({ id }) => id));
  return items.findLastIndex(({ turnId }) => earlier.has(turnId)) + 1;
}

/** Unix ms at which an item began; null where it does not say so. */
export function beganAt({ item }: Pick<PageItem, 'item'>): number | null {
  const at = 'startedAtMs' in item ? item.startedAtMs : null;
  return typeof at === 'number' && Number.isFinite(at) ? at : null;
}
