/** What a key press in the composer means. */
export type ComposerKey = 'send' | 'queue' | 'escape' | null;

/** Enter sends, Alt+Enter queues, Shift+Enter is a new line; nothing while a word is being composed. */
export function composerKey(event: {
  key: string;
  altKey: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}): ComposerKey {
  if (event.isComposing) return null;
  if (event.key === 'Escape') return 'escape';
  if (event.key !== 'Enter' || event.shiftKey) return null;
  return event.altKey ? 'queue' : 'send';
}

/** What sending would do now, in one word. */
export function sendWord(running: boolean): string {
  return running ? 'Steer' : 'Send';
}

/** A second Escape within this time interrupts; one alone never does. */
export const DOUBLE_ESCAPE_MS = 1500;
