import type { Approval, DecisionId, ExpiryReason, Outcome } from '#shared/model/approval/approval.ts';
import {
  decisionFacts,
  isKnownDecision,
  type DecisionFacts,
  type KnownDecision,
} from '#shared/model/approval/decision.ts';
import { deciderPhrase, deciderReason } from '#shared/model/approval/decider.ts';
import type { CommandId } from '../../platform/commands.ts';
import type { Tone } from '../../ui/state-words.ts';
import { drawnKind } from './kinds/index.ts';
import type { Pill } from './pill.ts';

/** The folder in which its thread works; of one that an earlier Muster kept, its workspace's. */
export function homeOf({ folder }: Approval, workspacePath: string | null): string | null {
  return folder ?? workspacePath;
}

/** Whether two requests are of the same turn. */
export function ofOneTurn(one: Approval, other: Approval): boolean {
  return one.turnId !== null && one.turnId === other.turnId && one.threadId === other.threadId;
}

/** The rest of a row's second line: what the decision touches, in a few words. */
export function touches({ body }: Approval): string {
  return drawnKind(body).touches(body);
}

/** What it touches, as far as the request itself says so. `home` is the folder in which the thread works. */
export function pills(approval: Approval, home: string | null): readonly Pill[] {
  const { body } = approval;
  return drawnKind(body).pills({ body, approval, home });
}

/** The gravest of what a request touches, for its row: less what nearly every request of its kind has. */
export function riskWords(approval: Approval, home: string | null): string {
  const told = pills(approval, home).filter(
    ({ text, tone }) => tone !== undefined && !/outside the sandbox$|^runs in /.test(text),
  );
  const grave = [
    ...told.filter(({ tone }) => tone === 'failed'),
    ...told.filter(({ tone }) => tone === 'needs'),
  ];
  const words = new Set(grave.map(({ text }) => text));
  for (const word of drawnKind(approval.body).said ?? []) words.delete(word);
  return [...words].slice(0, 2).join(', ');
}

/** How an approval ended, as a sentence. */
export function outcomeSentence(outcome: Outcome): string {
  if (outcome.type === 'expired') return EXPIRED[outcome.because];
  return `${decidedWords(outcome)} by ${deciderPhrase(outcome.by)}.`;
}

/** The colour of an end: amber for what nobody decided, green for what was allowed. */
export function outcomeTone(outcome: Outcome): Tone {
  if (outcome.type === 'expired') return 'needs';
  return isRefused(outcome) ? 'rest' : 'done';
}

/** Whether a decision that was made allowed nothing; one of which nothing is known allowed nothing, as far as one knows. */
export function isRefused({ decision, effect }: Pick<Decided, 'decision' | 'effect'>): boolean {
  return (effect ?? decisionFacts(decision)?.effect) !== 'allow';
}

type Decided = Extract<Outcome, { type: 'decided' }>;

function decidedWords({ decision, label }: Decided): string {
  return label === undefined || isKnownDecision(decision) ? decisionWords(decision) : `“${label}” chosen`;
}

/** Why it was decided so, in the words of whoever decided; null when they gave none. */
export function outcomeReason(outcome: Outcome): string | null {
  return outcome.type === 'decided' ? deciderReason(outcome.by) : null;
}

/** How it ended in one or two words, for a row. */
export function outcomeWord(outcome: Outcome): string {
  return outcome.type === 'expired'
    ? outcome.because === 'answeredElsewhere'
      ? 'answered elsewhere'
      : 'expired'
    : decidedWords(outcome).toLowerCase();
}

/** A decision as the journal has it, in words; one that this version does not know by its own name. */
export function decisionWords(decision: string): string {
  return isKnownDecision(decision) ? DECIDED[decision] : decision;
}

/** Why a request expired, as a sentence; a reason of another version as it is. */
export function expiryWords(because: string): string {
  return Object.hasOwn(EXPIRED, because) ? EXPIRED[because as ExpiryReason] : `Expired: ${because}.`;
}

const DECIDED: Readonly<Record<KnownDecision, string>> = {
  accept: 'Accepted',
  acceptForSession: 'Accepted for the session',
  acceptAndRemember: 'Accepted and remembered',
  declineAndRemember: 'Declined and remembered',
  decline: 'Declined',
  cancel: 'Cancelled with its turn',
  answer: 'Answered',
};
/** What somebody tried to do, for saying that it did not count. */
export function triedWords(decision: DecisionId): string {
  return isKnownDecision(decision) ? TRIED[decision] : 'decision';
}

const TRIED: Readonly<Record<KnownDecision, string>> = {
  accept: 'acceptance',
  acceptForSession: 'acceptance',
  acceptAndRemember: 'acceptance',
  declineAndRemember: 'decline',
  decline: 'decline',
  cancel: 'cancellation',
  answer: 'answer',
};
const EXPIRED: Readonly<Record<ExpiryReason, string>> = {
  turnEnded: 'Expired: its turn ended before anybody decided. Nothing was allowed.',
  appServerDied: 'Expired: its app-server ended. Nothing was allowed; it comes back if the agent asks again.',
  answeredElsewhere: 'Answered elsewhere: another program decided it, or it is no longer needed.',
  threadClosed: 'Expired: its thread was closed. Nothing was allowed.',
};

/** The command that a decision's key belongs to, by what it does. */
export function commandOf({ effect, lasts }: DecisionFacts): CommandId {
  if (effect === 'stop') return 'approval.cancel';
  if (effect === 'deny') return lasts === 'always' ? 'approval.refuseAlways' : 'approval.decline';
  return lasts === 'always'
    ? 'approval.remember'
    : lasts === 'session'
      ? 'approval.session'
      : 'approval.accept';
}
