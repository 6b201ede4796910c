import { useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { joinAttached, withAttached, type Draft, type DraftAttached } from '#shared/model/prompt/attached.ts';
import { completionAt, type Completing } from '#shared/model/prompt/completion.ts';
import { nextPlaceholder } from '#shared/model/prompt/saved-prompt.ts';
import { commands } from '../../platform/commands.ts';
import type { TakesKey } from './completion-list.tsx';
import { Completions, type Chosen, type WritingPlace } from './completions.tsx';
import type { SetDraft } from './drafts.ts';

/** What is completed in a field, and the keys that belong to it. */
export interface Completion {
  readonly list: ReactNode;
  /** Takes a key; true when it was the list's, or stepped to a placeholder. */
  onKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean;
  /** The caret moved. */
  onCaret(): void;
  onBlur(): void;
}

/** Completes files, skills, commands and saved prompts at the caret of a field. */
export function useCompletion(
  area: RefObject<HTMLTextAreaElement | null>,
  text: string,
  set: SetDraft,
  place: WritingPlace,
): Completion {
  const [caret, setCaret] = useState<number | null>(null);
  // A list that was closed stays so until something else is begun.
  const [closed, setClosed] = useState<string | null>(null);
  const keys = useRef<TakesKey | null>(null);
  const found = caret === null || caret > text.length ? null : completionAt(text, caret);
  const completing = found !== null && nameOf(found) !== closed ? found : null;

  const choose = (now: Completing, chosen: Chosen): void => {
    const element = area.current;
    if (element === null) return;
    put(element, now, chosen);
    if (chosen.type === 'skill') set((draft) => withSkill(draft, chosen));
    if (chosen.type === 'command') {
      element.blur();
      commands.run(chosen.id);
    }
  };

  return {
    list:
      completing === null ? null : (
        <Completions
          // Another kind of list begins with its first option.
          key={`${completing.kind} ${completing.from}`}
          completing={completing}
          place={place}
          keys={keys}
          area={area}
          onChoose={(chosen) => choose(completing, chosen)}
          onClose={() => setClosed(nameOf(completing))}
        />
      ),
    onKey: (event) => {
      if (completing !== null && keys.current?.(event) === true) return true;
      return event.key === 'Tab' && !event.shiftKey && !hasMod(event) && toPlaceholder(event.currentTarget);
    },
    onCaret: () => {
      const element = area.current;
      if (element === null) return;
      const at = element.selectionStart === element.selectionEnd ? element.selectionStart : null;
      setCaret(at);
      if (at === null || completionAt(element.value, at) === null) setClosed(null);
    },
    onBlur: () => setCaret(null),
  };
}

function nameOf({ kind, from }: Completing): string {
  return `${kind} ${from}`;
}

function withSkill(draft: Draft, { name, path }: Extract<Chosen, { type: 'skill' }>): Draft {
  const attached = joinAttached<DraftAttached>(draft.attached ?? [], [{ type: 'skill', name, path }]);
  return withAttached(draft.text, attached);
}

function hasMod({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey;
}

/** Puts what was chosen in the place of what was typed of it. */
function put(element: HTMLTextAreaElement, { from, to }: Completing, chosen: Chosen): void {
  switch (chosen.type) {
    case 'file':
      insertAt(element, from, to, chosen.more ? chosen.text : spaced(element, to, chosen.text));
      return;
    case 'skill':
      insertAt(element, from, to, spaced(element, to, `$${chosen.name}`));
      return;
    case 'command':
      insertAt(element, from, to, '');
      return;
    case 'prompt': {
      insertAt(element, from, to, chosen.prompt.text);
      const first = nextPlaceholder(element.value, from);
      if (first !== null) element.setSelectionRange(first.start, first.end);
    }
  }
}

function spaced(element: HTMLTextAreaElement, to: number, text: string): string {
  return /^\s/.test(element.value.slice(to)) ? text : `${text} `;
}

/** Replaces a part of a field as if it were typed, so that it can be undone like that. */
export function insertAt(element: HTMLTextAreaElement, from: number, to: number, text: string): void {
  element.focus();
  element.setSelectionRange(from, to);
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else keeps the field's own undo
  const done = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
  if (done) return;
  element.setRangeText(text, from, to, 'end');
  element.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Selects the next placeholder after the caret; false where the text has none. */
function toPlaceholder(element: HTMLTextAreaElement): boolean {
  const next = nextPlaceholder(element.value, element.selectionEnd);
  if (next === null) return false;
  element.setSelectionRange(next.start, next.end);
  return true;
}
