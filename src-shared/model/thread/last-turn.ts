import type { TurnFacts } from './actions.ts';
import type { Facts } from './facts.ts';

/** How the record says the last turn ended. One that it shows as running has no process any more: it was cut off. */
export function lastTurnPatch(last: TurnFacts, facts: Pick<Facts, 'activity'>): Partial<Facts> {
  // Words about an end that was only assumed go with it.
  const over = facts.activity.words === 'cut off' ? { activity: { words: '', code: '' } } : {};
  switch (last.status) {
    case 'inProgress':
      return { lastTurn: 'interrupted', cutOff: true };
    case 'interrupted':
      // The record does not tell the person's interruption from a death; what is known already stands.
      return { lastTurn: 'interrupted' };
    case 'failed':
      return { lastTurn: 'failed', cutOff: false, error: last.error, ...over };
    case 'completed':
      return { lastTurn: 'completed', cutOff: false, ...over };
  }
}
