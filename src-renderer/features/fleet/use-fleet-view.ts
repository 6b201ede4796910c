import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useSelected, useWorkspaces } from '../../connection/index.ts';
import {
  fleetSelector,
  rowIds,
  type FleetEntry,
  type FleetPicture,
  type FleetView,
} from './fleet-picture.ts';

/** Groups whose rows leave them by being read. */
const READ_AWAY: ReadonlySet<string> = new Set(['finished', 'failed']);

/** The list as the person wants it: what is in it and in which order. `open` is the thread that is open. */
export function useFleetView(
  workspace: WorkspaceId | null,
  open: ThreadId | null,
): { readonly view: FleetView; readonly picture: FleetPicture } {
  const filter = useDeferredValue(useUi((state) => state.filter));
  const folded = useUi((state) => state.foldedGroups);
  const grouping = useUi((state) => state.fleetGrouping);
  const sort = useUi((state) => state.fleetSort);
  const expanded = useUi((state) => state.fleetExpanded);
  const workspaces = useWorkspaces();
  const [held, setHeld] = useState<FleetView['held']>(null);
  const names = workspaces.map(({ id, name }) => `${id}\n${name}`).join('\n\n');
  const view = useMemo(
    (): FleetView => ({
      workspace,
      filter,
      folded,
      grouping,
      sort,
      expanded,
      held,
      workspaceNames: new Map(names.split('\n\n').map((pair) => pair.split('\n') as [WorkspaceId, string])),
    }),
    [workspace, filter, folded, grouping, sort, expanded, held, names],
  );
  const selector = useMemo(() => fleetSelector(view), [view]);
  const picture = useSelected(fleetTopic.topic, selector);
  const { entries } = picture;
  // It follows from the list, which follows from it: settled before anything is drawn.
  const next = heldBy(held, open, entries);
  if (next?.id !== held?.id || next?.group !== held?.group) setHeld(next);
  useEffect(() => {
    const shown = rowIds(entries);
    const before = useUi.getState().fleetShown;
    // Rows change far more often than their order.
    if (shown.length !== before.length || shown.some((id, at) => id !== before[at]))
      setUi({ fleetShown: shown });
  }, [entries]);
  return { view, picture };
}

/** Which row keeps its place: the one that is open, in the group that being read would take it out of. */
function heldBy(
  before: FleetView['held'],
  open: ThreadId | null,
  entries: readonly FleetEntry[],
): FleetView['held'] {
  if (open === null) return null;
  const kept = before?.id === open ? before : null;
  const group = entries.find((one) => one.type === 'row' && one.id === open)?.group;
  return group !== undefined && READ_AWAY.has(group) ? { id: open, group } : kept;
}
