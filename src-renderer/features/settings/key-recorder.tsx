import { useEffect, useRef, useState } from 'react';
import { pressName } from '../../platform/keys.ts';
import { Keys } from '../../ui/kit.tsx';

/** Presses of one sequence. */
const MOST_PRESSES = 2;

/**
 * Takes the next presses as a key of a command: one, or two after each other. Enter accepts, Escape cancels, Backspace
 * begins anew; so those three alone cannot be given.
 */
export function KeyRecorder(props: {
  title: string;
  /** Titles of the commands that would lose this key. */
  losers(key: string): readonly string[];
  done(key: string): void;
  cancel(): void;
}) {
  const { title, losers, done, cancel } = props;
  const [presses, setPresses] = useState<readonly string[]>([]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const key = presses.join(' ');
  const taken = key === '' ? [] : losers(key);
  return (
    <div
      ref={box}
      className="key-recorder"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a field that takes presses, not text
      role="textbox"
      tabIndex={0}
      aria-label={`New key for ${title}`}
      onBlur={cancel}
      onKeyDown={(event) => {
        // Tab leaves, as everywhere.
        if (event.key === 'Tab') return;
        event.preventDefault();
        event.stopPropagation();
        if (event.repeat) return;
        const name = pressName(event.nativeEvent, /Mac|iPhone|iPad/.test(navigator.userAgent));
        if (name === 'Escape') cancel();
        else if (name === 'Backspace') setPresses([]);
        else if (name === 'Enter') {
          if (key !== '') done(key);
        } else if (name !== null) setPresses((now) => (now.length >= MOST_PRESSES ? [name] : [...now, name]));
      }}
    >
      <span>{key === '' ? 'Press the new key' : <Keys keys={key} />}</span>
      <span className="sub" aria-live="polite">
        {taken.length > 0 ? `Taken from: ${taken.join(', ')}. ` : ''}
        {key === '' ? 'Esc cancels' : '↵ accepts, Esc cancels'}
      </span>
    </div>
  );
}
