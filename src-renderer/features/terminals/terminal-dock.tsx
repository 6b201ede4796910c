import { lazy, Suspense, useLayoutEffect, useRef, type ReactNode } from 'react';
import { terminalsTopic } from '#shared/contract/topics.ts';
import { useLayout } from '../../platform/layout.ts';
import { useRoute } from '../../platform/routes.ts';
import { useTopicStatus } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Button, Empty, Loading } from '../../ui/kit.tsx';
import { TerminalTabs } from './terminal-tabs.tsx';
import { LEAST_HEIGHT, setTerminalsUi, USUAL_HEIGHT, useTerminalsUi } from './terminals-store.ts';
import { useTerminalActions } from './use-terminals.ts';
import './terminals.css';

// xterm.js is a chunk of its own: who never opens a terminal never loads it.
const TerminalView = lazy(() => import('./terminal-view.tsx'));

/** The terminals at the bottom of the work, when the person wants them there. */
export function TerminalDock() {
  const open = useTerminalsUi((state) => state.open);
  const height = useTerminalsUi((state) => state.height);
  const layout = useLayout();
  const route = useRoute();
  if (!open || layout === 'phone' || route.view === 'terminals') return null;
  return (
    <section className="term-dock" aria-label="Terminals" style={{ height }} data-terminals>
      <Divider height={height} />
      <Panel back={null} />
    </section>
  );
}

/** The terminals alone: all there is room for on a phone, and for who wants them large. */
export function TerminalsPage({ back }: { back: ReactNode }) {
  return (
    <section className="col term-page" aria-label="Terminals" data-terminals>
      <Panel back={back} />
    </section>
  );
}

/** The wish for the focus that was fulfilled last. */
let focusTaken = 0;

function Panel({ back }: { back: ReactNode }) {
  const actions = useTerminalActions();
  const { terminals, place, open, close } = actions;
  const current = useTerminalsUi((state) => state.current);
  const closing = useTerminalsUi((state) => state.closing);
  const { ready, error } = useTopicStatus(terminalsTopic.topic);
  const opening = useTerminalsUi((state) => state.opening);
  const shown = opening ? undefined : (terminals.find(({ id }) => id === current) ?? terminals[0]);
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<(() => void) | null>(null);
  const wanted = useTerminalsUi((state) => state.focus);
  useLayoutEffect(() => {
    if (wanted === focusTaken) return;
    focusTaken = wanted;
    holder.current?.focus();
  }, [wanted]);
  return (
    <>
      <TerminalTabs actions={actions} shown={shown} back={back} />
      {/* Has the focus while the terminal that should have it is drawn: a key that is typed then must do nothing. */}
      <div
        className="term-holder"
        tabIndex={-1}
        ref={holder}
        data-terminal-screen
        onFocus={(event) => {
          if (event.target === event.currentTarget) view.current?.();
        }}
      >
        {shown !== undefined ? (
          <Suspense fallback={<Loading what="Loading the terminal" />}>
            <TerminalView key={shown.id} terminal={shown} actions={actions} holder={holder} onFocus={view} />
          </Suspense>
        ) : opening ? (
          <Loading what="Opening a terminal" />
        ) : error !== null ? (
          <Empty title="The terminals cannot be shown">{error.message}</Empty>
        ) : !ready ? (
          <Loading what="Asking for the terminals" />
        ) : (
          <Empty
            title="No terminal open"
            actions={
              place === null ? undefined : (
                <Button onClick={() => void open()}>New terminal in {place.name}</Button>
              )
            }
          >
            {current === null
              ? 'A terminal runs your shell in the worktree in view.'
              : 'Closed terminals are gone, and so are those of an earlier run of Muster: they end with it.'}
          </Empty>
        )}
      </div>
      <ConfirmDialog
        open={closing !== null}
        title="Close this terminal?"
        action={`End ${closing?.running ?? 'it'} and close`}
        onConfirm={() => {
          if (closing !== null) void close(closing.id, true);
        }}
        onClose={() => setTerminalsUi({ closing: null })}
      >
        <p>
          <code>{closing?.running ?? ''}</code> runs in it. It is asked to end, and after two seconds it is
          killed, with all that it started there. What it wrote to the screen is gone.
        </p>
      </ConfirmDialog>
    </>
  );
}

/** What one press of a key moves the divider, CSS pixels. */
const STEP = 24;

/** The line above the dock, which makes it higher or lower. */
function Divider({ height }: { height: number }) {
  const dragged = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const most = (): number => Math.max(LEAST_HEIGHT, window.innerHeight - 200);
  const set = (next: number): void => {
    setTerminalsUi({ height: Math.round(Math.min(most(), Math.max(LEAST_HEIGHT, next))) });
  };
  return (
    // oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-interactions -- it is moved
    <div
      className="term-divider"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the terminals"
      aria-valuemin={LEAST_HEIGHT}
      aria-valuemax={most()}
      aria-valuenow={height}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that can be moved takes the focus
      tabIndex={0}
      data-own-keys
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { y: event.clientY, height };
      }}
      onPointerMove={(event) => {
        const from = dragged.current;
        if (from !== null) set(from.height + from.y - event.clientY);
      }}
      onPointerUp={() => (dragged.current = null)}
      onPointerCancel={() => (dragged.current = null)}
      onDoubleClick={() => set(USUAL_HEIGHT)}
      onKeyDown={(event) => {
        const to = new Map([
          ['ArrowUp', height + STEP],
          ['ArrowDown', height - STEP],
          ['Home', most()],
          ['End', LEAST_HEIGHT],
        ]).get(event.key);
        if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        set(to);
      }}
    />
  );
}
