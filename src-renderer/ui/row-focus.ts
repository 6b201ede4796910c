import { useCallback, useEffect, useRef, type RefObject } from 'react';

/**
 * Gives a row the focus as soon as its list has drawn it: one that is drawn in part draws a row only after it scrolled
 * there. `name` is the attribute that names rows. The row is forgotten when the focus goes elsewhere meanwhile, so that
 * one which comes late takes it from nobody.
 */
export function useRowFocus(
  list: RefObject<HTMLElement | null>,
  name: `data-${string}`,
): (id: string) => void {
  const waiting = useRef<MutationObserver | null>(null);
  const stop = useCallback((): void => {
    waiting.current?.disconnect();
    waiting.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  return useCallback(
    (id) => {
      stop();
      const { current: place } = list;
      if (place === null) return;
      const from = document.activeElement;
      const take = (): boolean => {
        const { activeElement } = document;
        if (activeElement !== from && activeElement !== document.body) return true;
        const row = place.querySelector<HTMLElement>(`[${name}="${CSS.escape(id)}"]`);
        row?.focus({ preventScroll: true });
        return row !== null;
      };
      if (take()) return;
      waiting.current = new MutationObserver(() => {
        if (take()) stop();
      });
      waiting.current.observe(place, { childList: true, subtree: true });
    },
    [list, name, stop],
  );
}
