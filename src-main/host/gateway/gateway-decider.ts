import { Emitter } from '#shared/base/emitter.ts';
import type { GatewayResults } from '#shared/contract/calls/gateway.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { Gateway, type GatewayOptions } from './gateway.ts';
import { isComplete, isForGateway, type GatewayQuestion } from './gateway-message.ts';
import type { GatewayInbox, GatewaySays } from './ports.ts';

export interface GatewayDeciderOptions extends Omit<GatewayOptions, 'waits' | 'standing' | 'decide'> {
  readonly store: GatewayOptions['store'] & {
    /** Another value came of it than was written. */
    onChange(listener: () => void): unknown;
  };
  readonly inbox: GatewayInbox;
  readonly workspace: (id: WorkspaceId) => WorkspaceRecord | undefined;
  /** Where a thread works; undefined for one that is not known. */
  readonly folderOf: (id: ThreadId) => string | undefined;
}

/** The gateway as one of those who decide: it keeps a request until it has answered, and says then what comes of it. */
export class GatewayDecider {
  readonly #options: GatewayDeciderOptions;
  readonly #gateway: Gateway;
  readonly #answers: Emitter<{ readonly id: ApprovalId; readonly answer: GatewaySays }>;
  readonly answered;
  readonly #changed: Emitter<void>;
  readonly changed;

  constructor(options: GatewayDeciderOptions) {
    this.#options = options;
    const { inbox, onFault } = options;
    this.#answers = new Emitter(onFault);
    this.answered = this.#answers.event;
    this.#changed = new Emitter(onFault);
    this.changed = this.#changed.event;
    this.#gateway = new Gateway({
      ...options,
      waits: (id) => inbox.get(id)?.outcome === null,
      standing: (id, standing) => {
        inbox.gateway(id, standing);
        if (standing?.type === 'asksPerson' && standing.rulesMayAccept)
          this.#answers.fire({ id, answer: { type: 'leave' } });
      },
      decide: (id, decision, by) => this.#answers.fire({ id, answer: { type: decision, by } }),
    });
    options.store.onChange(() => {
      this.#gateway.reload();
      this.#another();
    });
  }

  /** Asks about a request that it was not asked about as it is now; else says what came of that. */
  consider(approval: Approval): GatewaySays {
    if (!this.#isFor(approval)) return { type: 'leave' };
    if (!isComplete(approval)) return { type: 'later' };
    const question = this.#question(approval);
    const { gateway } = approval;
    const answered = gateway?.type === 'asksPerson' || gateway?.type === 'failed';
    if (answered && !this.#gateway.isOutdated(question))
      return { type: this.declineOnly(approval) ? 'person' : 'leave' };
    this.#gateway.ask(question);
    return { type: 'later' };
  }

  /** Whether rules can only decline a request: the gateway was not asked yet, or leaves it to the person alone. */
  declineOnly(approval: Approval): boolean {
    const { gateway } = approval;
    return this.#isFor(approval) && !(gateway?.type === 'asksPerson' && gateway.rulesMayAccept);
  }

  handlers(): Pick<CallHandlers, keyof GatewayResults> {
    return {
      'gateway/set': (params) => {
        this.#gateway.set(params);
        this.#another();
        return null;
      },
      'gateway/test': (params) => this.#gateway.test(params),
    };
  }

  /** It is another gateway now, or none: what waits is for that. */
  #another(): void {
    const { inbox } = this.#options;
    for (const { id, gateway } of inbox.waiting()) {
      // What one gateway left to a person is not carried to the next; what it failed at is.
      if (gateway !== null && (!this.#gateway.on || gateway.type !== 'asksPerson')) inbox.gateway(id, null);
    }
    this.#changed.fire();
  }

  /** Resolves when nothing of it is under way any more. */
  dispose(): Promise<void> {
    return this.#gateway.dispose();
  }

  /** Requests of the demo are nobody else's business. */
  #isFor(approval: Approval): boolean {
    const workspace = this.#options.workspace(approval.workspaceId);
    return this.#gateway.on && workspace !== undefined && !workspace.demo && isForGateway(approval);
  }

  #question(approval: Approval): GatewayQuestion {
    const workspace = this.#options.workspace(approval.workspaceId);
    return {
      approval,
      workspace: { name: workspace?.name ?? '', path: workspace?.path ?? '' },
      cwd: this.#options.folderOf(approval.threadId) ?? null,
    };
  }
}
