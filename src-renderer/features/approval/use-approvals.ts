import { useMemo } from 'react';
import { inboxTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { useSelected, type Selector } from '../../connection/index.ts';

/** Requests as they are now, in this order, without those that are not known here. */
export function useApprovals(ids: readonly ApprovalId[]): readonly Approval[] {
  const selector = useMemo(
    (): Selector<readonly Approval[]> => ({
      select: (values) => ids.flatMap((id) => inboxTopic.approval.get(values, id) ?? []),
      same: (a, b) => a.length === b.length && a.every((approval, at) => approval === b[at]),
    }),
    [ids],
  );
  return useSelected(inboxTopic.topic, selector);
}
