import type { SearchAddon } from '@xterm/addon-search';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/kit.tsx';

export interface Found {
  /** Which of them is marked, from 0; -1 when there are too many to tell. */
  readonly index: number;
  readonly count: number;
}

/** Looks for a text in what the terminal holds, from its end backwards. */
export function FindBar(props: { search: SearchAddon; found: Found | null; onEnd(): void }) {
  const { search, found, onEnd } = props;
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const options = (): Parameters<SearchAddon['findNext']>[1] => {
    const style = getComputedStyle(document.documentElement);
    const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    return {
      decorations: {
        matchBackground: color('needs-bg'),
        activeMatchBackground: color('accent-bg'),
        matchOverviewRuler: color('needs'),
        activeMatchColorOverviewRuler: color('accent'),
      },
    };
  };
  const look = (back: boolean, what = text): void => {
    if (what === '') search.clearDecorations();
    else if (back) search.findPrevious(what, options());
    else search.findNext(what, options());
  };
  const words =
    text === '' || found === null
      ? ''
      : found.count === 0
        ? 'Nothing'
        : found.index < 0
          ? `${found.count}`
          : `${found.index + 1} of ${found.count}`;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape ends it wherever the focus is in it
    <div
      className="term-find"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onEnd();
      }}
    >
      <input
        ref={field}
        className="input"
        aria-label="Find in the terminal"
        placeholder="Find"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          look(true, event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') look(!event.shiftKey);
        }}
      />
      <output className="faint num">{words}</output>
      <Button icon size="small" aria-label="Earlier" onClick={() => look(true)}>
        <ChevronUp size={14} />
      </Button>
      <Button icon size="small" aria-label="Later" onClick={() => look(false)}>
        <ChevronDown size={14} />
      </Button>
      <Button icon size="small" aria-label="End the search" onClick={onEnd}>
        <X size={14} />
      </Button>
    </div>
  );
}
