import type { Approval, ApprovalBody } from '#shared/model/approval/approval.ts';
import {
  asId,
  type ApprovalId,
  type Generation,
  type ThreadId,
  type WorkspaceId,
} from '#shared/model/ids.ts';

/** An approval that waits, for tests of what is made of one. */
export function anApproval(body: ApprovalBody, more: Partial<Approval> = {}): Approval {
  return {
    id: asId<ApprovalId>('g/1'),
    generation: asId<Generation>('g'),
    workspaceId: asId<WorkspaceId>('w'),
    threadId: asId<ThreadId>('t'),
    turnId: null,
    itemId: null,
    threadTitle: 'Fix the build',
    branch: 'main',
    folder: null,
    body,
    reason: null,
    decisions: [],
    onlyPerson: false,
    askedAt: 0,
    gateway: null,
    deciding: false,
    outcome: null,
    reading: null,
    allowOnce: null,
    raw: null,
    ...more,
  };
}
