import { stepStart, timeOfDay, type Step } from '../../ui/format.ts';

/** The time of an address that stands for the last sixty minutes. */
const HOUR = 'hour';
const HOUR_MS = 3_600_000;

/** Days that are offered by name, with how many of them, today included. */
const DAYS: Readonly<Record<string, number>> = { today: 1, week: 7, month: 30 };

/** Times that are one press away; the empty one is all of the journal. */
export const QUICK_TIMES = [
  { value: HOUR, label: 'Last hour' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'Last 7 days' },
  { value: '', label: 'All' },
] as const;

/** Times of the menu: what is asked for less often. */
export const OTHER_TIMES = [{ value: 'month', label: 'Last 30 days' }] as const;

/** Which of the quick times an address has; null where it has another, or dates. */
export function quickTime(when: string): string | null {
  if (QUICK_TIMES.some(({ value }) => value === when)) return when;
  // A name that means nothing leaves nothing out.
  return Object.keys(rangeOf(when, 0)).length === 0 ? '' : null;
}

/** How finely a time follows the clock: the last hour moves on with every minute, days with the day. */
export function stepOf(when: string): Step {
  return when === HOUR ? 'minute' : 'day';
}

/**
 * From and to of a time in an address: a name, or `2026-01-02..2026-01-05`, whole days, either end open. All are Unix
 * ms. The last hour begins with the minute an hour before that of `now`, so that it is what its words say.
 */
export function rangeOf(when: string, now: number): { from?: number; to?: number } {
  if (when === HOUR) return { from: stepStart('minute', now) - HOUR_MS };
  const days = Object.hasOwn(DAYS, when) ? DAYS[when] : undefined;
  if (days !== undefined) {
    const today = new Date(now);
    return { from: new Date(today.getFullYear(), today.getMonth(), today.getDate() - days + 1).getTime() };
  }
  const [, from = '', to = ''] = /^([\d-]*)\.\.([\d-]*)$/.exec(when) ?? [];
  const start = dayOf(from, 0);
  const end = dayOf(to, 1);
  return { ...(start !== null && { from: start }), ...(end !== null && { to: end }) };
}

/** The beginning of a day as the person's own clock has it, or of one `later`; null for what is no day. */
function dayOf(text: string, later: number): number | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return null;
  return new Date(Number(year), Number(month) - 1, Number(day) + later).getTime();
}

/** Since when, in words, for a time that is named; empty for all, and for dates, which say it themselves. */
export function sinceWords(when: string, now: number): string {
  if (when !== HOUR && !Object.hasOwn(DAYS, when)) return '';
  const { from = now } = rangeOf(when, now);
  const day = dayWords(from, now);
  if (when !== HOUR) return day === 'Today' ? 'since midnight' : `since ${day}`;
  return day === 'Today' ? `since ${timeOfDay(from)}` : `since ${timeOfDay(from)} yesterday`;
}

/** Days of an address in words, as short as they can be said. */
export function datesWords(when: string): string {
  if (!when.includes('..')) return 'From … to …';
  const { from, to } = rangeOf(when, 0);
  const day = (at: number): string =>
    new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
  // Named by its last day, not by the one after.
  const last = to === undefined ? undefined : new Date(to).setDate(new Date(to).getDate() - 1);
  if (from !== undefined && last !== undefined) return `${day(from)} – ${day(last)}`;
  if (from !== undefined) return `Since ${day(from)}`;
  return last === undefined ? 'From … to …' : `Until ${day(last)}`;
}

/** A day in words: today and yesterday by name, others with their date. Both are Unix ms. */
export function dayWords(at: number, now: number): string {
  const start = (time: number): number => new Date(new Date(time).toDateString()).getTime();
  const days = Math.round((start(now) - start(at)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return new Date(at).toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year });
}
