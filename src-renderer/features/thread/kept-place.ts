import type { ThreadId } from '#shared/model/ids.ts';

const NAME = 'muster.place';

interface Kept {
  readonly itemId: string;
  readonly offset: number;
}

/** Keeps where the open thread is read, for a reload of this tab; null: at its end. */
export function keepPlace(thread: ThreadId, place: Kept | null): void {
  const next = place === null ? '' : JSON.stringify({ thread, ...place });
  try {
    if (next === '') sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, next);
  } catch {
    // A browser that keeps nothing opens threads at their end.
  }
}

/** Where the thread was read when this tab was left; null for its end. */
export function keptPlace(thread: ThreadId): (Kept & { readonly align: 'start' }) | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as (Kept & { thread: unknown }) | null;
    if (kept === null || kept.thread !== thread) return null;
    const { itemId, offset } = kept;
    if (typeof itemId !== 'string' || typeof offset !== 'number' || !Number.isFinite(offset)) return null;
    return { itemId, offset, align: 'start' };
  } catch {
    return null;
  }
}
