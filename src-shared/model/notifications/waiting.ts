import { plainLine } from '../../base/words.ts';
import type { Approval } from '../approval/approval.ts';
import { wantsOf } from '../approval/wants.ts';
import type { ApprovalId, WorkspaceId } from '../ids.ts';

/** A decision that waits for the person, in words. */
export interface WaitingDecision {
  readonly id: ApprovalId;
  readonly workspaceId: WorkspaceId;
  readonly title: string;
  readonly workspace: string;
  /** The thing itself: `wants to run npm test`. */
  readonly wants: string;
  /** What can be decided without looking at the card. */
  readonly quick: readonly QuickDecision[];
}

export type QuickDecision = 'accept' | 'decline';

/** A notification shows so many characters of the thing itself in full, on every system: what is longer is cut there. */
const WHOLE = 80;

/** An approval as notifications and menus tell of it. */
export function waitingDecision(approval: Approval, workspace: string): WaitingDecision {
  const { words, code } = wantsOf(approval.body);
  const wants = code === '' ? words : `${words} ${code}`;
  return {
    id: approval.id,
    workspaceId: approval.workspaceId,
    title: approval.threadTitle === '' ? 'Untitled' : approval.threadTitle,
    workspace,
    wants,
    quick: quickDecisions(approval, wants),
  };
}

/** Nothing is accepted that was not seen whole: only what is short, plain, and nothing more than its own words. */
function quickDecisions({ body, decisions }: Approval, wants: string): readonly QuickDecision[] {
  const offered = (id: QuickDecision): boolean => decisions.some((option) => option.id === id);
  const whole =
    (body.kind === 'command' && body.extraPermissions === null) ||
    (body.kind === 'network' && body.command === null);
  const text = body.kind === 'command' ? body.command : wants;
  const plain = wants.length <= WHOLE && plainLine(wants, WHOLE) === wants && !text.includes('\n');
  return [
    ...(whole && plain && offered('accept') ? (['accept'] as const) : []),
    ...(offered('decline') ? (['decline'] as const) : []),
  ];
}
