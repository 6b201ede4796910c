import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { create } from 'zustand';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { Button, Note } from '../ui/kit.tsx';
import type { Tone } from '../ui/state-words.ts';

/** More of them wait out of sight until others are dismissed. */
const MOST = 4;
/** A message that asks for nothing goes by itself after this, ms: time to read two lines, while one looks at it. */
const SHORT_MS = 6000;
/** Until it is dismissed. */
const STAYS = 0;

interface Message {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  readonly undo?: () => void;
}

const manager = Toast.createToastManager<Message>();
/** What was told while no page was there to show it; null while one is. */
let early: (() => void)[] | null = [];

function add(tone: Tone, title: string, detail: string, timeout: number): void {
  const now = (): void => {
    // Told again it is the same message, and its time begins anew.
    manager.add({ id: `${title}\n${detail}`, data: { tone, title, detail }, timeout });
  };
  if (early === null) now();
  else early.push(now);
}

/** Tells the person something that has no better place, until they dismiss it. The same thing is told once. */
export function tell(tone: Tone, title: string, detail = ''): void {
  add(tone, title, detail, STAYS);
}

/** Tells something that asks for nothing: it goes by itself, but not while it is pointed at or the window is behind. */
export function tellShortly(tone: Tone, title: string, detail = ''): void {
  add(tone, title, detail, SHORT_MS);
}

/** How long something can be taken back, ms. */
const UNDO_MS = 8000;

/** What *Undo* takes back at present: the last that was done. */
export const useUndo = create<{ readonly undo: (() => void) | null }>(() => ({ undo: null }));

/** Tells what was done, and for a while how to take it back: by the button, or by the key of *Undo*. */
export function tellUndo(title: string, takeBack: () => void): void {
  const id = `undo ${title}`;
  const over = (): void => {
    if (useUndo.getState().undo === undo) useUndo.setState({ undo: null });
  };
  const undo = (): void => {
    over();
    manager.close(id);
    takeBack();
  };
  useUndo.setState({ undo });
  manager.add({
    id,
    data: { tone: 'rest', title, detail: '', undo },
    timeout: UNDO_MS,
    onRemove: over,
  });
}

/** Tells why something did not happen, and what to do. */
export function tellFailure(what: string, failure: ContractFailure): void {
  tell(failure.code === 'outcomeUnknown' ? 'needs' : 'failed', what, failure.message);
}

/** Keeps the messages of all that is below; `Messages` shows them, wherever it stands at present. */
export function MessagesProvider({ children }: { children: ReactNode }) {
  // After the provider below has begun to listen.
  useEffect(() => {
    const told = early ?? [];
    early = null;
    for (const now of told) now();
    return () => {
      early = [];
    };
  }, []);
  return (
    <Toast.Provider toastManager={manager} limit={MOST} timeout={STAYS}>
      {children}
    </Toast.Provider>
  );
}

/** The messages that were not dismissed, the latest last. */
export function Messages() {
  const { toasts, close } = Toast.useToastManager<Message>();
  if (toasts.length === 0) return null;
  return (
    // Each message is announced by itself, as urgent as it is: the place is not announced as well.
    <Toast.Viewport className="messages" aria-label="Messages" aria-live="off">
      {toasts.toReversed().map((toast) => {
        const { tone, title, detail, undo } = toast.data ?? { tone: 'rest', title: '', detail: '' };
        return (
          <Toast.Root
            key={toast.id}
            toast={toast}
            className="message"
            // No dialog: the keys of the page go on beside it. Nor is it swiped away: its words can be selected.
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- its element is not ours
            role="group"
            tabIndex={-1}
            aria-label={title}
            swipeDirection={NO_SWIPE}
            onKeyDown={(event) => {
              if (event.key === 'Escape') event.preventDefault();
            }}
          >
            <Note
              tone={tone}
              title={title}
              urgency={tone === 'rest' ? 'status' : 'alert'}
              actions={
                <>
                  {undo === undefined ? null : (
                    <Button size="small" onClick={undo}>
                      Undo
                    </Button>
                  )}
                  <Button icon size="small" aria-label="Dismiss" onClick={() => close(toast.id)}>
                    <X size={14} />
                  </Button>
                </>
              }
            >
              {detail === '' ? null : <p>{detail}</p>}
            </Note>
          </Toast.Root>
        );
      })}
    </Toast.Viewport>
  );
}

const NO_SWIPE: [] = [];
