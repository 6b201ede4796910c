import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../ui/kit.tsx';
import { MOST_PLACES, type Found } from './use-find.ts';

/** Where a text is looked for in a thread: the text, how many places, and the way from one to the next. */
export function FindBar(props: {
  text: string;
  found: Found;
  /** Which place is shown, from 0. */
  at: number;
  /** Older pages are being read on the way there. */
  reading: boolean;
  onText(text: string): void;
  onStep(by: 1 | -1): void;
  onClose(): void;
}) {
  const { text, found, at, reading, onText, onStep, onClose } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const none = found.places.length === 0;
  return (
    <search className="find-bar">
      <input
        ref={field}
        type="text"
        className="input"
        aria-label="Find in this thread"
        placeholder="Find in this thread"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') onClose();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <output className="sub num">{countWords(text, found, at, reading)}</output>
      <Button icon size="small" aria-label="Previous place" disabled={none} onClick={() => onStep(-1)}>
        <ChevronUp size={16} aria-hidden="true" />
      </Button>
      <Button icon size="small" aria-label="Next place" disabled={none} onClick={() => onStep(1)}>
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      <Button icon size="small" aria-label="End the search" onClick={onClose}>
        <X size={16} aria-hidden="true" />
      </Button>
      {found.failed === null ? null : (
        <p className="sub find-failed">Only what is loaded was searched: {found.failed}</p>
      )}
    </search>
  );
}

function countWords(text: string, { places, more, searching }: Found, at: number, reading: boolean): string {
  if (text.trim() === '') return '';
  if (reading) return 'Reading earlier turns…';
  if (places.length === 0) return searching ? 'Searching…' : 'Nothing found';
  return `${at + 1} of ${more ? `${MOST_PLACES}+` : places.length}`;
}
