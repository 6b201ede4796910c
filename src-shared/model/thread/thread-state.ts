/** The one state of a thread, in the order in which it wants attention. */
export const THREAD_STATES = [
  'needsApproval',
  'needsAnswer',
  'failed',
  'finished',
  'running',
  'queued',
  'idle',
  'notLoaded',
  'ownedElsewhere',
  'disconnected',
] as const;

export type ThreadState = (typeof THREAD_STATES)[number];

/** All that a thread's state follows from. */
export interface ThreadFacts {
  readonly pendingApprovals: number;
  readonly pendingQuestions: number;
  /** The protocol's status of the thread at its owner. */
  readonly status: 'notLoaded' | 'idle' | 'systemError' | 'active';
  readonly lastTurn: 'none' | 'inProgress' | 'completed' | 'interrupted' | 'failed';
  readonly unread: boolean;
  readonly queued: number;
  /** The person has dismissed its failure. */
  readonly dismissed?: boolean;
  readonly ownedElsewhere: boolean;
  /** The thread's app-server is neither ready nor suspended on purpose. */
  readonly disconnected: boolean;
}

/** Whether what every view shows of it is that it was cut off: nothing is in the way of going on. */
export function showsCutOff({
  interrupted,
  state,
}: {
  readonly interrupted: boolean;
  readonly state: ThreadState;
}): boolean {
  return interrupted && (state === 'idle' || state === 'notLoaded' || state === 'queued');
}

/**
 * Derives the state that every view shows. A dead app-server hides what can no longer be acted on, but not a
 * failure or a finished turn that was not read yet.
 */
export function threadState(facts: ThreadFacts): ThreadState {
  const failed = facts.lastTurn === 'failed' && facts.dismissed !== true;
  if (facts.disconnected) {
    if (failed) return 'failed';
    return facts.lastTurn === 'completed' && facts.unread ? 'finished' : 'disconnected';
  }
  if (facts.pendingApprovals > 0) return 'needsApproval';
  if (facts.pendingQuestions > 0) return 'needsAnswer';
  if (facts.status === 'active') return 'running';
  if (failed || (facts.status === 'systemError' && facts.dismissed !== true)) return 'failed';
  if (facts.unread && facts.lastTurn === 'completed') return 'finished';
  if (facts.queued > 0) return 'queued';
  if (facts.ownedElsewhere) return 'ownedElsewhere';
  return facts.status === 'notLoaded' ? 'notLoaded' : 'idle';
}
