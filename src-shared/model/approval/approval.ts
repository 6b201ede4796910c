import type { GatewayStanding } from '../gateway/gateway.ts';
import type { ApprovalId, Generation, ThreadId, WorkspaceId } from '../ids.ts';
import type { Reading } from '../command/reading.ts';
import type { Decider } from './decider.ts';
import type { DecisionEffect, DecisionId, DecisionOption } from './decision.ts';
import type { ApprovalBody } from './kinds/index.ts';

export type { DecisionId, DecisionOption } from './decision.ts';
export { isQuestion, type ApprovalBody, type ApprovalKind, type BodyOf } from './kinds/index.ts';
export type { PermissionPart } from './kinds/permission-part.ts';
export type { Question } from './kinds/question.ts';
export { TOOL_RESULT } from './kinds/tool.ts';

/** How the life of an approval ended. */
export type Outcome =
  | {
      readonly type: 'decided';
      readonly decision: DecisionId;
      /** What it does, and what it was called; absent of what an earlier Muster kept. */
      readonly effect?: DecisionEffect;
      readonly label?: string;
      readonly by: Decider;
      readonly at: number;
      /** What goes with the decision beyond its name: which permissions, which answer. Absent when nothing does. */
      readonly note?: string;
    }
  | { readonly type: 'expired'; readonly because: ExpiryReason; readonly at: number };

export type ExpiryReason = 'turnEnded' | 'appServerDied' | 'answeredElsewhere' | 'threadClosed';

/** Key `approval:<id>` of the topic `inbox`. Pending while `outcome` is null; ended ones stay for a while. */
export interface Approval {
  readonly id: ApprovalId;
  readonly generation: Generation;
  readonly workspaceId: WorkspaceId;
  readonly threadId: ThreadId;
  readonly turnId: string | null;
  readonly itemId: string | null;
  readonly threadTitle: string;
  readonly branch: string | null;
  /** Where the thread works: its workspace's folder, or its worktree. Null when that is not known. */
  readonly folder: string | null;
  readonly body: ApprovalBody;
  /** The agent's own reason, if it gave one. */
  readonly reason: string | null;
  readonly decisions: readonly DecisionOption[];
  /** Nobody but a person may decide it: no rule, and no gateway. */
  readonly onlyPerson: boolean;
  /** Unix ms at which the host learnt of it. */
  readonly askedAt: number;
  /** Where it stands with the gateway, which is asked first; null where none has to do with it, or it decided. */
  readonly gateway: GatewayStanding | null;
  /** A decision is on its way to the app-server. */
  readonly deciding: boolean;
  readonly outcome: Outcome | null;
  /** What a command's text is made of and does; null for what is no command, and until it was read. */
  readonly reading: Reading | null;
  /** A refusal of Codex's reviewer that a person can allow once, or has; null for all else. */
  readonly allowOnce: 'offered' | 'done' | null;
  /** The request as it came, for what this version does not know. */
  readonly raw: unknown;
}
