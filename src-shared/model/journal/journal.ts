import type { Approval } from '../approval/approval.ts';
import { askOfWants } from '../approval/asks.ts';
import { kindOf } from '../approval/kinds/index.ts';
import { oneLine, shownCommand } from '../thread/describe.ts';

/** How a request of the journal ended, or that it did not. */
export const OUTCOMES = ['waiting', 'accepted', 'declined', 'answered', 'expired'] as const;
export type JournalOutcome = (typeof OUTCOMES)[number];

/** Who decides. */
export const DECIDED_BY = ['person', 'rules', 'gateway', 'autoReview'] as const;
export type DecidedBy = (typeof DECIDED_BY)[number];

/** Matches are counted this far; past it there are just *more*. */
export const COUNT_LIMIT = 10_000;

/** What was asked, as far as rules look at it. */
export type JournalSubject =
  | { readonly type: 'command'; readonly text: string; readonly inPlace: boolean }
  | { readonly type: 'network'; readonly host: string }
  | { readonly type: 'files'; readonly paths: readonly string[] };

/** What a request said beyond the subject that rules look at: kept with it, to be read and searched later. */
export interface JournalDetails {
  /** The agent's own reason. */
  readonly reason: string | null;
  readonly branch: string | null;
  /** The folder it was asked for. */
  readonly folder: string | null;
  /** All of what was asked, in its parts: `Command`, `Arguments`, `Question`. */
  readonly parts: readonly { readonly label: string; readonly text: string }[];
}

/** What the journal keeps of a request beyond its line; whole, except for the text of changes. */
export function journalDetails({ body, reason, branch, raw }: Approval): JournalDetails {
  return {
    reason: reason === '' ? null : reason,
    branch,
    folder: 'cwd' in body ? body.cwd : null,
    parts: kindOf(body)
      .parts(body, raw)
      .map(([label, text]) => ({ label, text }))
      .filter(({ text }) => text !== ''),
  };
}

/** UTF-16 units of a request's line; more does not fit on any screen. */
const LINE_LENGTH = 300;

/** A request as one line: words, then what is code; either may be empty. */
export function requestLine(
  kind: string,
  summary: string,
  subject: JournalSubject | null,
): { words: string; code: string } {
  if (subject?.type === 'command')
    return { words: '', code: oneLine(shownCommand(subject.text), LINE_LENGTH) };
  if (subject?.type === 'network') return { words: 'Connect to', code: subject.host };
  const { words, code } = askOfWants(kind, summary);
  return { words, code: oneLine(code, LINE_LENGTH) };
}
