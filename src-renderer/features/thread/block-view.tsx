import { memo } from 'react';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { useEntity } from '../../connection/index.ts';
import { VerdictLine } from '../approval/index.ts';
import { ApprovalInPlace, type Viewed } from './approval-in-place.tsx';
import { Explored, Ran } from './folded-runs.tsx';
import { useSource } from './item-source.ts';
import { ItemView } from './item-view.tsx';
import type { Block } from './thread-layout.ts';
import { PlanBlock, TurnEnd } from './turn-blocks.tsx';

/** How high a block may be before it is measured, px. */
export function estimate(block: Block | undefined): number {
  switch (block?.type) {
    case 'explored':
    case 'ran':
      return 24;
    case 'turnEnd':
    case 'verdict':
      return 24;
    case 'plan':
      return 180;
    case 'approval':
      return 260;
    default:
      return 96;
  }
}

/** One block of the column. */
export const BlockView = memo(function BlockView({
  block,
  keys,
  viewed,
}: {
  block: Block;
  keys: boolean;
  viewed: Viewed;
}) {
  switch (block.type) {
    case 'item':
      return <ItemView id={block.id} />;
    case 'explored':
      return <Explored ids={block.ids} />;
    case 'ran':
      return <Ran ids={block.ids} />;
    case 'plan':
      return <PlanBlock turnId={block.turnId} />;
    case 'turnEnd':
      return <TurnEnd turnId={block.turnId} />;
    case 'approval':
      return <ApprovalInPlace id={block.approvalId} keys={keys} viewed={viewed} />;
    case 'verdict':
      return <Verdict id={block.approvalId} />;
  }
});

/** What a rule, a gateway or a reviewer decided, below what it is about. */
function Verdict({ id }: { id: ApprovalId }) {
  const verdict = useEntity(threadTopic(useSource().id), threadTopic.verdict.key(id));
  return verdict === undefined ? null : <VerdictLine verdict={verdict} />;
}
