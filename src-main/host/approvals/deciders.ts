import { attempt } from '#shared/base/attempt.ts';
import type { Event } from '#shared/base/emitter.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Decider } from '#shared/model/approval/decider.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Hears } from '../base/events.ts';
import type { Inbox } from './inbox.ts';
import type { InboxEvents } from './ports.ts';

/**
 * Who decides a request without a person, in the order in which they are asked. The first who decides ends it; what all
 * of them leave is the person's, who may also be faster than any of them.
 *
 * 1. Rules that decline. They can only narrow what may happen, and were they asked later, something else's accept would
 *    run what the person said must never run.
 * 2. The gateway. It speaks for the organisation, so it comes before what the person accepts beforehand.
 * 3. Rules that accept. They are asked only where no gateway is, or where it leaves a request to them: when it is slow,
 *    broken or asks for the person, a person looks. So an outage costs attention, never control.
 */
export const DECIDER_ORDER = ['decliningRules', 'gateway', 'acceptingRules'] as const;

export type DeciderName = (typeof DECIDER_ORDER)[number];

/** What a decider says of a request. */
export type Consideration =
  /** It decides it, in that name. */
  | { readonly type: 'accept' | 'decline'; readonly by: Decider }
  /** It has nothing to say: the next one is asked. */
  | { readonly type: 'leave' }
  /** It answers when it can, by `answered`; nobody after it is asked until then. */
  | { readonly type: 'later' }
  /** It is for the person: nobody after it is asked. */
  | { readonly type: 'person' };

/** One of those who decide. */
export interface DeciderLink {
  /** Looks at a request that waits. Asked again whenever something about the request may be another. */
  consider(approval: Approval): Consideration;
  /** An answer that was to come later. */
  readonly answered?: Event<{ readonly id: ApprovalId; readonly answer: Consideration }>;
  /** What it says of anything that waits may be another now: all that waits is looked at again. */
  readonly changed?: Event<void>;
}

export interface DeciderChainOptions {
  readonly deciders: Readonly<Record<DeciderName, DeciderLink>>;
  readonly inbox: Pick<Inbox, 'get' | 'waiting' | 'decide'>;
  readonly events: Hears<Pick<InboxEvents, 'approvalAsked'>>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Asks the deciders about every request that waits. A decider that throws is a fault of ours and decides nothing; those
 * after it might accept what it would have refused, so the request goes to the person. Other requests are not touched.
 */
export class DeciderChain {
  readonly #options: DeciderChainOptions;

  constructor(options: DeciderChainOptions) {
    this.#options = options;
    options.events.on('approvalAsked', ({ id }) => this.consider(id));
    for (const name of DECIDER_ORDER) {
      const { answered, changed } = options.deciders[name];
      answered?.(({ id, answer }) => this.#take(id, answer));
      changed?.(() => this.#considerAll());
    }
  }

  /** Has a request looked at by one after the other, from the first, until one decides it or keeps it. */
  consider(id: ApprovalId): void {
    for (const name of DECIDER_ORDER) {
      // Whoever was asked before may have changed what is known of it, or have ended it.
      const approval = this.#options.inbox.get(id);
      if (approval === undefined || approval.outcome !== null) return;
      const said = this.#ask(name, approval);
      if (said.type === 'leave') continue;
      if (said.type === 'accept' || said.type === 'decline') this.#decide(id, said.type, said.by, false);
      return;
    }
  }

  #considerAll(): void {
    for (const { id } of this.#options.inbox.waiting())
      attempt(() => this.consider(id), this.#options.onFault);
  }

  #ask(name: DeciderName, approval: Approval): Consideration {
    try {
      return this.#options.deciders[name].consider(approval);
    } catch (error) {
      attempt(() => this.#options.onFault(error));
      return { type: 'person' };
    }
  }

  /** An answer that came later. Left to others, the request is looked at from the first: rules may have come meanwhile. */
  #take(id: ApprovalId, answer: Consideration): void {
    if (answer.type === 'leave') this.consider(id);
    if (answer.type === 'accept' || answer.type === 'decline') this.#decide(id, answer.type, answer.by, true);
  }

  #decide(id: ApprovalId, decision: 'accept' | 'decline', by: Decider, late: boolean): void {
    try {
      this.#options.inbox.decide(id, { id: decision }, by);
    } catch (error) {
      // A late answer may find that somebody was faster: the journal has it, and nothing was changed. What cannot be
      // noted is not decided by itself: a person looks at it.
      const expected = error instanceof ContractFailure && (late || error.code === 'storage');
      if (!expected) this.#options.onFault(error);
    }
  }
}
