import { UNSEEN } from '../../base/unseen.ts';
import { plainLine } from '../../base/words.ts';
import type { Approval, ApprovalBody } from '../approval/approval.ts';
import { optionFor } from '../approval/decision.ts';
import { wantsOf } from '../approval/asks.ts';
import type { ApprovalId, WorkspaceId } from '../ids.ts';
import { mask, MASK } from '../secrets/mask.ts';

/** A decision that waits for the person, in words. */
export interface WaitingDecision {
  readonly id: ApprovalId;
  readonly workspaceId: WorkspaceId;
  readonly title: string;
  readonly workspace: string;
  /** The thing itself, secrets masked: `wants to run npm test`. */
  readonly wants: string;
  /** What can be decided without looking at the card. */
  readonly quick: readonly QuickDecision[];
}

export type QuickDecision = 'accept' | 'decline';

/** A notification shows so many characters of the thing itself in full, on every system: what is longer is cut there. */
const WHOLE = 80;

/**
 * An approval as notifications and menus tell of it: others may see them over a shoulder, and the system keeps a history
 * of them. A secret is masked before the text is cut: half of one would not be known as one.
 */
export function waitingDecision(approval: Approval, workspace: string): WaitingDecision {
  const { body } = approval;
  const wants = line(
    'command' in body && body.command !== null ? ({ ...body, command: masked(body) } as ApprovalBody) : body,
  );
  return {
    id: approval.id,
    workspaceId: approval.workspaceId,
    title: approval.threadTitle === '' ? 'Untitled' : mask(approval.threadTitle),
    workspace,
    wants,
    quick: quickDecisions(approval, wants),
  };
}

function line(body: ApprovalBody): string {
  const { words, code } = wantsOf(body);
  return mask(code === '' ? words : `${words} ${code}`);
}

const maskedCommands = new WeakMap<ApprovalBody, string>();

/** The same request is told again with every change of the inbox, and its command may be long. */
function masked(body: ApprovalBody & { readonly command: string | null }): string {
  let command = maskedCommands.get(body);
  if (command === undefined) maskedCommands.set(body, (command = mask(body.command ?? '')));
  return command;
}

/**
 * Nothing is accepted that was not seen whole: only what is short, plain, nothing more than its own words, and has
 * nothing masked in it.
 */
function quickDecisions({ body, decisions }: Approval, wants: string): readonly QuickDecision[] {
  const offered = (id: QuickDecision): boolean => optionFor(decisions, id) !== undefined;
  const whole =
    (body.kind === 'command' && body.extraPermissions === null) ||
    (body.kind === 'network' && body.command === null);
  const text = body.kind === 'command' ? body.command : wants;
  const plain =
    !wants.includes(MASK) &&
    wants.length <= WHOLE &&
    plainLine(wants, WHOLE) === wants &&
    !UNSEEN.test(text) &&
    !text.includes('\n');
  return [
    ...(whole && plain && offered('accept') ? (['accept'] as const) : []),
    ...(offered('decline') ? (['decline'] as const) : []),
  ];
}
