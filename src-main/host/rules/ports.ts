import type { JournalEntry } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Decider } from '#shared/model/approval/decider.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { RuleBatch, RuleStore } from './rules.ts';

/** The inbox, as rules need it. */
export interface RulesInbox {
  get(id: ApprovalId): Approval | undefined;
  /** Every request that waits, oldest first. */
  waiting(): readonly Approval[];
  /** Commands can be read now. */
  readAgain(): void;
  /** Decides many alike, each in a name of its own; answers what was thrown for those that could not be decided. */
  decideAll(
    ids: readonly ApprovalId[],
    decision: { readonly id: Rule['effect'] },
    by: (id: ApprovalId) => Decider,
  ): ReadonlyMap<ApprovalId, unknown>;
}

/** Decisions that wait to be taken back. */
export interface RulesBatches {
  /** Answers the batch's name. */
  start(batch: RuleBatch, send: () => ReadonlyMap<ApprovalId, unknown>): string;
}

export interface RulesStore extends RuleStore {
  /** Newest first. */
  journal(limit: number): readonly JournalEntry[];
}

/** What rules hear of. */
export interface RulesHear {
  approvalDecided: Pick<Approval, 'outcome'>;
  /** What was held back of the storage is in use. */
  storageTrusted: undefined;
}
