import type { Shown } from '../../../requests.ts';
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

/** A command's way to a host. */
export function network(
  params: Params,
  { host, protocol }: NonNullable<Params['networkApprovalContext']>,
): Shown {
  const amendments = params.proposedNetworkPolicyAmendments ?? [];
  const allow = amendments.find(({ action }) => action === 'allow');
  const deny = amendments.find(({ action }) => action === 'deny');
  const remembers = (of: string, what: string): string =>
    `Codex writes to its own rules: commands of every thread of this CODEX_HOME ${what} ${of} from now on.`;
  return {
    ...placeOf(params),
    body: {
      kind: 'network',
      host: requireText(host),
      protocol: String(protocol),
      command: params.command ?? null,
      cwd: params.cwd ?? null,
    },
    decisions: [
      once(`Lets this command reach ${host} once.`),
      forSession(`Lets this thread reach ${host} until its app-server ends.`),
      DECLINE,
      ...(allow === undefined ? [] : [forGood('acceptAndRemember', remembers(allow.host, 'may reach'))]),
      ...(deny === undefined ? [] : [forGood('declineAndRemember', remembers(deny.host, 'may not reach'))]),
      CANCEL,
    ],
    answer: ({ id }) => {
      const amendment = id === 'acceptAndRemember' ? allow : id === 'declineAndRemember' ? deny : undefined;
      return {
        result: {
          decision:
            amendment === undefined
              ? plain(id)
              : { applyNetworkPolicyAmendment: { network_policy_amendment: amendment } },
        },
      };
    },
  };
}
