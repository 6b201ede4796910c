import { useCallback, useEffect, useRef, useState } from 'react';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import { asFailure, useConnection } from '../../connection/index.ts';
import { SETTLE_MS } from './inbox-picture.ts';
import { isSecondPress, noteDecision } from './second-press.ts';

export type DecisionExtras = Pick<Params<'approval/decide'>, 'answers' | 'content'>;

export interface Decide {
  /** The decision that is on its way, if one is. */
  readonly sending: DecisionId | null;
  readonly failure: ContractFailure | null;
  /** What was sent last: after a failure, what did not count. */
  readonly tried: DecisionId | null;
  /** The card has been in view long enough for a key to decide it. */
  readonly settled: boolean;
  /** Decides once. Further calls do nothing until the host has answered, nor does what was meant for the card before. */
  decide(decision: DecisionId, extras?: DecisionExtras): void;
  /** The same by a key: only when the card has been in view long enough to have been read. */
  decideByKey(decision: DecisionId, extras?: DecisionExtras): void;
}

/** Sends the one decision of an approval and keeps what went wrong. `decided` is told when the host took it. */
export function useDecide(
  approval: Approval,
  decided: (approval: Approval, decision: DecisionId) => void,
): Decide {
  const { client } = useConnection();
  const [sending, setSending] = useState<DecisionId | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const [tried, setTried] = useState<DecisionId | null>(null);
  const [settledBody, setSettledBody] = useState<unknown>(null);
  const busy = useRef(false);
  const shownAt = useRef(0);
  // What changed under the person must be read again before a key decides it.
  useEffect(() => {
    shownAt.current = Date.now();
    const timer = setTimeout(() => setSettledBody(approval.body), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [approval.id, approval.body]);

  const decide = useCallback(
    (decision: DecisionId, extras: DecisionExtras = {}) => {
      if (busy.current || approval.outcome !== null || approval.deciding) return;
      if (isSecondPress(approval.id)) return;
      noteDecision(approval.id);
      busy.current = true;
      setSending(decision);
      setTried(decision);
      setFailure(null);
      client
        .call('approval/decide', { approvalId: approval.id, decision, ...extras })
        .then(
          () => decided(approval, decision),
          (error: unknown) => setFailure(asFailure(error)),
        )
        .finally(() => {
          busy.current = false;
          setSending(null);
        });
    },
    [client, approval, decided],
  );
  const decideByKey = useCallback(
    (decision: DecisionId, extras?: DecisionExtras) => {
      if (Date.now() - shownAt.current >= SETTLE_MS) decide(decision, extras);
    },
    [decide],
  );
  return { sending, failure, tried, settled: settledBody === approval.body, decide, decideByKey };
}
