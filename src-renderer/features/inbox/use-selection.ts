import { useEffect, useRef } from 'react';
import type { ApprovalId } from '#shared/model/ids.ts';
import { navigate, toGroup } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import type { Entry } from '../groups/index.ts';
import type { Pick } from './inbox-rows.tsx';
import { idsNamed, toggled, withRange } from './selection.ts';
import { SELECTED_GROUP, SHOWN_GROUP } from './use-inbox.ts';

/** Selecting by hand, line by line or a range of them; what is selected is then decided together. */
export function useSelection(
  here: string | null,
  entries: readonly Entry[],
  waiting: readonly ApprovalId[],
  step: (by: 1 | -1) => string | null,
): (name: string, how: Pick) => void {
  /** The line that a range begins at: the one that was selected last. */
  const anchor = useRef<string | null>(null);
  const any = useUi((state) => state.inboxSelected.length > 0);
  // Going to a line, or clearing the selection, begins anew: the next range is from there.
  useEffect(() => {
    anchor.current = null;
  }, [here]);
  useEffect(() => {
    if (!any) anchor.current = null;
  }, [any]);
  const pick = (name: string, how: Pick): void => {
    const from = anchor.current ?? here ?? name;
    setUi(({ inboxSelected }) => ({
      inboxSelected:
        how === 'range'
          ? withRange(inboxSelected, entries, from, name)
          : toggled(inboxSelected, idsNamed(entries, name)),
    }));
    anchor.current = name;
  };
  const extend = (by: 1 | -1) => () => {
    if (here === null) return;
    const next = step(by);
    setUi(({ inboxSelected }) => ({
      inboxSelected: withRange(inboxSelected, entries, here, next ?? here),
    }));
  };
  const selectable = here !== null && idsNamed(entries, here).length > 0;
  useCommand('list.back', any ? () => setUi({ inboxSelected: [] }) : null);
  useCommand('approval.select', selectable ? () => pick(here, 'toggle') : null);
  useCommand('list.selectNext', selectable ? extend(1) : null);
  useCommand('list.selectPrevious', selectable ? extend(-1) : null);
  useCommand(
    'approval.selected',
    waiting.length === 0 ? null : () => navigate(toGroup(any ? SELECTED_GROUP : SHOWN_GROUP)),
  );
  return pick;
}

/** With a selection the keys of decisions are about it: they lead to all of it, and decide nothing yet. */
export function useSelectionKeys(inList: boolean): void {
  const any = useUi((state) => state.inboxSelected.length > 0);
  const lead = any && inList ? () => navigate(toGroup(SELECTED_GROUP)) : null;
  useCommand('approval.accept', lead);
  useCommand('approval.session', lead);
  useCommand('approval.decline', lead);
  useCommand('approval.acceptAll', lead);
  useCommand('approval.sessionAll', lead);
  useCommand('approval.declineAll', lead);
}
