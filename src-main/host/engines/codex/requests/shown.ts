import type { ServerRequest } from '#shared/app-server/methods.ts';
import { knownOption, type DecisionId, type DecisionOption } from '#shared/model/approval/decision.ts';
import type { Shown } from '../../requests.ts';

export type ParamsOf<M extends ServerRequest['method']> = Extract<ServerRequest, { method: M }>['params'];

export const DECLINE: DecisionOption = knownOption(
  'decline',
  'Decline',
  'Refuses this once; the agent goes on and may try another way.',
);
export const CANCEL: DecisionOption = knownOption(
  'cancel',
  'Cancel turn',
  'Refuses this and stops the turn.',
);

/** Accepting once, with what that does. */
export function once(reach: string): DecisionOption {
  return knownOption('accept', 'Accept', reach);
}

/** Accepting for as long as the app-server lives, with what that does. */
export function forSession(reach: string, label = 'Accept for this session'): DecisionOption {
  return knownOption('acceptForSession', label, reach);
}

/** What Codex remembers for good, with what that does. */
export function forGood(id: 'acceptAndRemember' | 'declineAndRemember', reach: string): DecisionOption {
  const label = id === 'acceptAndRemember' ? 'Always allow, by Codex…' : 'Always refuse, by Codex…';
  return knownOption(id, label, reach);
}

/** Sending what the person filled in, with what that does. */
export function answering(label: string, reach: string): DecisionOption {
  return knownOption('answer', label, reach);
}

/** A decision that is the protocol's own word; what does not fit the request becomes a refusal. */
export function plain(id: DecisionId): 'accept' | 'acceptForSession' | 'decline' | 'cancel' {
  return id === 'accept' || id === 'acceptForSession' || id === 'cancel' ? id : 'decline';
}

/** Throws TypeError for what is no text: the request is then shown raw. */
export function requireText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
}

/** Where a request comes from, as all that belong to a turn say it. */
export function placeOf(params: {
  readonly threadId: string;
  readonly turnId?: string | null;
  readonly itemId?: string | null;
  readonly reason?: string | null;
}): Pick<Shown, 'type' | 'threadId' | 'turnId' | 'itemId' | 'reason'> {
  const { threadId, turnId = null, itemId = null, reason = null } = params;
  return { type: 'shown', threadId: requireText(threadId), turnId, itemId, reason };
}

/** What a person typed is noted as far as it helps to remember it, UTF-16 units. */
const LONGEST_NOTE = 2000;

/** A note of bounded length. */
export function noted(text: string): string {
  return text.length > LONGEST_NOTE ? `${text.slice(0, LONGEST_NOTE)}…` : text;
}
