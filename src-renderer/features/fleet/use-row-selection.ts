import { useCallback, useEffect, useRef } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import type { Pick } from './fleet-row.tsx';
import { picked, ranged } from './row-selection.ts';

/**
 * Rows that are selected by hand, to be acted on together: by their boxes, by a press with a modifier, or by keys that
 * take along each row they come to. `step` goes on from the row that keys stand on, and answers where to.
 */
export function useRowSelection(
  ids: readonly ThreadId[],
  here: ThreadId | null,
  step: (by: 1 | -1) => ThreadId | null,
): (id: ThreadId, how: Pick) => void {
  const anchor = useRef<ThreadId | null>(null);
  const any = useUi((state) => state.fleetSelected.length > 0);
  useEffect(() => {
    if (!any) anchor.current = null;
  }, [any]);
  const latest = useRef({ ids, here });
  useEffect(() => {
    latest.current = { ids, here };
  });
  const pick = useCallback((id: ThreadId, how: Pick): void => {
    const from = anchor.current ?? latest.current.here ?? id;
    setUi(({ fleetSelected }) => ({
      fleetSelected:
        how === 'range' ? ranged(fleetSelected, latest.current.ids, from, id) : picked(fleetSelected, id),
    }));
    anchor.current = id;
  }, []);
  const extend = (by: 1 | -1) => (): void => {
    if (here === null) return;
    const next = step(by);
    setUi(({ fleetSelected }) => ({ fleetSelected: ranged(fleetSelected, ids, here, next ?? here) }));
    anchor.current = next ?? here;
  };
  useCommand('list.back', any ? () => setUi({ fleetSelected: [] }) : null);
  useCommand('list.select', here === null ? null : () => pick(here, 'toggle'));
  useCommand('list.selectAll', ids.length === 0 ? null : () => setUi({ fleetSelected: ids }));
  useCommand('list.selectNext', here === null ? null : extend(1));
  useCommand('list.selectPrevious', here === null ? null : extend(-1));
  return pick;
}
