import type { CommandId } from '#shared/model/commands/commands.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { isUnderWay, type FleetRow } from '#shared/model/fleet/fleet-row.ts';

/** What a person does with threads as a whole, from a row, its menu, the palette or a key. */
export type VerbId = Extract<
  CommandId,
  | 'thread.rename'
  | 'thread.pin'
  | 'thread.snooze'
  | 'thread.section'
  | 'thread.unread'
  | 'thread.dismiss'
  | 'thread.fork'
  | 'thread.compact'
  | 'thread.review'
  | 'thread.copyId'
  | 'thread.interruptAll'
  | 'thread.sendAll'
  | 'thread.settingsAll'
  | 'thread.archive'
>;

export interface Verb {
  readonly id: VerbId;
  /** It can be done to several at once. */
  readonly many: boolean;
  /** Whether it means anything for this thread; one that it means nothing for is passed over. */
  readonly can: (row: FleetRow) => boolean;
  /** What the menu calls it, where that depends on the threads; without it as the command is called. */
  readonly label?: (rows: readonly FleetRow[]) => string;
  /** A line stands before it in menus. */
  readonly apart?: true;
}

const owned = (row: FleetRow): boolean => row.state !== 'ownedElsewhere';
const isRead = ({ unread }: FleetRow): boolean => !unread;

/** Every verb, in the order of menus. */
export const VERBS: readonly Verb[] = [
  { id: 'thread.rename', many: false, can: owned },
  {
    id: 'thread.pin',
    many: true,
    can: () => true,
    label: (rows) => (rows.every(({ pinned }) => pinned) ? 'Unpin' : 'Pin'),
  },
  {
    id: 'thread.snooze',
    many: true,
    can: () => true,
    label: (rows) => (rows.every(({ snoozedUntil }) => snoozedUntil !== null) ? 'Wake now' : 'Snooze…'),
  },
  { id: 'thread.section', many: true, can: () => true },
  {
    id: 'thread.unread',
    many: true,
    can: (row) => !isUnderWay(row) && row.state !== 'failed',
    label: (rows) => (rows.every(isRead) ? 'Mark as unread' : 'Mark as read'),
  },
  { id: 'thread.dismiss', many: true, can: ({ state }) => state === 'failed' },
  { id: 'thread.fork', many: false, can: () => true, apart: true },
  { id: 'thread.compact', many: true, can: (row) => owned(row) && !isUnderWay(row) },
  { id: 'thread.review', many: false, can: (row) => owned(row) && !isUnderWay(row) },
  { id: 'thread.copyId', many: false, can: () => true },
  { id: 'thread.interruptAll', many: true, can: isUnderWay, apart: true, label: () => 'Interrupt' },
  { id: 'thread.sendAll', many: true, can: owned, label: () => 'Send a prompt…' },
  { id: 'thread.settingsAll', many: true, can: owned, label: () => 'Model and permissions…' },
  { id: 'thread.archive', many: true, can: (row) => owned(row) && !isUnderWay(row) },
];

/** The verbs that mean something for these threads: for one all, for several those that can be done to several. */
export function verbsFor(rows: readonly FleetRow[]): readonly Verb[] {
  if (rows.length === 0) return [];
  return VERBS.filter(({ many, can }) => (many || rows.length === 1) && rows.some(can));
}

/** A moment to snooze until: its words, and Unix ms. */
export interface SnoozeChoice {
  readonly label: string;
  readonly at: number;
}

/** When a thread can come back, from `now` on: each later than the one before it, none in the past. */
export function snoozeChoices(now: Date): readonly SnoozeChoice[] {
  const on = (days: number, hour: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const choices = [
    { label: 'In an hour', at: now.getTime() + 3_600_000 },
    { label: 'In three hours', at: now.getTime() + 3 * 3_600_000 },
    { label: 'This evening', at: on(0, 18) },
    { label: 'Tomorrow morning', at: on(1, 9) },
    { label: 'Next Monday', at: on(toMonday, 9) },
  ];
  // Late in the day the evening is over before three hours are; on a Sunday tomorrow is Monday.
  const seen = new Set<number>();
  return choices
    .filter(({ label, at }) => at > now.getTime() && (label !== 'This evening' || now.getHours() < 14))
    .filter(({ at }) => !seen.has(at) && seen.add(at) !== undefined)
    .sort((a, b) => a.at - b.at);
}

/** What came of doing something to several threads, as a title and its details; null when there is nothing to say. */
export function outcomeWords(
  did: string,
  done: number,
  failed: readonly { readonly title: string; readonly message: string }[],
): { readonly title: string; readonly detail: string } | null {
  if (failed.length === 0 && done <= 1) return null;
  const threads = done === 1 ? '1 thread' : `${done} threads`;
  const title = failed.length === 0 ? `${did} ${threads}` : `${did} ${threads}, ${failed.length} not`;
  const detail = failed
    .slice(0, 5)
    .map(({ title: of, message }) => `“${of}”: ${message}`)
    .join(' ');
  return { title, detail: failed.length > 5 ? `${detail} And ${failed.length - 5} more.` : detail };
}

/** The thread that takes the place of one that goes: the next in the list that stays, else the one before it. */
export function neighbourOf(
  shown: readonly ThreadId[],
  open: ThreadId,
  gone: ReadonlySet<ThreadId>,
): ThreadId | null {
  const at = shown.indexOf(open);
  const stays = (id: ThreadId): boolean => !gone.has(id);
  return shown.slice(at + 1).find(stays) ?? shown.slice(0, Math.max(0, at)).findLast(stays) ?? null;
}
