import type { GatewayStanding } from '../gateway/gateway.ts';
import type { ApprovalId, Generation, ThreadId, WorkspaceId } from '../ids.ts';
import type { FileEdit } from '../item/file-edit.ts';
import type { Decider } from './decider.ts';
import type { Reading } from '../command/reading.ts';

export type ApprovalKind =
  | 'command'
  | 'stdin'
  | 'network'
  | 'fileChange'
  | 'permissions'
  | 'question'
  | 'elicitation'
  | 'tool'
  | 'mcpTool'
  | 'unknown';

/** One decision that a request offers. `reach` says in one sentence what choosing it does. */
export interface DecisionOption {
  readonly id: DecisionId;
  readonly label: string;
  readonly reach: string;
}

export type DecisionId =
  | 'accept'
  | 'acceptForSession'
  | 'acceptAndRemember'
  | 'declineAndRemember'
  | 'decline'
  | 'cancel'
  /** A question or form is answered with `answers`. */
  | 'answer';

/** The thing itself, by kind. */
export type ApprovalBody =
  | {
      readonly kind: 'command' | 'stdin';
      readonly command: string;
      readonly cwd: string | null;
      /** Argv prefix that the app-server proposes to remember; null when none. */
      readonly prefix: readonly string[] | null;
      /** As they came; null when none are asked for. */
      readonly extraPermissions: unknown;
      /** The same, part by part; absent when none are asked for. */
      readonly extraParts?: readonly PermissionPart[];
    }
  | {
      readonly kind: 'network';
      readonly host: string;
      readonly protocol: string;
      readonly command: string | null;
      readonly cwd: string | null;
    }
  | {
      readonly kind: 'fileChange';
      /** The changes of the item asked about; empty until the item is known. */
      readonly changes: readonly FileEdit[];
      readonly grantRoot: string | null;
    }
  | {
      readonly kind: 'permissions';
      readonly cwd: string;
      /** As they came. */
      readonly permissions: unknown;
      /** What of them can be granted one by one; none when that is not known. */
      readonly parts: readonly PermissionPart[];
    }
  | { readonly kind: 'question'; readonly questions: readonly Question[] }
  | {
      readonly kind: 'elicitation';
      readonly server: string;
      readonly mode: string;
      readonly message: string;
      readonly url: string | null;
      /** The form's JSON schema as it came; null when nothing is to be filled in. */
      readonly schema: unknown;
    }
  /** A tool that the client of the thread has to carry out. */
  | { readonly kind: 'tool'; readonly tool: string; readonly arguments: unknown }
  /** A tool of an MCP server that the agent wants to call. */
  | {
      readonly kind: 'mcpTool';
      readonly server: string;
      readonly tool: string;
      readonly description: string | null;
      readonly arguments: unknown;
      /** What the server says of it; nobody checked that. */
      readonly hints: {
        readonly readOnly: boolean;
        readonly destructive: boolean;
        readonly openWorld: boolean;
      };
    }
  | { readonly kind: 'unknown'; readonly method: string };

/** One of the permissions that are asked for together. */
export interface PermissionPart {
  readonly id: string;
  readonly access: 'network' | 'read' | 'write';
  /** The path, or what stands for one; empty for the network. */
  readonly what: string;
}

export interface Question {
  readonly id: string;
  readonly header: string;
  readonly question: string;
  readonly secret: boolean;
  readonly other: boolean;
  readonly options: readonly { readonly label: string; readonly description: string }[] | null;
}

/** The name under which a person's answer in a tool's place is given, among `answers`. */
export const TOOL_RESULT = 'result';

/** How the life of an approval ended. */
export type Outcome =
  | {
      readonly type: 'decided';
      readonly decision: DecisionId;
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

/** Approvals ask for a decision, questions for text or a choice; the fleet tells the two apart. */
export function isQuestion(kind: ApprovalKind): boolean {
  return kind === 'question' || kind === 'elicitation' || kind === 'tool';
}
