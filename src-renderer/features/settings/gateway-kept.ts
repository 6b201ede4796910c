/** What was typed into the gateway's form and not saved, while another place is looked at. In memory alone: it may hold a secret. */
import { draftOf, type GatewayDraft } from './gateway-draft.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';

/** What the form holds. */
export interface Typed {
  readonly draft: GatewayDraft;
  /** The secret that was generated here, which is shown until it is saved. */
  readonly made: string | null;
  /** It was to be saved or tried: what is wrong with it is said. */
  readonly tried: boolean;
}

let kept: { readonly about: string; readonly typed: Typed } | null = null;

/** What a form is about: what is saved, in a form that can be compared. */
export function savedAs({ route, timeoutSeconds, secret }: GatewayState): string {
  return JSON.stringify([route, timeoutSeconds, secret]);
}

/** What was typed before, if what is saved is still the same; else what is saved. */
export function typedBefore(gateway: GatewayState): Typed {
  if (kept?.about === savedAs(gateway)) return kept.typed;
  kept = null;
  return { draft: draftOf(gateway), made: null, tried: false };
}

/** Keeps what is typed for as long as the page lives; null forgets it. */
export function keepTyped(gateway: GatewayState, typed: Typed | null): void {
  kept = typed === null ? null : { about: savedAs(gateway), typed };
}
