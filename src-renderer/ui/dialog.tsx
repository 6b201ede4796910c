import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, type ReactNode, type RefObject } from 'react';
import { Button } from './kit.tsx';

/** Where the focus goes when a dialog has closed; true is back to where it came from. */
type FinalFocus = () => HTMLElement | boolean;

/** A dialog with a title, a body that scrolls and buttons at the end. Escape and the backdrop close it. */
export function Dialog(props: {
  open: boolean;
  onClose(): void;
  title: string;
  hideTitle?: boolean;
  size?: 'medium' | 'wide';
  footer?: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  finalFocus?: FinalFocus | undefined;
  children: ReactNode;
}) {
  const { open, onClose, title, hideTitle = false, size, footer, initialFocus, finalFocus, children } = props;
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup
          className="floating dialog"
          data-size={size}
          initialFocus={initialFocus === undefined ? true : () => focusNow(initialFocus)}
          finalFocus={finalFocus}
        >
          {hideTitle ? (
            <Base.Title className="visually-hidden">{title}</Base.Title>
          ) : (
            <header>
              <Base.Title>{title}</Base.Title>
              <Button icon size="small" aria-label="Close" onClick={onClose}>
                <X size={15} />
              </Button>
            </header>
          )}
          {children}
          {footer === undefined ? null : <footer>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * Gives the focus before the next key can come: the library would wait for a frame, and on a busy machine what is typed
 * until then would be lost. True leaves it to the library.
 */
function focusNow(wanted: RefObject<HTMLElement | null>): boolean {
  if (wanted.current === null) return true;
  wanted.current.focus();
  return false;
}

/** Asks once before something that cannot be undone; says what it will do. */
export function ConfirmDialog(props: {
  open: boolean;
  title: string;
  action: string;
  /** What the button is called that changes nothing. */
  keep?: string;
  busy?: boolean;
  finalFocus?: FinalFocus;
  onConfirm(): void;
  onClose(): void;
  children: ReactNode;
}) {
  const {
    open,
    title,
    action,
    keep: keepLabel = 'Keep',
    busy,
    finalFocus,
    onConfirm,
    onClose,
    children,
  } = props;
  // The safe button has the focus: Enter alone destroys nothing.
  const keep = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      initialFocus={keep}
      finalFocus={finalFocus}
      onClose={onClose}
      title={title}
      footer={
        <>
          <span className="grow" />
          <Button ref={keep} onClick={onClose}>
            {keepLabel}
          </Button>
          <Button look="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="body">{children}</div>
    </Dialog>
  );
}
