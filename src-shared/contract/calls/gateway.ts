import { z } from 'zod';
import { GATEWAY_SECRET_LENGTH, GATEWAY_TIMEOUT } from '../../model/gateway/gateway.ts';

const route = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url'), url: z.string().min(1).max(2000) }),
  z.object({ type: z.literal('command'), argv: z.array(z.string().max(4000)).min(1).max(100).readonly() }),
]);
const timeoutSeconds = z.number().int().min(GATEWAY_TIMEOUT.least).max(GATEWAY_TIMEOUT.most);
const secret = z.string().min(GATEWAY_SECRET_LENGTH.least).max(GATEWAY_SECRET_LENGTH.most);

/** Calls about the gateway: an organisation's own approval system. The host never gives the secret out again. */
export const gatewayParams = {
  /** Sets it for all workspaces; without a route there is none. `secret`: a new one, null for none, else as it is. */
  'gateway/set': z.object({ route: route.nullable(), timeoutSeconds, secret: secret.nullable().optional() }),
  /** Sends a test request as it would be sent with these; nothing is kept and nothing runs. */
  'gateway/test': z.object({ route, timeoutSeconds, secret: secret.nullable().optional() }),
} as const satisfies Record<string, z.ZodType>;

export interface GatewayResults {
  'gateway/set': null;
  'gateway/test': GatewayTrial;
}

/** What came back from a test request. */
export type GatewayTrial =
  | {
      readonly type: 'answered';
      readonly decision: 'accept' | 'decline' | 'ask';
      readonly reason: string | null;
      readonly ticket: string | null;
      /** The answer was signed with the shared secret. */
      readonly signed: boolean;
      readonly tookMs: number;
    }
  | { readonly type: 'failed'; readonly why: string; readonly tookMs: number };
