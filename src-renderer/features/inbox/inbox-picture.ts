import { inboxTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Selector } from '../../connection/index.ts';

/** What waits, as a list of names, oldest first, and what is said of all of it. */
export interface InboxPicture {
  readonly waiting: readonly ApprovalId[];
  /** Unix ms of the oldest that waits. */
  readonly oldest: number | null;
  readonly threads: number;
  /** Those of `waiting` that are no longer pending but stay in their place while they are looked at. */
  readonly stale: readonly ApprovalId[];
}

/** Whether a request stands among those that wait: also the one that is looked at, until it is left. */
export function stands({ id, outcome }: Approval, selected: ApprovalId | null): boolean {
  return outcome === null || id === selected;
}

/** What ended, latest first. */
export function endedOf(approvals: readonly Approval[], selected: ApprovalId | null): readonly ApprovalId[] {
  return approvals
    .filter((approval) => !stands(approval, selected))
    .sort((a, b) => (b.outcome?.at ?? 0) - (a.outcome?.at ?? 0) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

/** Sorts approvals. The one that is looked at keeps its place when it ends, until it is left. */
export function inboxPicture(approvals: Iterable<Approval>, selected: ApprovalId | null): InboxPicture {
  const waiting = [...approvals].filter((approval) => stands(approval, selected));
  waiting.sort((a, b) => a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1));
  const pending = waiting.filter(({ outcome }) => outcome === null);
  return {
    waiting: waiting.map(({ id }) => id),
    oldest: pending[0]?.askedAt ?? null,
    threads: new Set(pending.map(({ threadId }) => threadId)).size,
    stale: waiting.filter(({ outcome }) => outcome !== null).map(({ id }) => id),
  };
}

const sameIds = (a: readonly ApprovalId[], b: readonly ApprovalId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

/** The picture of the topic's values, quiet while only the content of cards changes. */
export function inboxSelector(selected: ApprovalId | null): Selector<InboxPicture> {
  return {
    select: (values) => inboxPicture(inboxTopic.approval.all(values), selected),
    same: (a, b) => sameIds(a.waiting, b.waiting) && sameIds(a.stale, b.stale),
  };
}
