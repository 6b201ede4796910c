import type { Approval } from '#shared/model/approval/approval.ts';
import type { Decider } from '#shared/model/approval/decider.ts';
import type { GatewayStanding } from '#shared/model/gateway/gateway.ts';
import type { ApprovalId } from '#shared/model/ids.ts';

/** The inbox, as the gateway needs it. */
export interface GatewayInbox {
  get(id: ApprovalId): Approval | undefined;
  /** Every request that waits. */
  waiting(): readonly Approval[];
  /** Where a request stands with the gateway. */
  gateway(id: ApprovalId, standing: GatewayStanding | null): void;
}

/** What the gateway says of a request: it decides it, leaves it to rules, will say later, or leaves it to the person. */
export type GatewaySays =
  | { readonly type: 'accept' | 'decline'; readonly by: Decider }
  | { readonly type: 'leave' | 'later' | 'person' };
