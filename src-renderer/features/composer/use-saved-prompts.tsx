import { useState, type ReactNode, type RefObject } from 'react';
import { nextPlaceholder } from '#shared/model/prompt/saved-prompt.ts';
import { useCommand } from '../../platform/use-command.ts';
import { SavedPrompts } from './saved-prompts.tsx';
import { insertAt } from './use-completion.tsx';

/** The library of prompts for one field: its commands, and its dialog while that is open. */
export function useSavedPrompts(area: RefObject<HTMLTextAreaElement | null>, text: string): ReactNode {
  const [from, setFrom] = useState<string | null>(null);
  useCommand('prompt.library', () => setFrom(''));
  useCommand('prompt.save', text.trim() === '' ? null : () => setFrom(text));
  if (from === null) return null;
  const insert = (prompt: string): void => {
    setFrom(null);
    const element = area.current;
    if (element === null) return;
    const at = element.selectionStart;
    // The dialog has the focus until it is gone.
    requestAnimationFrame(() => {
      insertAt(element, at, element.selectionEnd, prompt);
      const first = nextPlaceholder(element.value, at);
      if (first !== null) element.setSelectionRange(first.start, first.end);
    });
  };
  return <SavedPrompts from={from} onInsert={insert} onClose={() => setFrom(null)} />;
}
