/** How the gateway is reached. */
export type GatewayRoute =
  | { readonly type: 'url'; readonly url: string }
  /** A program and its arguments; no shell reads them. */
  | { readonly type: 'command'; readonly argv: readonly string[] };

/** Key `gateway` of the topic `host`: an organisation's own approval system, and how it does. Never the secret. */
export interface GatewayState {
  /** Null when there is none. */
  readonly route: GatewayRoute | null;
  readonly timeoutSeconds: number;
  /** `unreadable`: one is kept, but this host cannot read it, for example because the desktop app locked it. */
  readonly secret: 'none' | 'kept' | 'unreadable';
  /** Where secrets are kept, in words. */
  readonly keptIn: string;
  readonly health: GatewayHealth;
  /** Requests it was not asked about yet, or is being asked about. */
  readonly asking: number;
}

export type GatewayHealth =
  /** It was not asked since the host began or it was set. */
  | { readonly type: 'unused' }
  | { readonly type: 'answering'; readonly at: number; readonly tookMs: number }
  | {
      readonly type: 'failing';
      /** Unix ms of the first of them. */
      readonly since: number;
      /** Failures without an answer between them. */
      readonly times: number;
      readonly why: string;
    };

/** Where a request stands with the gateway, as long as that decided nothing. */
export type GatewayStanding =
  | { readonly type: 'asking'; readonly since: number }
  | {
      readonly type: 'asksPerson';
      readonly reason: string | null;
      readonly ticket: string | null;
      /** It leaves the request to the person's own rules as well. */
      readonly rulesMayAccept: boolean;
      readonly tookMs: number;
    }
  /** Slow, broken or unreachable: the person decides. */
  | { readonly type: 'failed'; readonly why: string; readonly tookMs: number };

/**
 * Whether a request may be accepted for longer than once. What Codex remembers it asks nobody about again, the gateway
 * included, so that is a rule like any other: it counts where the gateway says that rules may.
 */
export function mayLast(standing: GatewayStanding | null): boolean {
  return standing === null || (standing.type === 'asksPerson' && standing.rulesMayAccept);
}

export const GATEWAY_TIMEOUT = { standard: 10, least: 1, most: 120 } as const;

/** UTF-16 units: shorter ones can be guessed by whoever sees one signed message. */
export const GATEWAY_SECRET_LENGTH = { least: 16, most: 500 } as const;
