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

/** What sending would do now, in one word. */
export function sendWord(running: boolean): string {
  return running ? 'Steer' : 'Send';
}
