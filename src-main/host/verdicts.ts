import { threadTopic } from '#shared/contract/topics.ts';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import type { VerdictEntity } from '#shared/model/thread/thread.ts';
import type { Storage } from './storage/records.ts';
import type { ThreadRegistry } from './threads/registry.ts';
import type { HeldThread } from './threads/thread.ts';

export interface VerdictsOptions {
  readonly registry: Pick<ThreadRegistry, 'get'>;
  readonly storage: Pick<Storage, 'verdicts'>;
}

/** Shows in each thread what was decided there without a person: now, and out of the journal what was earlier. */
export class Verdicts {
  readonly #options: VerdictsOptions;

  constructor(options: VerdictsOptions) {
    this.#options = options;
  }

  /** A client opened the thread. */
  opened(thread: HeldThread): void {
    for (const entry of this.#options.storage.verdicts(thread.facts.id)) {
      const { turnId, itemId, decider, at } = entry;
      if (decider === null || entry.decision === null) continue;
      const approvalId = asId<ApprovalId>(entry.approvalId);
      show(thread, { approvalId, turnId, itemId, decision: entry.decision as DecisionId, by: decider, at });
    }
  }

  decided({ id, threadId, turnId, itemId, outcome }: Approval): void {
    const thread = this.#options.registry.get(threadId);
    if (thread === undefined || thread.opens === 0 || outcome?.type !== 'decided') return;
    const { decision, by, at } = outcome;
    show(thread, { approvalId: id, turnId, itemId, decision, by, at });
  }
}

function show(thread: Pick<HeldThread, 'topic'>, verdict: VerdictEntity): void {
  const { verdict: verdicts } = threadTopic;
  if (verdicts.get(thread.topic, verdict.approvalId) === undefined)
    thread.topic.apply([verdicts.put(verdict.approvalId, verdict)]);
}
