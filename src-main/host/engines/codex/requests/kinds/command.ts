import type { DecisionOption } from '#shared/model/approval/approval.ts';
import type { Shown } from '../../../requests.ts';
import { network } from './network.ts';
import { permissionParts } from './permissions/permission-parts.ts';
import {
  CANCEL,
  DECLINE,
  forGood,
  forSession,
  once,
  placeOf,
  plain,
  requireText,
  type ParamsOf,
} from '../shown.ts';

type Params = ParamsOf<'item/commandExecution/requestApproval'>;

/** A command, or input for one. What is a command's way to a host is another kind. */
export function command(params: Params): Shown {
  if (params.networkApprovalContext != null) return network(params, params.networkApprovalContext);
  const prefix = params.proposedExecpolicyAmendment ?? null;
  const kind = params.kind === 'writeStdin' ? 'stdin' : 'command';
  const more = params.additionalPermissions ?? null;
  const extraParts = more === null ? [] : permissionParts(more);
  // Codex asks for a person here: nothing is remembered, and no rule decides.
  const onlyPerson = params.kind === 'humanCommand';
  const further: DecisionOption[] = onlyPerson
    ? []
    : [
        forSession(
          `Runs this command, and the very same one again in this thread, ${more === null ? 'outside the sandbox' : WIDENED}, until its app-server ends.`,
        ),
      ];
  if (prefix !== null && !onlyPerson) {
    further.push(
      forGood(
        'acceptAndRemember',
        `Codex writes a rule to its own rules file: every command beginning with ${JSON.stringify(prefix.join(' '))} runs outside the sandbox from now on, in every thread of this CODEX_HOME.`,
      ),
    );
  }
  return {
    ...placeOf(params),
    body: {
      kind,
      command: requireText(params.command),
      cwd: params.cwd ?? null,
      prefix,
      extraPermissions: more,
      ...(extraParts.length > 0 && { extraParts }),
    },
    onlyPerson,
    // Decline and accept-for-session are honoured even where `availableDecisions` leaves them out (measured on 0.169.0).
    decisions: [once(onceReach(kind, onlyPerson, more !== null)), ...further, DECLINE, CANCEL],
    answer: ({ id }) => {
      if (id === 'acceptAndRemember' && prefix !== null) {
        return { result: { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: prefix } } } };
      }
      return { result: { decision: plain(id) } };
    },
  };
}

const WIDENED = 'in a sandbox widened by what is named';

/** What accepting once does, as measured on 0.169.0. */
function onceReach(kind: 'command' | 'stdin', onlyPerson: boolean, widened: boolean): string {
  if (kind === 'stdin') return 'Writes this to the running command once.';
  if (widened) return `Runs this command once, ${WIDENED}. Nothing is remembered.`;
  // It runs where the agent asked for it, and the request does not say where.
  if (onlyPerson)
    return 'Runs this command once; Codex does not say whether inside the sandbox. Nothing is remembered.';
  return 'Runs this command once, outside the sandbox. Nothing is remembered.';
}
