import { useEffect, useRef, useState, type RefObject } from 'react';
import { SEEN_MS, SeenWatch, type Range } from './seen.ts';

/**
 * Which of the blocks in a scrolled place were seen whole (see `SeenWatch`). A block is an element with `data-seen`
 * set to its key. Works only while something is left to see and the window has the focus.
 */
export function useSeen(
  scroller: RefObject<HTMLElement | null>,
  keys: readonly string[],
): ReadonlySet<string> {
  const [watch] = useState(() => new SeenWatch());
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const open = keys.some((key) => !seen.has(key));

  useEffect(() => {
    const place = scroller.current;
    if (!open || place === null) return undefined;
    const look = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) {
        watch.away();
        return;
      }
      const view = place.getBoundingClientRect();
      const visible = new Map<string, { part: Range; height: number }>();
      for (const block of place.querySelectorAll<HTMLElement>('[data-seen]')) {
        const box = block.getBoundingClientRect();
        const from = Math.max(box.top, view.top, 0);
        const to = Math.min(box.bottom, view.bottom, window.innerHeight);
        if (to > from)
          visible.set(block.dataset['seen'] ?? '', {
            part: [from - box.top, to - box.top],
            height: box.height,
          });
      }
      if (watch.look(performance.now(), visible)) setSeen(new Set(watch.whole));
    };
    const again = (): void => {
      clearTimeout(timer.current);
      look();
      timer.current = setTimeout(again, SEEN_MS / 3);
    };
    const resized = (): void => {
      watch.forgetParts();
      look();
    };
    const observer = new ResizeObserver(resized);
    observer.observe(place);
    again();
    place.addEventListener('scroll', look, { passive: true });
    window.addEventListener('blur', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer.current);
      observer.disconnect();
      place.removeEventListener('scroll', look);
      window.removeEventListener('blur', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [open, scroller, watch]);
  return seen;
}
