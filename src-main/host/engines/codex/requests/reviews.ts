import { checks, fills } from '#shared/app-server/generated/validators/reviews.js';
import type { ServerNotification } from '#shared/app-server/methods.ts';
import type { ApprovalBody } from '#shared/model/approval/approval.ts';
import { Malformed } from '../../failure.ts';
import type { Review } from '../../requests.ts';

type Params = Extract<ServerNotification, { method: 'item/autoApprovalReview/completed' }>['params'];
type Action = Params['action'];

/** Reads a completed review. Throws Malformed when it is not of its shape. */
export function readReview(params: unknown): Review {
  if (!isReview(params)) throw new Malformed('a review');
  const { threadId, turnId, reviewId, targetItemId, startedAtMs, review, action } = params;
  const words: Partial<Record<typeof review.status, string>> = {
    timedOut: 'The reviewer took too long, so it was refused.',
    aborted: 'The review was broken off, so it was refused.',
  };
  const risk = review.riskLevel === null ? null : `${review.riskLevel} risk`;
  const reason = [words[review.status] ?? review.rationale, risk].filter(
    (part) => part != null && part !== '',
  );
  return {
    reviewId,
    threadId,
    turnId,
    itemId: targetItemId,
    startedAt: startedAtMs,
    decision: review.status === 'approved' ? 'accept' : 'decline',
    reason: reason.length === 0 ? null : reason.join(' · '),
    body: isAction(action) ? bodyOf(action) : { kind: 'unknown', method: actionName(action) },
    denial: review.status === 'denied' ? denialOf(params) : null,
    raw: params,
  };
}

function bodyOf(action: Action): ApprovalBody {
  switch (action.type) {
    case 'command':
      return command(action.command, action.cwd);
    case 'execve':
      return command(action.argv.join(' '), action.cwd);
    case 'writeStdin':
      return { ...command(action.stdin, action.cwd), kind: 'stdin' };
    case 'applyPatch':
      return {
        kind: 'fileChange',
        changes: action.files.map((path) => ({ path, kind: { type: 'update', move_path: null }, diff: '' })),
        grantRoot: null,
      };
    case 'networkAccess':
      return { kind: 'network', host: action.host, protocol: action.protocol, command: null, cwd: null };
    case 'mcpToolCall':
      return {
        kind: 'mcpTool',
        server: action.server,
        tool: action.toolName,
        description: action.toolTitle ?? null,
        arguments: null,
        hints: { readOnly: false, destructive: false, openWorld: false },
      };
    case 'requestPermissions':
      return { kind: 'permissions', cwd: '', permissions: action.permissions, parts: [] };
    default:
      return { kind: 'unknown', method: actionName(action) };
  }
}

/** Whether it is a review, deeply and by Codex's own schema, whatever it was about. */
function isReview(params: unknown): params is Params {
  return checks['review']?.(params) === true && hasKind(params) && fills['review']?.(params) === true;
}

/** Whether what a review was about is of a kind that is known, and of its shape. */
function isAction(action: unknown): action is Action {
  return checks['action']?.(action) === true && fills['action']?.(action) === true;
}

function hasKind(params: unknown): boolean {
  const action = typeof params === 'object' && params !== null && 'action' in params ? params.action : null;
  return typeof action === 'object' && action !== null && 'type' in action && typeof action.type === 'string';
}

function actionName(action: unknown): string {
  const type = typeof action === 'object' && action !== null && 'type' in action ? action.type : null;
  return typeof type === 'string' ? type.slice(0, 100) : 'review';
}

function command(text: string, cwd: string): Extract<ApprovalBody, { kind: 'command' | 'stdin' }> {
  return { kind: 'command', command: text, cwd, prefix: null, extraPermissions: null };
}

/**
 * The same as Codex's core has it: names in snake case, also of kinds (measured on 0.169.0: with the notification's own
 * names the call is refused).
 */
function denialOf({
  reviewId,
  targetItemId,
  turnId,
  startedAtMs,
  completedAtMs,
  review,
  action,
}: Params): unknown {
  return {
    id: reviewId,
    target_item_id: targetItemId,
    turn_id: turnId,
    started_at_ms: startedAtMs,
    completed_at_ms: completedAtMs,
    status: 'denied',
    risk_level: review.riskLevel,
    user_authorization: review.userAuthorization,
    rationale: review.rationale,
    decision_source: 'agent',
    action: snakeCased(action),
  };
}

/** Properties whose values are names of the protocol, and not anybody's text. */
const NAMES = new Set(['type', 'source', 'protocol']);

function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      snake(key),
      NAMES.has(key) && typeof inner === 'string' ? snake(inner) : snakeCased(inner),
    ]),
  );
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
