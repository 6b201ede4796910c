import type { Activity } from '../../thread/describe.ts';

/** What there is to know of one kind of request, apart from how it is drawn and how an engine answers it. */
export interface Kind<B extends { readonly kind: string }> {
  readonly kind: B['kind'];
  /** It asks for text or a choice rather than for leave; the fleet tells the two apart. */
  readonly question: boolean;
  /** Whether what was stored is a body of this kind, as deep as it is relied on. */
  readonly fits: (stored: unknown) => boolean;
  /** What kind of decision it is: the title of its card; without a body that of the kind in general. */
  readonly title: (body?: B) => string;
  /**
   * How `wants` and `ask` begin before what is code, where both do: the journal kept the former and shows the latter.
   * Null where what is asked is told in other words.
   */
  readonly verb: { readonly wants: string; readonly ask: string } | null;
  /** What it wants, in the words of a fleet row. */
  readonly wants: (body: B) => Activity;
  /** What it asks, in one line of the inbox. */
  readonly ask: (body: B) => Activity;
  /** All of what is asked, in its parts, for the journal. `raw` is the request as it came. */
  readonly parts: (body: B, raw: unknown) => readonly Part[];
}

/** A part of what is asked: what it is, and its text; an empty text is left out. */
export type Part = readonly [label: string, text: string];

/** A value as text for a part; empty where there is none. */
export function json(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value, null, 2);
}

export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === 'string';
export const flag: Check = (value) => typeof value === 'boolean';

export function oneOf(...words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value);
}

export function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

export function orAbsent(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** An object that has at least these; what a later version has beside them may stand there. */
export function fields(checks: Readonly<Record<string, Check>>): Check {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]));
}
