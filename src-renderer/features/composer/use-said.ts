import { useRef, type KeyboardEvent } from 'react';
import type { Draft, PromptInput } from '#shared/model/prompt/attached.ts';
import { useConnection } from '../../connection/index.ts';
import { isOfComposition } from '../../ui/composition.ts';
import type { WritingPlace } from './completions.tsx';
import { draftNow, NOTHING, useDraft, type SetDraft } from './drafts.ts';

/** UTF-16 units of a line that surely stands in one row of the field. */
const ONE_ROW = 50;

/**
 * Goes through what the person said before: up from an empty field or its first row, down back to what was being
 * written. That is kept as a draft of its own meanwhile, so that no end of the page loses it.
 */
export function useSaid(key: string, draft: Draft, set: SetDraft, place: WritingPlace) {
  const { client } = useConnection();
  const [kept, keep] = useDraft(`${key}#kept`);
  const walk = useRef<{ prompts: readonly PromptInput[]; at: number; shown: Draft } | null>(null);

  const show = (prompts: readonly PromptInput[], at: number): void => {
    const shown: Draft = prompts[at] ?? NOTHING;
    walk.current = { prompts, at, shown };
    set(shown);
  };
  const back = (): void => {
    walk.current = null;
    set(kept);
    keep(NOTHING);
  };
  const begin = async (): Promise<void> => {
    const answer = await client.call('said/list', { ...place }).catch(() => null);
    const prompts = answer?.prompts ?? [];
    // What was typed while the answer came is not taken away.
    if (prompts.length === 0 || draftNow(key) !== draft) return;
    keep(draft);
    show(prompts, 0);
  };

  return {
    /** Takes a key; true when it went through what was said. */
    onKey: (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
      const { key: name, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (altKey || ctrlKey || metaKey || shiftKey || isOfComposition(event.nativeEvent)) return false;
      const walking = walk.current !== null && walk.current.shown.text === draft.text;
      const { selectionStart: start, selectionEnd: end, value } = event.currentTarget;
      if (name === 'ArrowUp') {
        if (walking && walk.current !== null) {
          const { prompts, at } = walk.current;
          if (at + 1 < prompts.length) show(prompts, at + 1);
          return true;
        }
        if (start !== end || !inFirstRow(value, start)) return false;
        void begin();
        return true;
      }
      if (name !== 'ArrowDown' || start !== end) return false;
      if (walking && walk.current !== null) {
        const { prompts, at } = walk.current;
        if (at > 0) show(prompts, at - 1);
        else back();
        return true;
      }
      return false;
    },
    /** The draft was sent: what was being written before comes back. */
    sent: (): void => {
      walk.current = null;
      set(kept);
      keep(NOTHING);
    },
  };
}

function inFirstRow(text: string, caret: number): boolean {
  const end = text.indexOf('\n');
  if (end !== -1 && caret > end) return false;
  return caret === 0 || (end === -1 ? text.length : end) <= ONE_ROW;
}
