import { isOfComposition } from '../../ui/composition.ts';

/** What a key press in the composer means: `other` is queueing where Enter steers, and steering where it queues. */
export type ComposerKey = 'send' | 'other' | 'escape' | null;

/** Whether Enter sends, or begins a new line and needs Ctrl or ⌘ to send. */
export type EnterSetting = 'sends' | 'newLine';

/**
 * Enter sends (or Ctrl+Enter, by the setting), with Alt it does the other thing, Shift+Enter is a new line; nothing
 * while a word is being composed, nor for the key that ends the composition.
 */
export function composerKey(
  event: Pick<
    KeyboardEvent,
    'key' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'keyCode'
  >,
  enter: EnterSetting,
): ComposerKey {
  if (isOfComposition(event)) return null;
  if (event.key === 'Escape') return 'escape';
  if (event.key !== 'Enter' || event.shiftKey) return null;
  if (event.altKey) return 'other';
  const mod = event.ctrlKey || event.metaKey;
  if (enter === 'sends') return mod ? 'other' : 'send';
  return mod ? 'send' : null;
}

/** What sending does while a turn runs, and what the key beside it does; null for nothing. */
export interface Modes {
  readonly first: 'send' | 'queue';
  readonly other: 'send' | 'queue' | null;
}

/** Of what an engine can do while a turn runs, which is done first, by the person's setting. At rest all of it sends. */
export function modesOf(
  running: boolean,
  can: { readonly queue: boolean; readonly steer: boolean },
  wanted: 'steer' | 'queue',
): Modes {
  if (!running || !can.queue) return { first: 'send', other: null };
  if (!can.steer) return { first: 'queue', other: null };
  return wanted === 'queue' ? { first: 'queue', other: 'send' } : { first: 'send', other: 'queue' };
}

/** What sending so would do now, in one word. */
export function sendWord(running: boolean, mode: 'send' | 'queue'): string {
  if (mode === 'queue') return 'Queue';
  return running ? 'Steer' : 'Send';
}
