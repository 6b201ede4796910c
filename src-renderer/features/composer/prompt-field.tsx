import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Draft } from '#shared/model/prompt/attached.ts';
import { AttachedRow } from './attached-row.tsx';
import type { SetDraft } from './drafts.ts';
import type { Attaching } from './use-attach.tsx';
import './prompt-field.css';

export interface PromptFieldProps {
  readonly draft: Draft;
  readonly set: SetDraft;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly attaching: Attaching;
  readonly label: string;
  readonly placeholder: string;
  readonly readOnly: boolean;
  readonly testId: string;
  /** Hears the keys that the field does not take for itself. */
  readonly onKey?: ((event: KeyboardEvent<HTMLTextAreaElement>) => void) | undefined;
}

/** The field a prompt is written in, with what goes with it above the text. */
export function PromptField(props: PromptFieldProps) {
  const { draft, set, area, attaching, label, placeholder, readOnly, testId, onKey } = props;
  useGrow(area, draft.text);
  return (
    <div className="prompt">
      <AttachedRow draft={draft} set={set} coming={attaching.coming} />
      <textarea
        ref={area}
        className="prompt-text"
        data-testid={testId}
        aria-label={label}
        placeholder={placeholder}
        rows={1}
        value={draft.text}
        readOnly={readOnly}
        onChange={({ target }) => set((now) => ({ ...now, text: target.value }))}
        onKeyDown={onKey}
        {...attaching.listeners}
      />
    </div>
  );
}

/** Chromium and Safari let a field grow with its text; in other browsers its height is measured. */
const GROWS = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

function useGrow(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  const measured = useRef(0);
  useEffect(() => {
    const element = area.current;
    if (GROWS || element === null) return;
    cancelAnimationFrame(measured.current);
    measured.current = requestAnimationFrame(() => {
      element.style.height = 'auto';
      element.style.height = `${element.scrollHeight}px`;
    });
  }, [area, text]);
}
