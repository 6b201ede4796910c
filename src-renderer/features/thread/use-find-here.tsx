import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import { commands } from '../../platform/commands.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { FindBar } from './find-bar.tsx';
import { clearHighlight, highlight } from './highlight.ts';
import { useFind } from './use-find.ts';
import type { Target } from './use-reading-place.ts';

/** Parts of a message that may be folded. */
const PARTS = 4;

/** Finding a text in the thread that is shown: the bar while it is open, and its places marked in what is drawn. */
export function useFindHere(options: {
  id: ThreadId;
  scroller: RefObject<HTMLDivElement | null>;
  reach(target: Target): void;
  reaching: boolean;
}): ReactNode {
  const { id, scroller, reach, reaching } = options;
  // Whoever found this thread by its words sees them.
  const [asked] = useState(() => {
    const { findText } = useUi.getState();
    return findText?.thread === id ? findText.text : null;
  });
  useEffect(() => {
    if (asked !== null) setUi({ findText: null });
  }, [asked]);
  const [open, setOpen] = useState(asked !== null);
  const [text, setText] = useState(asked ?? '');
  const [chosen, setChosen] = useState<number | null>(null);
  const found = useFind(id, open ? text : '');
  const { places } = found;
  // The last place is the nearest to where a thread is read.
  const at = Math.min(chosen ?? places.length - 1, places.length - 1);
  const place = places[at] ?? null;

  useCommand('thread.find', () => {
    // A terminal that has the focus is searched itself.
    if (document.activeElement?.closest('.xterm') != null && commands.run('terminal.find')) return;
    if (open) scroller.current?.parentElement?.querySelector<HTMLInputElement>('.find-bar input')?.select();
    setOpen(true);
  });

  const { itemId, nth } = place ?? { itemId: null, nth: 0 };
  useEffect(() => {
    if (itemId === null) return;
    setUi(({ folds }) => {
      const next = new Map(folds);
      for (let part = 0; part < PARTS; part += 1) next.set(`said ${itemId} ${part}`, true);
      return { folds: next };
    });
    reach({ itemId, align: 'center', offset: 0 });
  }, [itemId, nth, reach]);

  // What is drawn changes as it is scrolled: the marks follow it frame by frame while the bar is open.
  useEffect(() => {
    if (!open) return undefined;
    let frame = 0;
    const draw = (): void => {
      const root = scroller.current;
      if (root !== null) highlight(root, text, itemId === null ? null : { itemId, nth });
    };
    const soon = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    soon();
    const observer = new MutationObserver(soon);
    if (scroller.current !== null) observer.observe(scroller.current, { childList: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      clearHighlight();
    };
  }, [open, text, itemId, nth, scroller]);

  if (!open) return null;
  return (
    <FindBar
      text={text}
      found={found}
      at={at}
      reading={reaching}
      onText={(next) => {
        setText(next);
        setChosen(null);
      }}
      onStep={(by) => {
        if (places.length > 0) setChosen((at + by + places.length) % places.length);
      }}
      onClose={() => {
        setOpen(false);
        scroller.current?.focus({ preventScroll: true });
      }}
    />
  );
}
