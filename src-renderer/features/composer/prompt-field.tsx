import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { markedParts } from '#shared/model/prompt/completion.ts';
import type { Draft } from '#shared/model/prompt/attached.ts';
import { AttachedRow } from './attached-row.tsx';
import { useSkills, type WritingPlace } from './completions.tsx';
import type { SetDraft } from './drafts.ts';
import type { Attaching } from './use-attach.tsx';
import type { Completion } from './use-completion.tsx';
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
  readonly place: WritingPlace;
  readonly completion: Completion;
  /** Hears the keys that the list of completions does not take. */
  readonly onKey?: ((event: KeyboardEvent<HTMLTextAreaElement>) => void) | undefined;
}

/** The field a prompt is written in, with what goes with it above the text. */
export function PromptField(props: PromptFieldProps) {
  const { draft, set, area, attaching, completion, place, label, placeholder, readOnly, testId, onKey } =
    props;
  useGrow(area, draft.text);
  return (
    <div className="prompt">
      {readOnly ? null : completion.list}
      <AttachedRow draft={draft} set={set} coming={attaching.coming} />
      <div className="prompt-scroll">
        <Marks draft={draft} place={place} />
        <textarea
          ref={area}
          className="prompt-text"
          data-testid={testId}
          aria-label={label}
          placeholder={placeholder}
          rows={1}
          value={draft.text}
          readOnly={readOnly}
          onChange={({ target }) => {
            set((now) => ({ ...now, text: target.value }));
            completion.onCaret();
          }}
          onSelect={completion.onCaret}
          onBlur={completion.onBlur}
          onKeyDown={(event) => {
            if (!completion.onKey(event)) onKey?.(event);
            else {
              event.preventDefault();
              event.stopPropagation();
            }
          }}
          {...attaching.listeners}
        />
      </div>
    </div>
  );
}

/** Longer texts are not marked: that would take longer than a key press may. */
const MARKED_MOST = 10_000;

/** Behind the text: what in it names a file, a skill or a placeholder. */
function Marks({ draft: { text, attached = [] }, place }: { draft: Draft; place: WritingPlace }) {
  const short = text.length <= MARKED_MOST;
  const { data } = useSkills(place, short && /\$[A-Za-z_]/.test(text));
  const named = attached.flatMap((one) => (one.type === 'skill' ? [one.name] : []));
  if (!short || !/[@$]|\{\{/.test(text)) return null;
  const skills = new Set([...named, ...(data?.skills ?? []).map(({ name }) => name)]);
  return (
    <div className="prompt-marks" aria-hidden="true">
      {markedParts(text, skills).map((part, index) =>
        // oxlint-disable-next-line react/no-array-index-key -- parts of a text have no other name
        part.kind === null ? part.text : <mark key={index}>{part.text}</mark>,
      )}
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
