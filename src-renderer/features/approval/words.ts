import type {
  Approval,
  DecisionId,
  ExpiryReason,
  Outcome,
  PermissionPart,
} from '#shared/model/approval/approval.ts';
import {
  decisionFacts,
  isKnownDecision,
  type DecisionFacts,
  type KnownDecision,
} from '#shared/model/approval/decision.ts';
import { deciderPhrase, deciderReason } from '#shared/model/approval/decider.ts';
import { RISKS, type Reading } from '#shared/model/command/reading.ts';
import type { CommandId } from '../../platform/commands.ts';
import { plural, relativePath } from '../../ui/format.ts';
import type { Tone } from '../../ui/state-words.ts';
import { editTotals } from '#shared/model/changes/unified-diff.ts';
import { textWarnings } from '../../ui/visible-text.ts';

/** The folder in which its thread works; of one that an earlier Muster kept, its workspace's. */
export function homeOf({ folder }: Approval, workspacePath: string | null): string | null {
  return folder ?? workspacePath;
}

/** Whether two requests are of the same turn. */
export function ofOneTurn(one: Approval, other: Approval): boolean {
  return one.turnId !== null && one.turnId === other.turnId && one.threadId === other.threadId;
}

/** The rest of a row's second line: what the decision touches, in a few words. */
export function touches(approval: Approval): string {
  const { body } = approval;
  switch (body.kind) {
    case 'command':
      return '';
    case 'stdin':
      return 'input';
    case 'network':
      return body.protocol;
    case 'fileChange': {
      const { added, removed } = editTotals(body.changes);
      return body.changes.length === 0 ? '' : `+${added} −${removed}`;
    }
    case 'permissions':
      return 'permissions';
    case 'question': {
      if (body.questions.length > 1) return plural(body.questions.length, 'question');
      const choices = body.questions[0]?.options?.length ?? 0;
      return choices > 0 ? `question, ${plural(choices, 'choice')}` : 'question';
    }
    case 'elicitation':
      return `MCP server ${body.server}`;
    case 'tool':
      return 'tool';
    case 'mcpTool':
      return 'MCP tool';
    case 'unknown':
      return 'can be declined';
  }
}

export interface Pill {
  readonly text: string;
  readonly tone: Tone | undefined;
  readonly title?: string;
  /** The words of the request that made it so. */
  readonly code?: string;
}

/**
 * What it touches, as far as the request itself says so: amber where it matters. `home` is the folder in which the
 * thread works.
 */
