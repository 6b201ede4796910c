const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, as short as it can be said: `41 s`, `2 m`, `3 h`, `5 d`. */
export function ago(since: number, now: number): string {
  const ms = Math.max(0, now - since);
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** The first seconds are *now*: a label that begins to count at once says nothing. */
const NOW = 5 * SECOND;

function agoCalm(since: number, now: number): string {
  return now - since < NOW ? 'now' : ago(since, now);
}

/** The minute of today, the weekday of the last six days, else the date: as short as it can be said. */
function moment(at: number, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  const days = Math.round((startOfDay(today) - startOfDay(then)) / DAY);
  if (days <= 0) return timeOfDay(at);
  if (days < 7) return then.toLocaleDateString(undefined, { weekday: 'short' });
  const year = then.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return then.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year });
}

/** When a day began, or the one so many days later: not always 24 hours each. */
function startOfDay(date: Date, later = 0): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).getTime();
}

/**
 * How the time since something is told: `live` by the second, for what runs; `calm`, for what waits, the same after a
 * first `now`; `rest`, for what is over, as the moment it was, which changes with the day and not before.
 */
export type TimeStyle = 'live' | 'calm' | 'rest';

/** What a label says. Both times are Unix ms. */
export function timeLabel(style: TimeStyle, since: number, now: number): string {
  return style === 'live' ? ago(since, now) : style === 'calm' ? agoCalm(since, now) : moment(since, now);
}

/** Milliseconds until a label may say something else. */
export function msUntilNextLabel(style: TimeStyle, since: number, now: number): number {
  if (style === 'rest') return msUntilNextStep('day', now);
  const ms = now - since;
  if (style === 'calm' && ms < NOW) return NOW - ms;
  if (ms < 0) return -ms + SECOND;
  const step = ms < MINUTE ? SECOND : ms < HOUR ? MINUTE : ms < DAY ? HOUR : DAY;
  return step - (ms % step);
}

/** How finely something follows the time. */
export type Step = 'minute' | 'day';

/** When the minute or the day of a moment began, by the person's own clock; both Unix ms. */
export function stepStart(step: Step, now: number): number {
  return step === 'minute' ? now - (now % MINUTE) : startOfDay(new Date(now));
}

/** Milliseconds until the next minute or day begins. */
export function msUntilNextStep(step: Step, now: number): number {
  return step === 'minute' ? MINUTE - (now % MINUTE) : startOfDay(new Date(now), 1) - now;
}

/** A length of time that is over: `80 ms`, `1.2 s`, `3 m 20 s`. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return withRest(Math.floor(ms / MINUTE), 'm', Math.floor((ms % MINUTE) / SECOND), 's');
  return withRest(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'm');
}

/** How long something took, or nothing where that is not known or too short to be worth a word. */
export function spent(ms: number | null): string {
  return ms === null || ms < 1 ? '' : duration(ms);
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;
}

/** A large number in three figures at most: `950`, `41k`, `1.2M`. */
export function short(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 999_500) return `${trim(count / 1000)}k`;
  return `${trim(count / 1_000_000)}M`;
}

function trim(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** `1 thread`, `2 threads`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A share as a percentage: `34 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Bytes in the unit that keeps them short. */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 ** 2) return `${Math.round(count / 1024)} KiB`;
  if (count < 1024 ** 3) return `${Math.round(count / 1024 ** 2)} MiB`;
  return `${(count / 1024 ** 3).toFixed(1)} GiB`;
}

/** The hour and minute of the day, in the person's own notation. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

/** A day and a time of it in few words. */
export function dayAndTime(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Where something is, in a row: workspace and branch, as far as they are known. */
export function placeWords(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part != null && part !== '').join(' · ');
}

/** The last part of a path, on any system. */
export function baseName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}

/** A text cut in its middle to a length: of a path both its beginning and its name stay. */
export function middleCut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.ceil(length * 0.7);
  return `${text.slice(0, length - end - 1)}…${text.slice(-end)}`;
}

/** A path as seen from a folder: relative below it, else as it is. */
export function relativePath(path: string, folder: string | null): string {
  if (folder === null || folder === '') return path;
  const base = folder.replace(/[\\/]+$/, '');
  if (path === base) return '.';
  return path.startsWith(`${base}/`) || path.startsWith(`${base}\\`) ? path.slice(base.length + 1) : path;
}
