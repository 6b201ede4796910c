import type { ApprovalId } from '../ids.ts';
import type { DecisionId } from './approval.ts';

/** Key `batch:<id>` of the topic `batches`: one decision for many requests, from when it was made until it is over. */
export interface Batch {
  readonly id: string;
  readonly decision: DecisionId;
  readonly approvalIds: readonly ApprovalId[];
  /** The client that decided. */
  readonly by: string;
  /** The rule in whose name they are decided, and which holds from then on; null when a person decides. */
  readonly rule: { readonly id: string; readonly name: string } | null;
  /** Unix ms at which the answers are sent. */
  readonly dueAt: number;
  /** Null while it waits; then what became of it. */
  readonly outcome: BatchOutcome | null;
}

export type BatchOutcome =
  | { readonly type: 'undone'; readonly by: string; readonly at: number }
  | {
      readonly type: 'sent';
      readonly at: number;
      readonly decided: number;
      readonly failed: readonly BatchFailure[];
    };

/** A request of a batch that was not decided by it, and why. */
export interface BatchFailure {
  readonly approvalId: ApprovalId;
  readonly title: string;
  readonly message: string;
}
