import { useEffect } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import { ThreadView } from '../features/thread/index.ts';
import { panesAfter, withoutPane, withPane } from '../platform/panes.ts';
import { navigate, toFleet, toThread } from '../platform/routes.ts';
import { setUi, useUi } from '../platform/ui-store.ts';
import { NoCommands, useCommand } from '../platform/use-command.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Panes } from '../ui/columns.tsx';

/** The thread that is open, alone or beside others. `id` has the keys; a press in another pane gives them to that. */
export function ThreadPanes({ id }: { id: ThreadId }) {
  const panes = useUi((state) => state.panes);
  const cursor = useUi((state) => state.cursor);
  const before = useUi((state) => state.lastThread);
  // The address says which thread has the keys; which stand beside it follows.
  const shown = panesAfter(panes, before, id);
  useEffect(() => {
    if (shown !== panes || before !== id) setUi({ panes: shown, lastThread: id });
  }, [id, shown, panes, before]);
  useCommand('thread.beside', () => {
    const other = cursor === null || shown.includes(cursor) ? nextBeside(shown) : cursor;
    if (other === null) return;
    setUi({ panes: withPane(shown, id, other) });
    navigate(toThread(other));
  });
  useCommand('thread.unsplit', () => {
    const left = withoutPane(shown, id);
    setUi({ panes: left.panes });
    navigate(left.active === null ? toFleet() : toThread(left.active));
  });
  if (shown.length < 2) return <ThreadView key={id} id={id} back={null} />;
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

function Pane({ id, active }: { id: ThreadId; active: boolean }) {
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
          <ThreadView id={id} back={null} />
        </Boundary>
      </NoCommands>
    </div>
  );
}
