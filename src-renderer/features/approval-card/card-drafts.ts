/** What was filled into cards and not sent yet, while other cards are looked at. In memory alone: it may be secret. */
import type { ApprovalId } from '#shared/model/ids.ts';
import type { FieldValue } from './form-schema.ts';
import type { QuestionDraft } from './question-draft.ts';

export interface Filled {
  readonly drafts: Readonly<Record<string, QuestionDraft>>;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly granted: ReadonlySet<string>;
  /** The page that is asked about was opened. */
  readonly opened: boolean;
}

/** Requests that ended while nobody looked leave theirs behind: the oldest of so many goes. */
const MOST = 50;
const kept = new Map<ApprovalId, Filled>();

export function filledBefore(id: ApprovalId): Filled | undefined {
  return kept.get(id);
}

/** Keeps what is filled in; null forgets it, once the request has ended. */
export function keepFilled(id: ApprovalId, filled: Filled | null): void {
  kept.delete(id);
  if (filled === null) return;
  kept.set(id, filled);
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
}
