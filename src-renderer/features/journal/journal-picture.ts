import type { JournalFilter, JournalRequest } from '#shared/contract/calls/journal.ts';
import { DECIDED_BY, OUTCOMES, type DecidedBy } from '#shared/model/journal/journal.ts';
import type { JournalFind } from '../../platform/routes.ts';
import type { Tone } from '../../ui/state-words.ts';
import { rangeOf } from './journal-when.ts';

/** What is looked for, as the host takes it. `now` is Unix ms; names of an address that mean nothing are left out. */
export function filterOf(find: JournalFind, now: number): JournalFilter {
  const { text, outcome, by, kind, workspace, rule, thread, when } = find;
  const known = <T extends string>(value: string | undefined, among: readonly T[]): T | undefined =>
    among.find((one) => one === value);
  const entries = Object.entries({
    text: text?.trim() === '' ? undefined : text,
    outcome: known(outcome, [...OUTCOMES, 'late'] as const),
    decidedBy: known(by, DECIDED_BY),
    kind,
    workspace,
    rule,
    threadId: thread,
    ...rangeOf(when ?? '', now),
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JournalFilter;
}

/**
 * What is asked, as one string: the same question while nothing goes on but the time, which moves the beginning of the
 * last hour.
 */
export function questionOf({ when = '', ...rest }: JournalFind): string {
  return JSON.stringify({ ...filterOf(rest, 0), when });
}

/** A line of the list: a day, or a request of it. */
export type Line =
  | { readonly type: 'day'; readonly at: number }
  | { readonly type: 'request'; readonly request: JournalRequest };

/** Requests, newest first, with a line before each day. */
export function linesOf(requests: readonly JournalRequest[]): readonly Line[] {
  const lines: Line[] = [];
  let day = '';
  for (const request of requests) {
    const of = new Date(request.askedAt).toDateString();
    if (of !== day) lines.push({ type: 'day', at: request.askedAt });
    day = of;
    lines.push({ type: 'request', request });
  }
  return lines;
}

/** What the list shows of what is known. */
export interface Held {
  /** What it is an answer to. */
  readonly key: string;
  readonly requests: readonly JournalRequest[];
  /** Requests that came since, and are not shown yet. */
  readonly news: number;
}

/**
 * What to show once more is known. Another question, or a list nobody has the pointer on, is shown as it is now.
 * Otherwise every row keeps its place: rows are told anew, older ones come after them, and newer ones are counted.
 */
export function hold(before: Held, key: string, latest: readonly JournalRequest[], free: boolean): Held {
  const top = before.requests[0]?.seq;
  const bottom = before.requests.at(-1)?.seq;
  if (key !== before.key || free || top === undefined || bottom === undefined)
    return { key, requests: latest, news: 0 };
  const now = new Map(latest.map((request) => [request.seq, request]));
  return {
    key,
    requests: [
      ...before.requests.map((request) => now.get(request.seq) ?? request),
      ...latest.filter(({ seq }) => seq < bottom),
    ],
    news: latest.filter(({ seq }) => seq > top).length,
  };
}

export const OUTCOME_WORDS = {
  waiting: 'Waiting',
  accepted: 'Accepted',
  declined: 'Declined',
  answered: 'Answered',
  expired: 'Expired',
  late: 'With late attempts',
} as const;

export const OUTCOME_TONES: Readonly<Record<JournalRequest['outcome'], Tone>> = {
  waiting: 'needs',
  accepted: 'done',
  declined: 'failed',
  answered: 'done',
  expired: 'off',
};

export const BY_WORDS: Readonly<Record<DecidedBy, string>> = {
  person: 'A person',
  rules: 'A rule',
  gateway: 'A gateway',
  autoReview: 'Codex’s reviewer',
};

const WHY: Readonly<Record<string, string>> = {
  turnEnded: 'its turn ended',
  appServerDied: 'its app-server ended',
  answeredElsewhere: 'answered elsewhere',
  threadClosed: 'its thread was closed',
};

/** Who ended it, or what did, in a few words. */
export function endedBy({ outcome, by }: Pick<JournalRequest, 'outcome' | 'by'>): string {
  if (by === null) return '';
  return outcome === 'expired' ? (WHY[by] ?? by) : by;
}
