import type { ApprovalBody } from '#shared/model/approval/approval.ts';
import type { DecisionId, DecisionOption } from '#shared/model/approval/decision.ts';
import type { RpcErrorBody } from '#shared/rpc/messages.ts';

/** What a person decided, with what they typed. */
export interface Decision {
  readonly id: DecisionId;
  readonly answers?: Readonly<Record<string, readonly string[]>>;
  readonly content?: Readonly<Record<string, unknown>>;
  /** Which parts of the permissions that were asked for; without it all of them. */
  readonly granted?: readonly string[];
}

/** What goes back to the app-server: a result of the request's own schema, or an error, which it takes as a no. */
export type Answer = { readonly result: unknown } | { readonly error: RpcErrorBody };

/** What a request is to the person: the thing itself, what may be decided, and how a decision is answered. */
export interface Shown {
  readonly type: 'shown';
  readonly threadId: string;
  readonly turnId: string | null;
  readonly itemId: string | null;
  readonly reason: string | null;
  readonly body: ApprovalBody;
  readonly decisions: readonly DecisionOption[];
  /** Nobody but a person may decide it. */
  readonly onlyPerson?: boolean;
  answer(decision: Decision): Answer;
  /** Why a decision cannot be made so, in words; null when it can. */
  problem?(decision: Decision): string | null;
  /** What goes with a decision beyond its name, for the journal. */
  note?(decision: Decision): string | null;
}

/** Where the answer to a request goes. */
export interface AnswerSink {
  result(value: unknown): void;
  error(body: { code: number; message: string }): void;
}

/** A request that no person is asked: it is answered at once. */
export interface Answered {
  readonly type: 'answered';
  readonly answer: Answer;
}

/** A verdict of an engine's own reviewer, which decides requests where it was switched on. */
export interface Review {
  readonly reviewId: string;
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string | null;
  /** Unix ms. */
  readonly startedAt: number;
  readonly decision: 'accept' | 'decline';
  /** Why, in the reviewer's words, with how grave it found it; null when it gave nothing. */
  readonly reason: string | null;
  readonly body: ApprovalBody;
  /** What allowing it after all has to name; null for what cannot be. */
  readonly denial: unknown;
  readonly raw: unknown;
}
