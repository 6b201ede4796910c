import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useRowFocus } from '../../ui/row-focus.ts';
import { linesOf, type Held, type Line } from './journal-picture.ts';

const DAY_PX = 30;

/** The lines of the journal as far as they are in view. */
export interface JournalRows {
  readonly lines: readonly Line[];
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  /** Scrolls to the row of a request and gives it the focus. */
  reveal(approvalId: string): void;
}

/** Draws of what is held only what is in view, in `scroller`. */
export function useJournalRows(
  held: Held,
  scroller: RefObject<HTMLDivElement | null>,
  rowHeight: number,
): JournalRows {
  const lines = useMemo(() => linesOf(held.requests), [held.requests]);
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used that it would be incompatible with
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.type === 'day' ? DAY_PX : rowHeight),
    getItemKey: (index) => {
      const line = lines[index];
      return line === undefined ? index : line.type === 'day' ? `day ${line.at}` : line.request.seq;
    },
    overscan: 8,
  });
  useEffect(() => virtual.measure(), [virtual, lines, rowHeight]);
  const focus = useRowFocus(scroller, 'data-request');
  return {
    lines,
    virtual,
    reveal: (id) => {
      const index = lines.findIndex((line) => line.type === 'request' && line.request.approvalId === id);
      if (index !== -1) virtual.scrollToIndex(index, { align: 'auto' });
      focus(id);
    },
  };
}

/** Whether somebody is about to press a row, and what keeps that true. */
export interface Rest {
  /** Rows may move: the list is at its top, and no pointer is on it. */
  readonly atRest: boolean;
  readonly handlers: { onScroll(): void; onPointerEnter(): void; onPointerLeave(): void };
}

/** Follows the pointer and the scrolling of the list. */
export function useRest(scroller: RefObject<HTMLDivElement | null>): Rest {
  const over = useRef(false);
  const [atRest, setAtRest] = useState(true);
  const look = (): void => setAtRest(!over.current && (scroller.current?.scrollTop ?? 0) === 0);
  const pointer = (isOver: boolean) => (): void => {
    over.current = isOver;
    look();
  };
  return {
    atRest,
    handlers: { onScroll: look, onPointerEnter: pointer(true), onPointerLeave: pointer(false) },
  };
}

/**
 * Another question begins at its top; whoever comes back to this one is where they were: a phone shows the list or a
 * request. `question` is empty until there is an answer.
 */
export function useKeptPlace(scroller: RefObject<HTMLDivElement | null>, question: string): void {
  useEffect(() => {
    const list = scroller.current;
    if (list === null || question === '') return undefined;
    const { journalPlace } = useUi.getState();
    list.scrollTo({ top: journalPlace.question === question ? journalPlace.top : 0 });
    // Read while it scrolls: when the list leaves, its height is gone, and its place with it.
    let { scrollTop: top } = list;
    const note = (): void => void (top = list.scrollTop);
    list.addEventListener('scroll', note, { passive: true });
    return () => {
      list.removeEventListener('scroll', note);
      setUi({ journalPlace: { question, top } });
    };
  }, [scroller, question]);
}
