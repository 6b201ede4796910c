import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import { keepPlace, keptPlace } from './kept-place.ts';
import { anchorOf, holdsItem, type Block } from './thread-layout.ts';

/** How near to the end counts as being there, px. */
export const END = 60;
/** How long the blocks of a thread that opens may take to find their heights, ms. */
const OPENING_MS = 1500;
/** A place that was gone to is held until the blocks around it have had their heights for so many frames … */
const STILL_FRAMES = 8;
/** … and no longer than so many. */
const SETTLE_FRAMES = 120;

/** Where to go: an item, how far below the top of the view, or in its middle. */
export interface Target {
  readonly itemId: string;
  readonly align: 'start' | 'center';
  /** px that lie above the view. */
  readonly offset: number;
}

interface Options {
  readonly id: ThreadId;
  readonly blocks: readonly Block[];
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly history: {
    readonly hasMore: boolean;
    readonly loading: boolean;
    readonly failed: string | null;
    readonly more: () => void;
  };
}

/**
 * Keeps the place of whoever reads: a thread opens at its end and stays there while it grows, until they scroll; after a
 * reload it opens where it was. `reach` goes to an item, by way of older pages where it must.
 */
export function useReadingPlace({ id, blocks, virtual, scroller, content, history }: Options) {
  const [away, setAway] = useState(false);
  const [target, setTarget] = useState<Target | null>(() => keptPlace(id));
  const opened = useRef(false);
  const opening = useRef(true);
  const atEnd = useRef(true);
  const atEndKept = useRef(false);
  const keep = useRef<() => void>(() => undefined);
  const pinned = target === null;
  /** Lets go of the place that is held. */
  const settling = useRef<() => void>(() => undefined);
  useEffect(() => () => settling.current(), []);

  useLayoutEffect(() => {
    if (opened.current || blocks.length === 0) return;
    opened.current = true;
    if (pinned) virtual.scrollToEnd();
  }, [blocks.length, virtual, pinned]);

  // Content that appears below shrinks the view. A reader at the end stays at the end.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) virtual.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtual, scroller]);

  // While a thread opens its blocks get their true heights: it stays at its end until they have them, or until the
  // person scrolls.
  const started = blocks.length > 0;
  useEffect(() => {
    const inner = content.current;
    if (!started || inner === null || !opening.current) return undefined;
    const observer = new ResizeObserver(() => {
      if (opening.current) virtual.scrollToEnd();
    });
    observer.observe(inner);
    const end = (): void => {
      opening.current = false;
      observer.disconnect();
    };
    const timer = setTimeout(end, OPENING_MS);
    const remove = onTouch(scroller.current, end);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      remove();
    };
  }, [started, virtual, scroller, content]);

  useEffect(() => {
    if (target === null) return undefined;
    opening.current = false;
    atEnd.current = false;
    const index = blocks.findIndex((block) => holdsItem(block, target.itemId));
    if (index !== -1) {
      const frame = requestAnimationFrame(() => setTarget(null));
      settling.current();
      settling.current = settle(virtual, scroller.current, index, target, () => keep.current());
      return () => cancelAnimationFrame(frame);
    }
    if (blocks.length === 0) return undefined;
    if (history.hasMore && history.failed === null) history.more();
    else if (!history.loading) {
      const frame = requestAnimationFrame(() => setTarget(null));
      return () => cancelAnimationFrame(frame);
    }
    return undefined;
  }, [target, blocks, history, virtual, scroller]);

  const { more } = history;
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = left <= END || opening.current;
    setAway(left > END * 3);
    if (element.scrollTop < 500 && opened.current) more();
    if (opening.current || target !== null) return;
    const place = atEnd.current ? null : topOf(virtual, blocks, element.scrollTop);
    // Whoever follows the end scrolls with every frame: that is kept once.
    if (place === null && (atEndKept.current || !atEnd.current)) return;
    atEndKept.current = place === null;
    keepPlace(id, place);
  };

  useEffect(() => {
    keep.current = onScroll;
  });

  return { away, onScroll, reach: setTarget, reaching: target !== null };
}

function onTouch(element: HTMLElement | null, run: () => void): () => void {
  const touched = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;
  for (const name of touched) element?.addEventListener(name, run, { passive: true });
  return () => {
    for (const name of touched) element?.removeEventListener(name, run);
  };
}

/** Goes to a block and holds it there while its neighbours find their heights, unless the person scrolls. */
function settle(
  virtual: Options['virtual'],
  element: HTMLElement | null,
  index: number,
  { align, offset }: Target,
  done: () => void,
): () => void {
  let left = SETTLE_FRAMES;
  let still = 0;
  let before = Number.NaN;
  const remove = onTouch(element, () => (left = 0));
  const go = (): void => {
    const place = virtual.getOffsetForIndex(index, align);
    if (left <= 0 || still >= STILL_FRAMES || place === undefined) {
      remove();
      done();
      return;
    }
    left -= 1;
    const top = place[0] + offset;
    still = top === before && Math.abs((virtual.scrollOffset ?? 0) - top) <= 1 ? still + 1 : 0;
    before = top;
    virtual.scrollToOffset(top, { align: 'start' });
    requestAnimationFrame(go);
  };
  go();
  return () => {
    left = 0;
    remove();
  };
}

/** The first block in view that an item names, and how much of it lies above. */
function topOf(
  virtual: Options['virtual'],
  blocks: readonly Block[],
  top: number,
): { readonly itemId: string; readonly offset: number } | null {
  for (const { index, end, start } of virtual.getVirtualItems()) {
    const block = blocks[index];
    const itemId = block === undefined ? null : anchorOf(block);
    if (end > top && itemId !== null) return { itemId, offset: Math.round(top - start) };
  }
  return null;
}
