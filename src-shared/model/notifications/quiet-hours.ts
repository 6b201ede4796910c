import type { WorkspaceId } from '../ids.ts';

/**
 * When nobody is to be notified, by workspace; under `*` for all that have none of their own. Each is a list of
 * `22:00-07:00` (local time, past midnight when it ends before it begins), `weekend`, or `always`; an empty list of a
 * workspace means that it has no quiet hours although the others do.
 */
export type QuietHours = Readonly<Record<string, readonly string[]>>;

export const ALL_WORKSPACES = '*';
export const ALWAYS = 'always';
export const WEEKEND = 'weekend';

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
/** Days that are looked ahead: no quiet time that ends at all is longer than a weekend between two nights. */
const LOOK_AHEAD_DAYS = 8;

/** Why a value cannot be quiet hours, in words; null when it can. */
export function quietHoursProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'Quiet hours are given by workspace.';
  const lists = Object.values(value);
  if (lists.length > 1000) return 'Quiet hours are given for at most 1000 workspaces.';
  const fits = (entry: unknown): boolean =>
    entry === ALWAYS || entry === WEEKEND || (typeof entry === 'string' && spanOf(entry) !== null);
  return lists.every((list) => Array.isArray(list) && list.length <= 7 && list.every(fits))
    ? null
    : 'Quiet hours are times such as 22:00-07:00, weekend, or always; they cannot begin and end at the same minute.';
}

/** Why two times (`22:00`; empty while half a time is typed) cannot be a span, in words; null when they can. */
export function spanProblem(from: string, to: string): string | null {
  if (from === '' || to === '') return 'Both times are needed.';
  if (from === to) return 'These begin and end at the same minute, so it would never be quiet.';
  return spanOf(`${from}-${to}`) === null ? 'Times are from 00:00 to 23:59.' : null;
}

/** Until when a workspace is quiet at a moment (Unix ms); Infinity for one that always is, null for one that is not. */
export function quietUntil(hours: QuietHours, workspace: WorkspaceId, now: number): number | null {
  const list = (Object.hasOwn(hours, workspace) ? hours[workspace] : hours[ALL_WORKSPACES]) ?? [];
  if (list.includes(ALWAYS)) return Infinity;
  let at = now;
  const limit = now + LOOK_AHEAD_DAYS * DAY_MINUTES * MINUTE;
  for (;;) {
    const ends = list.flatMap((entry) => endOf(entry, at) ?? []);
    if (ends.length === 0) return at === now ? null : at;
    at = Math.max(...ends);
    if (at > limit) return Infinity;
  }
}

/** When the quiet time ends that a moment lies in; null when it lies in none. */
function endOf(entry: string, at: number): number | null {
  const date = new Date(at);
  const midnight = (days: number): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
  if (entry === WEEKEND) {
    const day = date.getDay();
    return day === 6 ? midnight(2) : day === 0 ? midnight(1) : null;
  }
  const span = spanOf(entry);
  if (span === null) return null;
  const [from, to] = span;
  const minute = date.getHours() * 60 + date.getMinutes();
  const time = (days: number): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 0, to).getTime();
  if (from < to) return minute >= from && minute < to ? time(0) : null;
  if (minute >= from) return time(1);
  return minute < to ? time(0) : null;
}

/** Minutes of the day at which a span begins and ends. */
function spanOf(entry: string): readonly [from: number, to: number] | null {
  const match = SPAN.exec(entry);
  if (match === null) return null;
  const [, h1, m1, h2, m2] = match.map(Number) as [number, number, number, number, number];
  const span = [h1 * 60 + m1, h2 * 60 + m2] as const;
  return span[0] === span[1] ? null : span;
}
