import type { BatchResults } from '#shared/contract/calls/batches.ts';
import { person } from '#shared/model/approval/decider.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { allowOnce, type AllowOnceOptions } from './allow-once.ts';
import type { Batches } from './batches.ts';

export interface ApprovalHandlersOptions extends AllowOnceOptions {
  readonly batches: Batches;
}

/** The calls by which a person decides. */
export function approvalHandlers({
  inbox,
  batches,
  commands,
}: ApprovalHandlersOptions): Pick<CallHandlers, 'approval/decide' | 'review/allowOnce' | keyof BatchResults> {
  return {
    'approval/decide': ({ approvalId, decision, answers, content, granted }, client) => ({
      outcome: inbox.decide(
        approvalId,
        {
          id: decision,
          ...(answers && { answers }),
          ...(content && { content }),
          ...(granted && { granted }),
        },
        person(client.name),
      ),
    }),
    'review/allowOnce': (params, client) => allowOnce(params, client.name, { inbox, commands }),
    'batch/decide': (params, client) => batches.decide(params, client.name),
    'batch/undo': (params, client) => batches.undo(params, client.name),
  };
}
