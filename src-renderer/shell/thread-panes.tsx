import { useEffect } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import { Away, useNeedsNow } from '../features/away/index.ts';
import { ThreadView } from '../features/thread/index.ts';
import { panesAfter, withoutPane, withPane } from '../platform/panes.ts';
import { navigate, toFleet, toThread } from '../platform/routes.ts';
import { setUi, useUi } from '../platform/ui-store.ts';
import { NoCommands, useCommand } from '../platform/use-command.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Panes } from '../ui/columns.tsx';

/**
 * The thread that is open, alone or beside others. `id` has the keys; a press in another pane gives them to that. While
 * none is open it shows the one that needs the person: the keys are not for it, and what it says stays unread, until it is
 * pressed into; then it is the one that is open, and is drawn on as it was.
 */
export function ThreadPanes({ id }: { id: ThreadId | null }) {
  const needs = useNeedsNow(id !== null);
  const panes = useUi((state) => state.panes);
  const cursor = useUi((state) => state.cursor);
  const before = useUi((state) => state.lastThread);
  // The address says which thread has the keys; which stand beside it follows.
  const shown = panesAfter(panes, before, id);
  useEffect(() => {
    if (id === null) return;
    if (shown !== panes || before !== id) setUi({ panes: shown, lastThread: id });
  }, [id, shown, panes, before]);
  const beside = (): void => {
    const other = cursor === null || shown.includes(cursor) ? nextBeside(shown) : cursor;
    if (other === null) return;
    setUi({ panes: withPane(shown, id, other) });
    navigate(toThread(other));
  };
  const unsplit = (open: ThreadId): void => {
    const left = withoutPane(shown, open);
    setUi({ panes: left.panes });
    navigate(left.active === null ? toFleet() : toThread(left.active));
  };
  useCommand('thread.beside', id === null ? null : beside);
  useCommand('thread.unsplit', id === null ? null : () => unsplit(id));
  if (id === null) return needs === null ? <Away /> : <Pane key={needs} id={needs} active={false} unopened />;
  if (shown.length < 2) return <Pane key={id} id={id} active />;
  return (
    <Panes
      panes={shown.map((pane) => ({
        id: pane,
        pane: <Pane id={pane} active={pane === id} />,
      }))}
    />
  );
}

/** A thread to stand beside those that are shown: the first of the list that is not. */
function nextBeside(shown: readonly ThreadId[]): ThreadId | null {
  return useUi.getState().fleetShown.find((id) => !shown.includes(id)) ?? null;
}

function Pane({ id, active, unopened = false }: { id: ThreadId; active: boolean; unopened?: boolean }) {
  const take = (): void => {
    if (!active) navigate(toThread(id), 'replace');
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its parts are pressed; it only notes where
    <div
      className="thread-pane"
      data-active={active || undefined}
      onPointerDownCapture={take}
      onFocusCapture={take}
    >
      <NoCommands value={!active}>
        <Boundary what="This thread" on={[id]}>
          <ThreadView id={id} back={null} unopened={unopened} />
        </Boundary>
      </NoCommands>
    </div>
  );
}
