import type { Facts } from '#shared/model/thread/facts.ts';

/** Why the host stays subscribed to a thread. Without one it is unsubscribed after a while. */
export type HoldReason =
  'open' | 'active' | 'queued' | 'goal' | 'backgroundTerminal' | 'pendingApproval' | 'subAgent';

export interface HoldFacts {
  readonly facts: Facts;
  /** Clients that have the thread open. */
  readonly opens: number;
  readonly backgroundTerminals: number;
}

/** A thread without a reason to be held is unsubscribed after this; the app-server unloads it a minute later. */
export const UNSUBSCRIBE_AFTER_MS = 3 * 60_000;
/** An app-server of which no thread had a reason for this long is suspended. */
export const SUSPEND_AFTER_MS = 10 * 60_000;

/** All reasons to stay subscribed to a thread. */
export function holdReasons({ facts, opens, backgroundTerminals }: HoldFacts): HoldReason[] {
  const reasons: HoldReason[] = [];
  if (opens > 0) reasons.push('open');
  if (facts.status === 'active') reasons.push('active');
  if (facts.queued > 0) reasons.push('queued');
  if (facts.goal) reasons.push('goal');
  if (backgroundTerminals > 0) reasons.push('backgroundTerminal');
  if (facts.pendingApprovals + facts.pendingQuestions > 0 || facts.waiting) reasons.push('pendingApproval');
  // A sub-agent subscribes us by itself and lives only while its parent's work does.
  if (facts.parentId !== null && facts.status !== 'notLoaded') reasons.push('subAgent');
  return reasons;
}

/**
 * Whether a reason keeps the whole app-server awake. A paused queue waits for the person on disk, and an open thread
 * of which nothing is loaded is only looked at: neither needs a process.
 */
export function keepsAwake(hold: HoldFacts): boolean {
  const { facts } = hold;
  return holdReasons(hold).some((reason) => {
    if (reason === 'open') return facts.status !== 'notLoaded';
    if (reason === 'queued') return !facts.queuePaused;
    return true;
  });
}
