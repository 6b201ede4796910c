import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import { asFailure, useConnection } from '../../connection/index.ts';
import { isSecondPress, noteEnd } from '../approval/index.ts';
import { useReady } from './use-ready.ts';

export type DecisionExtras = Pick<Params<'approval/decide'>, 'answers' | 'content'>;

export interface Decide {
  /** The decision that is on its way, if one is. */
  readonly sending: DecisionId | null;
  readonly failure: ContractFailure | null;
  /** What was sent last: after a failure, what did not count. */
  readonly tried: DecisionId | null;
  /** The card has had the keys, in view, long enough for one to decide it. */
  readonly settled: boolean;
  /** Decides once. Further calls do nothing until the host has answered, nor does what was meant for the card before. */
  decide(decision: DecisionId, extras?: DecisionExtras): void;
  /** The same by a key: only when the card has had the keys, in view, long enough to have been read. */
  decideByKey(decision: DecisionId, extras?: DecisionExtras): void;
}

/**
 * Sends the one decision of an approval and keeps what went wrong. `card` is where it is drawn, `hasKeys` says that the
 * keys of decisions are about it, and `decided` is told when the host took one.
 */
export function useDecide(
  approval: Approval,
  card: RefObject<HTMLElement | null>,
  hasKeys: boolean,
  decided: (approval: Approval, decision: DecisionId) => void,
): Decide {
  const { client } = useConnection();
  const [sending, setSending] = useState<DecisionId | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const [tried, setTried] = useState<DecisionId | null>(null);
  const busy = useRef(false);
  const waits = approval.outcome === null && !approval.deciding;
  // A card that changed must be read again before a key decides it.
  const { settled, now } = useReady(card, hasKeys && waits, approval.body);
  // Whoever ended it, a press right after may have been meant for this card, not for the next one in its place.
  const waited = useRef(waits);
  useEffect(() => {
    if (waited.current && !waits) noteEnd(approval.id);
    waited.current = waits;
  }, [approval.id, waits]);

  const decide = useCallback(
    (decision: DecisionId, extras: DecisionExtras = {}) => {
      if (busy.current || approval.outcome !== null || approval.deciding) return;
      if (isSecondPress(approval.id)) return;
      noteEnd(approval.id);
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
      if (now()) decide(decision, extras);
    },
    [decide, now],
  );
  return { sending, failure, tried, settled, decide, decideByKey };
}
