import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { Button } from '../../ui/kit.tsx';

/** Room between the sheet and the edges of what it lies over, px. */
const EDGE = 24;

/**
 * A sheet over the pane of the thread: the list beside it stays live and can be used. Escape closes it, a click beside
 * it does not. `onStart` is Ctrl+Enter (⌘Enter), with Shift to open what was started.
 */
export function StartSheet(props: {
  title: ReactNode;
  initialFocus: RefObject<HTMLElement | null>;
  onClose(): void;
  onStart(open: boolean): void;
  children: ReactNode;
}) {
  const { title, initialFocus, onClose, onStart, children } = props;
  const left = usePaneLeft();
  // Where keys go on when it has closed.
  const before = useRef<Element | null>(document.activeElement);
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, shiftKey, nativeEvent } = event;
    if (key !== 'Enter' || !(ctrlKey || metaKey) || nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) onStart(shiftKey);
  };
  return (
    <Dialog.Root
      open
      modal={false}
      disablePointerDismissal
      onOpenChange={(open, { reason }) => {
        if (!open && reason !== 'focus-out') onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Popup
          className="floating start-sheet"
          data-sheet
          style={{ '--pane-left': `${left + EDGE}px` } as React.CSSProperties}
          initialFocus={() => {
            initialFocus.current?.focus();
            return false;
          }}
          finalFocus={() => (before.current instanceof HTMLElement ? before.current : true)}
          onKeyDown={onKeyDown}
        >
          <header>
            <Dialog.Title>New thread</Dialog.Title>
            {title}
            <span className="grow" />
            <Button icon size="small" aria-label="Close" onClick={onClose}>
              <X size={15} />
            </Button>
          </header>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Where the pane beside the list begins, px from the left of the window; the work area where there is no list. */
function usePaneLeft(): number {
  const [left, setLeft] = useState(0);
  useLayoutEffect(() => {
    const work = document.getElementById('work');
    const pane = document.getElementById('detail') ?? work;
    const measure = (): void => setLeft(Math.round(pane?.getBoundingClientRect().left ?? 0));
    measure();
    const watching = new ResizeObserver(measure);
    for (const part of [work, pane]) if (part !== null) watching.observe(part);
    return () => watching.disconnect();
  }, []);
  return left;
}
