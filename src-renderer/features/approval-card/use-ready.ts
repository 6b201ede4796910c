import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { SETTLE_MS } from '../approval/index.ts';
import { Readiness } from './readiness.ts';

export interface CardReady {
  /** Keys may decide now, as it is drawn. */
  readonly settled: boolean;
  /** The same as of this very moment: looks at the page again. A card out of view is brought into view instead. */
  now(): boolean;
}

/** So much of a card, or of the place it is scrolled in, must be in view for the card to count as looked at. */
const ENOUGH = 0.5;

/** Whether enough of an element is on the screen, in a window that has the focus. */
function isLookedAt(element: HTMLElement): boolean {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return false;
  const box = element.getBoundingClientRect();
  const view = element.closest('.scroll, .thread-scroll')?.getBoundingClientRect();
  const top = Math.max(view?.top ?? 0, 0);
  const bottom = Math.min(view?.bottom ?? window.innerHeight, window.innerHeight);
  const shown = Math.min(box.bottom, bottom) - Math.max(box.top, top);
  return box.height > 0 && shown >= ENOUGH * Math.min(box.height, bottom - top);
}

/** When keys may decide a card (see `Readiness`). `hasKeys`: they are about this one; `shown`: another object when what it shows changed. */
export function useReady(card: RefObject<HTMLElement | null>, hasKeys: boolean, shown: unknown): CardReady {
  const [readiness] = useState(() => new Readiness(SETTLE_MS));
  const [settledFor, setSettledFor] = useState<unknown>(null);
  const looked = useRef<(() => boolean) | null>(null);

  useEffect(() => {
    readiness.restart();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isPainted = false;
    const look = (): boolean => {
      clearTimeout(timer);
      const element = card.current;
      const inView = isPainted && element !== null && isLookedAt(element);
      const ready = readiness.look(performance.now(), { inView, hasKeys });
      setSettledFor(ready ? shown : null);
      const left = readiness.left(performance.now());
      if (!ready && left !== null) timer = setTimeout(look, Math.max(left, 1));
      return ready;
    };
    looked.current = look;
    // From the frame that shows it: what is not painted yet was not in view.
    const painted = requestAnimationFrame(() => {
      isPainted = true;
      look();
    });
    // Scrolling does not bubble, but can be heard on its way down.
    window.addEventListener('scroll', look, { capture: true, passive: true });
    for (const change of ['resize', 'blur', 'focus'] as const) window.addEventListener(change, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(painted);
      window.removeEventListener('scroll', look, { capture: true });
      for (const change of ['resize', 'blur', 'focus'] as const) window.removeEventListener(change, look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [card, hasKeys, shown, readiness]);

  const now = useCallback(() => {
    if (looked.current?.() === true) return true;
    const element = card.current;
    if (element !== null && !isLookedAt(element)) element.scrollIntoView({ block: 'nearest' });
    return false;
  }, [card]);
  return { settled: settledFor === shown, now };
}
