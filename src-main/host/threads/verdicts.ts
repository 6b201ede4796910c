import { threadTopic } from '#shared/contract/topics.ts';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import type { VerdictEntity } from '#shared/model/thread/thread.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';
import type { Hears } from '../base/events.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

export interface VerdictsOptions {
  readonly registry: Pick<ThreadRegistry, 'get'>;
  readonly store: {
    /** What was decided in a thread by somebody other than a person, newest first, as many as a thread shows. */
    verdicts(threadId: string): readonly JournalEntry[];
  };
  readonly events: Hears<{ approvalDecided: Approval }>;
}

/** Shows in each thread what was decided there without a person: now, and out of the journal what was earlier. */
export class Verdicts {
  readonly #options: VerdictsOptions;

  constructor(options: VerdictsOptions) {
    this.#options = options;
    options.events.on('approvalDecided', (approval) => this.#decided(approval));
  }

  /** A client opened the thread. */
  opened(thread: HeldThread): void {
    for (const entry of this.#options.store.verdicts(thread.facts.id)) {
      const { turnId, itemId, decider, at } = entry;
      if (decider === null || entry.decision === null) continue;
      const approvalId = asId<ApprovalId>(entry.approvalId);
      show(thread, { approvalId, turnId, itemId, decision: entry.decision as DecisionId, by: decider, at });
    }
  }

  #decided({ id, threadId, turnId, itemId, outcome }: Approval): void {
    const thread = this.#options.registry.get(threadId);
    if (thread === undefined || thread.opens === 0 || outcome?.type !== 'decided') return;
    const { decision, by, at } = outcome;
    if (by.type === 'person') return;
    show(thread, { approvalId: id, turnId, itemId, decision, by, at });
  }
}

function show(thread: Pick<HeldThread, 'topic'>, verdict: VerdictEntity): void {
  const { verdict: verdicts } = threadTopic;
  if (verdicts.get(thread.topic, verdict.approvalId) === undefined)
    thread.topic.apply([verdicts.put(verdict.approvalId, verdict)]);
}
