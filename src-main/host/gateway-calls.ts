import { ContractFailure } from '#shared/contract/errors.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { Inbox } from './approvals/inbox.ts';
import { Gateway, type GatewayOptions } from './gateway/gateway.ts';
import { isComplete, isForGateway, type GatewayQuestion } from './gateway/gateway-message.ts';
import type { RuleCalls } from './rule-calls.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import type { Storage } from './storage/records.ts';
import type { ThreadRegistry } from './threads/registry.ts';
import type { CallHandlers } from './topics/calls.ts';

/** Its name among the secrets, and among what storage keeps. */
const NAME = 'gateway';

export interface GatewayCallsOptions extends Pick<
  GatewayOptions,
  'clock' | 'env' | 'version' | 'warn' | 'log' | 'onFault'
> {
  readonly inbox: Inbox;
  readonly rules: () => RuleCalls;
  readonly registry: ThreadRegistry;
  readonly storage: Storage;
  readonly secrets: SecretStore;
  readonly workspace: (id: WorkspaceId) => WorkspaceRecord | undefined;
  readonly show: (state: GatewayState) => void;
}

/**
 * Joins the gateway with the inbox it decides in and the rules that come with it. The order: rules that decline, the
 * gateway, then the person. Rules that accept count only where no gateway is, or where it leaves a request to them.
 */
export class GatewayCalls {
  readonly #options: GatewayCallsOptions;
  readonly #gateway: Gateway;

  constructor(options: GatewayCallsOptions) {
    this.#options = options;
    const { inbox, storage, secrets } = options;
    this.#gateway = new Gateway({
      ...options,
      store: {
        read: () => storage.settings().get(NAME),
        write: (value) => storage.saveSetting(NAME, value),
      },
      secrets: {
        keptIn: secrets.keptIn,
        read: () => secrets.read(NAME),
        write: (value) => secrets.write(NAME, value),
      },
      waits: (id) => inbox.get(id)?.outcome === null,
      standing: (id, standing) => {
        inbox.gateway(id, standing);
        const approval = inbox.get(id);
        if (standing?.type === 'asksPerson' && standing.rulesMayAccept && approval?.outcome === null)
          options.rules().asked(approval);
      },
      decide: (id, decision, by) => {
        try {
          inbox.decide(id, { id: decision }, by);
        } catch (error) {
          // Somebody was faster, or it expired: the journal has it, and nothing was changed.
          if (!(error instanceof ContractFailure)) throw error;
        }
      },
    });
  }

  /** A request waits, or what it is about became known: rules may decline it, the gateway is asked, or rules decide. */
  asked(approval: Approval): void {
    if (this.#options.rules().asked(approval) || !this.#isFor(approval) || !isComplete(approval)) return;
    this.#gateway.ask(this.#question(approval));
  }

  /** Whether rules can only decline a request: the gateway was not asked yet, or leaves it to the person alone. */
  declineOnly(approval: Approval): boolean {
    const { gateway } = approval;
    return this.#isFor(approval) && !(gateway?.type === 'asksPerson' && gateway.rulesMayAccept);
  }

  handlers(): Pick<CallHandlers, 'gateway/set' | 'gateway/test'> {
    return {
      'gateway/set': (params) => {
        this.#gateway.set(params);
        for (const waiting of this.#options.inbox.waiting()) {
          if (!this.#gateway.on && waiting.gateway !== null) this.#options.inbox.gateway(waiting.id, null);
          const approval = this.#options.inbox.get(waiting.id);
          // What one gateway left to a person is not carried to the next.
          if (approval?.outcome === null && approval.gateway?.type !== 'asksPerson') this.asked(approval);
        }
        return null;
      },
      'gateway/test': (params) => this.#gateway.test(params),
    };
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
      cwd: this.#options.registry.get(approval.threadId)?.facts.cwd ?? null,
    };
  }
}
