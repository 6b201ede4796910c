import type { Answer, Decision, Shown } from '../../../requests.ts';
import type { DecisionId, DecisionOption } from '#shared/model/approval/approval.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';
import { CANCEL, DECLINE, forSession, once, requireText, type ParamsOf } from '../shown.ts';

/** The decisions of the requests that older app-servers send, in their own words. */
function legacyDecision({ id }: Decision): Answer {
  const words: Partial<Record<DecisionId, unknown>> = {
    accept: 'approved',
    acceptForSession: 'approved_for_session',
    cancel: 'abort',
  };
  return { result: { decision: words[id] ?? { denied: { rejection: 'declined by the person' } } } };
}

const LEGACY_DECISIONS: readonly DecisionOption[] = [
  once('Allows this once.'),
  forSession('Allows the same again in this thread until its app-server ends.'),
  DECLINE,
  CANCEL,
];

/** A word as a shell would need it, so that where one argument ends and the next begins can be seen. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command, as older app-servers ask. */
export function legacyCommand(params: ParamsOf<'execCommandApproval'>): Shown {
  return {
    type: 'shown',
    threadId: requireText(params.conversationId),
    turnId: null,
    itemId: params.callId,
    reason: params.reason,
    body: {
      kind: 'command',
      command: params.command.map(quoted).join(' '),
      cwd: requireText(params.cwd),
      prefix: null,
      extraPermissions: null,
    },
    decisions: LEGACY_DECISIONS,
    answer: legacyDecision,
  };
}

/** Changes of files, as older app-servers ask. */
export function legacyPatch(params: ParamsOf<'applyPatchApproval'>): Shown {
  const changes = Object.entries(params.fileChanges).flatMap(([path, change]): FileEdit[] => {
    if (change === undefined) return [];
    if (change.type === 'update')
      return [{ path, kind: { type: 'update', move_path: change.move_path }, diff: change.unified_diff }];
    return [{ path, kind: { type: change.type }, diff: change.content }];
  });
  return {
    type: 'shown',
    threadId: requireText(params.conversationId),
    turnId: null,
    itemId: params.callId,
    reason: params.reason,
    body: { kind: 'fileChange', changes, grantRoot: params.grantRoot },
    decisions: LEGACY_DECISIONS,
    answer: legacyDecision,
  };
}
