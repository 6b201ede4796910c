import { useMemo, useState } from 'react';
import { hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useApproval, useConnection, useSelected, type Selector } from '../../connection/index.ts';
import {
  entriesOf,
  entryName,
  finds,
  GROUPINGS,
  standings,
  type Entry,
  type Group,
  type Grouping,
} from '../groups/index.ts';
import { endedOf, stands } from './inbox-picture.ts';

/** The key of the group of what was selected by hand, and of all that is shown. */
export const SELECTED_GROUP = 'selected';
export const SHOWN_GROUP = 'shown';

/** What the inbox shows. */
export interface InboxEntries {
  readonly entries: readonly Entry[];
  /** All that the filter leaves, in the order of the list; what is looked at is among them, also when it ended. */
  readonly shown: readonly ApprovalId[];
  /** Those of them that wait. */
  readonly waiting: readonly ApprovalId[];
  /** What ended and the filter leaves, latest first. */
  readonly ended: readonly ApprovalId[];
  /** Waiting, and left out by the filter. */
  readonly hidden: number;
}

/** The grouping in use; one that this version does not know is the first. */
export function useGrouping(): Grouping {
  const grouping = useUi((state) => state.inboxGrouping);
  return Object.hasOwn(GROUPINGS, grouping) ? (grouping as Grouping) : 'same';
}

/**
 * The request that is looked at, if it waited when it came into view: it keeps its place when it ends. One that had ended
 * before stays among those that ended.
 */
export function useKept(id: ApprovalId | null): ApprovalId | null {
  const waits = useApproval(id)?.outcome === null;
  const [seen, setSeen] = useState({ id, waited: waits });
  if (seen.id !== id) setSeen({ id, waited: waits });
  else if (waits && !seen.waited) setSeen({ id, waited: true });
  return seen.id === id ? (seen.waited ? id : null) : waits ? id : null;
}

/** The lines of the inbox; `selected` keeps its place until it is left, also when it ended. */
export function useInboxEntries(selected: ApprovalId | null): InboxEntries {
  const { store } = useConnection();
  const grouping = useGrouping();
  const filter = useUi((state) => state.inboxFilter);
  const later = useUi((state) => state.inboxLater);
  const selector = useMemo((): Selector<InboxEntries> => {
    const nameOf = (approval: Approval): string =>
      store.value(hostTopic.topic, hostTopic.workspace.key(approval.workspaceId))?.name ?? '';
    return {
      select: (values) => {
        const all = inboxTopic.approval.all(values);
        const since = standings(all, grouping, later);
        const matching = (approval: Approval): boolean =>
          filter === '' || finds(filter, approval, nameOf(approval));
        const standing = all.filter((approval) => stands(approval, selected));
        const found = standing.filter(matching);
        const sinceOf = (id: ApprovalId): number => since.get(id) ?? 0;
        found.sort(
          (a, b) => sinceOf(a.id) - sinceOf(b.id) || a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1),
        );
        return {
          entries: entriesOf(found, grouping, selected),
          shown: found.map(({ id }) => id),
          waiting: found.flatMap(({ id, outcome }) => (outcome === null ? [id] : [])),
          ended: endedOf(all.filter(matching), selected),
          hidden: standing.length - found.length,
        };
      },
      same: sameEntries,
    };
  }, [store, grouping, filter, later, selected]);
  return useSelected(inboxTopic.topic, selector);
}

function sameEntries(a: InboxEntries, b: InboxEntries): boolean {
  const names = ({ entries }: InboxEntries): readonly string[] => entries.map(entryName);
  return (
    a.hidden === b.hidden &&
    sameList(a.shown, b.shown) &&
    sameList(a.waiting, b.waiting) &&
    sameList(a.ended, b.ended) &&
    sameList(names(a), names(b))
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

/** The group of a key, as it is now: one of the list, what is selected, or all that is shown. */
export function findGroup(
  { entries, waiting }: InboxEntries,
  selected: readonly ApprovalId[],
  key: string,
): Group | null {
  if (key === SELECTED_GROUP)
    return {
      key,
      label: { words: 'Selected', code: '' },
      ids: waiting.filter((id) => selected.includes(id)),
    };
  if (key === SHOWN_GROUP) return { key, label: { words: 'All that is shown', code: '' }, ids: waiting };
  const found = entries.find((entry) => entry.type === 'group' && entry.group.key === key);
  return found?.type === 'group' ? found.group : null;
}