export function pills(approval: Approval, home: string | null): readonly Pill[] {
  const { body } = approval;
  const found: Pill[] = [];
  const warn = (text: string): void => {
    const { hidden, reordering, lookalikes } = textWarnings(text);
    if (hidden > 0)
      found.push({
        text: plural(hidden, 'hidden character'),
        tone: 'needs',
        title: 'Shown as marks in the text',
      });
    if (reordering) found.push({ text: 'text that changes direction', tone: 'failed' });
    if (lookalikes)
      found.push({
        text: 'look-alike letters',
        tone: 'failed',
        title: 'Letters of another alphabet inside a Latin word',
      });
  };
  const folder = (cwd: string | null): void => {
    if (cwd === null) return;
    const inside = home !== null && relativePath(cwd, home) !== cwd;
    found.push(
      inside
        ? {
            text: cwd === home ? 'runs in the thread’s folder' : `runs in ${relativePath(cwd, home)}/`,
            tone: undefined,
            title: cwd,
          }
        : { text: `runs in ${cwd}`, tone: home === null ? undefined : 'needs' },
    );
  };
  switch (body.kind) {
    case 'command':
    case 'stdin': {
      warn(body.command);
      const lines = body.command.split('\n').length;
      if (lines > 1) found.push({ text: plural(lines, 'line'), tone: undefined });
      found.push(...riskPills(approval.reading));
      if (body.kind === 'stdin') {
        // Codex 0.169.0 asks about input only of a command that runs there.
        found.push({ text: 'to a command outside the sandbox', tone: 'needs' });
      }
      if (approval.decisions.some(({ id, reach }) => id === 'accept' && /outside the sandbox/i.test(reach))) {
        found.push({ text: 'outside the sandbox', tone: 'needs' });
      }
      if (body.extraPermissions !== null) {
        const parts = partPills(body.extraParts ?? [], home);
        found.push(...(parts.length > 0 ? parts : [MORE_PERMISSIONS]));
      }
      folder(body.cwd);
      break;
    }
    case 'network':
      warn(body.host);
      found.push({ text: 'network', tone: 'needs' }, { text: body.protocol, tone: undefined });
      found.push(...riskPills(approval.reading).filter(({ text }) => text !== 'network'));
      folder(body.cwd);
      break;
    case 'fileChange': {
      const { added, removed } = editTotals(body.changes);
      if (body.changes.length > 0)
        found.push({
          text: `${plural(body.changes.length, 'file')}, +${added} −${removed}`,
          tone: undefined,
        });
      const outside = body.changes.filter(({ path }) => isOutside(path, home)).length;
      if (outside > 0) found.push({ text: `${outside} outside the workspace`, tone: 'needs' });
      const gone = body.changes.filter(({ kind }) => kind.type === 'delete').length;
      if (gone > 0) found.push({ text: `deletes ${plural(gone, 'file')}`, tone: 'needs' });
      if (body.grantRoot !== null) found.push({ text: `write access to ${body.grantRoot}`, tone: 'needs' });
      break;
    }
    case 'elicitation':
      found.push({ text: `MCP server ${body.server}`, tone: undefined });
      break;
    case 'tool':
      found.push({ text: `tool ${body.tool}`, tone: undefined });
      break;
    case 'mcpTool': {
      const { hints } = body;
      const told = 'The server says so of its tool; nobody checked it';
      found.push({ text: `MCP server ${body.server}`, tone: undefined });
      if (hints.destructive) found.push({ text: 'may destroy', tone: 'needs', title: told });
      if (hints.openWorld) found.push({ text: 'reaches outside', tone: 'needs', title: told });
      if (hints.readOnly) found.push({ text: 'only reads', tone: undefined, title: told });
      break;
    }
    case 'permissions':
      found.push(...partPills(body.parts, home));
      break;
    case 'question':
    case 'unknown':
      break;
  }
  return found;
}

/** What a command does, each risk with the words that make it so; those of one kind together. */
function riskPills(reading: Reading | null): Pill[] {
  if (reading === null) return [];
  const kinds = [...new Set(reading.risks.map(({ kind }) => kind))];
  const found: Pill[] = kinds.map((kind) => {
    const words = reading.risks.flatMap((risk) =>
      risk.kind === kind
        ? [reading.text.slice(risk.from, risk.to).replaceAll(/\s+/g, ' ').slice(0, LONGEST_WORDS)]
        : [],
    );
    const text = RISKS[kind];
    return { text, tone: 'needs', code: words.join(', '), title: `${text}: ${words.join(', ')}` };
  });
  if (reading.unread !== null)
    found.push({ text: 'not read in full', tone: 'needs', title: `Not read in full: ${reading.unread}.` });
  return found;
}

/** Characters of a risk's words that a pill shows; the text above has them all. */
const LONGEST_WORDS = 80;

const MORE_PERMISSIONS: Pill = { text: 'more permissions', tone: 'needs' };

/** Pills for the permissions that reach outside. */
function partPills(parts: readonly PermissionPart[], home: string | null): Pill[] {
  return parts.flatMap(({ access, what }): Pill[] => {
    if (access === 'network') return [{ text: 'network', tone: 'needs' }];
    if (access !== 'write' || !isOutside(what, home)) return [];
    return [{ text: RISKS.writesOutside, tone: 'needs', code: what, title: what }];
  });
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
  // Its first words say so already.
  if (approval.body.kind === 'network') words.delete('network');
  return [...words].slice(0, 2).join(', ');
}

function isOutside(path: string, home: string | null): boolean {
  if (home === null) return false;
  if (!/^([\\/]|[A-Za-z]:)/.test(path)) return /(^|[\\/])\.\.([\\/]|$)/.test(path);
  return relativePath(path, home) === path || /(^|[\\/])\.\.([\\/]|$)/.test(path);
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
