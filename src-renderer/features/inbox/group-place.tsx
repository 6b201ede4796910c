import { useEffect, useState, type ReactNode } from 'react';
import { inboxTopic } from '#shared/contract/topics.ts';
import { navigate, toInbox } from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useTopicStatus } from '../../connection/index.ts';
import { GroupDetail, afterDeciding, entryName, type Group } from '../groups/index.ts';
import { focusLine, toEntry } from './lines.ts';
import { findGroup, SELECTED_GROUP, SHOWN_GROUP, useInboxEntries } from './use-inbox.ts';

/** The group that the address names. While it is open it stays, also when the list puts it together anew. */
export function GroupPlace({ name, back }: { name: string; back: ReactNode }) {
  const entries = useInboxEntries(null);
  const selected = useUi((state) => state.inboxSelected);
  const { ready } = useTopicStatus(inboxTopic.topic);
  const now = ready ? findGroup(entries, selected, name) : null;
  const [opened, setOpened] = useState<Group | null>(now);
  if (opened === null && now !== null) setOpened(now);
  const group = opened ?? now;
  const gone = group === null && ready;
  const byHand = name === SELECTED_GROUP || name === SHOWN_GROUP;
  useCommand('list.back', byHand && back === null ? () => navigate(toInbox(), 'replace') : null);
  useEffect(() => {
    if (gone) navigate(toInbox(), 'replace');
  }, [gone]);
  if (group === null) return null;
  // New requests of the group are offered there; those that left were decided.
  const ids = [...new Set([...group.ids, ...(now?.ids ?? [])])];
  // The next line of the list gets the focus: a request that is new to the person is looked at, not decided.
  const onDecided = (): void => {
    const next = back === null ? afterDeciding(entries.entries, name, () => true) : null;
    navigate(next === null ? toInbox() : toEntry(next), 'replace');
    if (next !== null) focusLine(entryName(next));
  };
  return <GroupDetail key={name} group={{ ...group, ids }} back={back} onDecided={onDecided} />;
}
