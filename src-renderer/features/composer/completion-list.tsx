import {
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { isOfComposition } from '../../ui/composition.ts';

/** One thing that can be chosen. */
export interface Option {
  readonly key: string;
  readonly label: ReactNode;
  /** What it is for, or why it is not possible now. */
  readonly detail?: string | undefined;
  /** It is shown, and cannot be chosen: `detail` says why. */
  readonly disabled?: boolean | undefined;
  /** The key that does the same. */
  readonly keys?: ReactNode;
  choose(): void;
}

/** Takes a key that the list wants; true when it did. */
export type TakesKey = (event: KeyboardEvent) => boolean;

export interface CompletionListProps {
  readonly label: string;
  readonly options: readonly Option[];
  /** What is said where there is nothing to choose. */
  readonly none: string;
  readonly keys: RefObject<TakesKey | null>;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly onClose: () => void;
}

/** What can be put at the caret: the keys stay in the field, the arrows move here. */
export function CompletionList({ label, options, none, keys, area, onClose }: CompletionListProps) {
  const id = useId();
  const [marked, setMarked] = useState(0);
  const at = Math.min(marked, Math.max(0, options.length - 1));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    keys.current = (event) => {
      if (isOfComposition(event.nativeEvent)) return false;
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp': {
          if (options.length === 0) return false;
          const step = event.key === 'ArrowDown' ? 1 : options.length - 1;
          setMarked((at + step) % options.length);
          return true;
        }
        case 'Enter':
        case 'Tab': {
          const option = options[at];
          if (option === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)
            return false;
          if (option.disabled !== true && !event.repeat) option.choose();
          return true;
        }
        case 'Escape':
          onClose();
          return true;
        default:
          return false;
      }
    };
    return () => {
      keys.current = null;
    };
  }, [keys, options, at, onClose]);
  // What is marked is told to who does not see it, in the field that has the keys.
  useEffect(() => {
    const element = area.current;
    element?.setAttribute('aria-controls', id);
    if (options.length > 0) element?.setAttribute('aria-activedescendant', `${id}-${at}`);
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    return () => {
      element?.removeAttribute('aria-controls');
      element?.removeAttribute('aria-activedescendant');
    };
  }, [area, id, at, options]);
  return (
    <div className="completion floating" data-testid="completion">
      {/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a select would take the keys from the field */}
      <div id={id} ref={list} role="listbox" aria-label={label} className="completion-options">
        {options.map((option, index) => (
          <div
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={option.disabled === true || undefined}
            className="completion-option"
            onPointerMove={() => setMarked(index)}
            // The field keeps the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              if (option.disabled !== true) option.choose();
            }}
          >
            <span className="completion-label clip">{option.label}</span>
            {option.detail === undefined ? null : (
              <span className="completion-detail clip">{option.detail}</span>
            )}
            {option.keys === undefined ? null : <span className="completion-keys">{option.keys}</span>}
          </div>
        ))}
      </div>
      {/* oxlint-enable jsx-a11y/prefer-tag-over-role */}
      {options.length === 0 ? <output className="completion-none">{none}</output> : null}
    </div>
  );
}
