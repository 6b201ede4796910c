import type { ThreadState } from '#shared/model/thread/thread-state.ts';

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
