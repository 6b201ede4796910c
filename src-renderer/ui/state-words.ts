import { showsCutOff, type ThreadState } from '#shared/model/thread/thread-state.ts';

/** The colour and shape of a state; the word stands beside it or in its name. */
export type Tone = 'needs' | 'failed' | 'done' | 'running' | 'queued' | 'rest' | 'off';

const WORDS: Readonly<Record<ThreadState, readonly [word: string, tone: Tone]>> = {
  needsApproval: ['Needs approval', 'needs'],
  needsAnswer: ['Needs an answer', 'needs'],
  failed: ['Failed', 'failed'],
  finished: ['Finished, unread', 'done'],
  running: ['Running', 'running'],
  queued: ['Queued', 'queued'],
  idle: ['Idle', 'rest'],
  notLoaded: ['At rest', 'rest'],
  ownedElsewhere: ['Owned elsewhere', 'rest'],
  disconnected: ['Disconnected', 'off'],
};

/** The one word for a state. */
export function stateWord(state: ThreadState): string {
  return WORDS[state][0];
}

/** The one colour and shape for a state. */
export function stateTone(state: ThreadState): Tone {
  return WORDS[state][1];
}

/** What a thread shows of its state: a row of the fleet, the palette and the header of the thread say the same. */
interface Shown {
  readonly state: ThreadState;
  readonly interrupted: boolean;
}

/** The word for how a thread stands, *Cut off* where that is what it is. */
export function shownWord(thread: Shown): string {
  return showsCutOff(thread) ? 'Cut off' : stateWord(thread.state);
}

/** The colour and shape of the same. */
export function shownTone(thread: Shown): Tone {
  return showsCutOff(thread) ? 'needs' : stateTone(thread.state);
}
