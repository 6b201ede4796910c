import { ChevronRight, X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { inboxTopic } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { navigate, toGroup, toInbox, toJournal, useRoute } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useSelected, useTopicStatus } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark } from '../../ui/kit.tsx';
import { stepIn } from '../../ui/step.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { entryName, GROUPINGS, type Entry } from '../groups/index.ts';
import { GroupRow, InboxRow } from './inbox-rows.tsx';
import { inboxSelector } from './inbox-picture.ts';
import { focusLine, toEntry } from './lines.ts';
import { idsNamed } from './selection.ts';
import { useSelection, useSelectionKeys } from './use-selection.ts';
import {
  SELECTED_GROUP,
  SHOWN_GROUP,
  useGrouping,
  useInboxEntries,
  useKept,
  type InboxEntries,
} from './use-inbox.ts';
import './inbox.css';

const FOLD = 'inbox.ended';

/** Everything that waits, oldest first, then what was decided. `single`: the list has the window for itself. */
export function InboxList({ single }: { single: boolean }) {
  const route = useRoute();
  const selected = route.view === 'inbox' ? route.approval : null;
  const group = route.view === 'inbox' ? (route.group ?? null) : null;
  const kept = useKept(selected);
  const selector = useMemo(() => inboxSelector(kept), [kept]);
  const { waiting, oldest, threads, stale } = useSelected(inboxTopic.topic, selector);
  const listed = useInboxEntries(kept);
  const { entries, ended, hidden } = listed;
  const status = useTopicStatus(inboxTopic.topic);
  const folded = useUi((state) => state.foldedGroups.includes(FOLD));
  const pending = waiting.length - stale.length;

  const stops = [...entries.map(entryName), ...(folded ? [] : ended)];
  const here = selected ?? group;
  // A member of a group is looked at by itself: in the list that is the group's line.
  const line =
    here === null || stops.includes(here)
      ? here
      : (entries.filter((entry) => holds(entry, here)).map(entryName)[0] ?? null);
  // Keys act on what is selected, so the focus stops at no other line.
  const stop = line ?? stops[0];
  const step = (by: 1 | -1): string | null => {
    const next = stepIn(stops, line, by);
    if (next === null) return null;
    const entry = entries.find((one) => entryName(one) === next);
    navigate(
      entry === undefined ? toInbox(next as ApprovalId) : toEntry(entry),
      here === null ? 'push' : 'replace',
    );
    // The focus goes with the selection, so that a screen reader says what it came to.
    focusLine(next);
    return next;
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  const pick = useSelection(here, entries, listed.waiting, step);
  useSelectionKeys(group === null);
  useFilterLeads(here, listed, single);
  useCommand(
    'approval.snooze',
    here === null || !stops.includes(here)
      ? null
      : () => {
          const ids = idsNamed(entries, here);
          step(1);
          const now = Date.now();
          setUi(({ inboxLater }) => ({
            inboxLater: { ...inboxLater, ...Object.fromEntries(ids.map((id) => [id, now])) },
          }));
        },
  );

  return (
    <section className="col list" aria-label="Inbox">
      <header className="bar">
        <h1>Inbox</h1>
        <span className="sub clip">
          {pending === 0 ? 'nothing waits' : `${pending} waiting · ${plural(threads, 'thread')}`}
        </span>
        <span className="grow" />
        <Button size="small" look="quiet" onClick={() => navigate({ view: 'rules' })}>
          Rules
        </Button>
        <Button size="small" look="quiet" onClick={() => navigate(toJournal())}>
          Journal
        </Button>
        {oldest === null ? null : (
          <span className="sub num">
            oldest <TimeAgo since={oldest} />
          </span>
        )}
      </header>
      {waiting.length === 0 ? null : <Tools waiting={listed.waiting} hidden={hidden} />}
      <div className="scroll inbox-scroll">
        {!status.ready ? (
          status.error === null ? (
            <Loading what="Loading the inbox" />
          ) : (
            <Empty title="The inbox cannot be shown">{status.error.message}</Empty>
          )
        ) : (
          <>
            {waiting.length === 0 ? (
              <Empty title="Nothing needs you">
                Approvals and questions of every thread in every workspace come here.
              </Empty>
            ) : entries.length === 0 ? (
              <Empty
                title="Nothing matches"
                actions={<Button onClick={() => setUi({ inboxFilter: '' })}>Clear the filter</Button>}
              />
            ) : (
              <ul aria-label="Waiting">
                {entries.map((entry) =>
                  entry.type === 'one' ? (
                    <InboxRow
                      key={entry.id}
                      id={entry.id}
                      selected={entry.id === selected && !single}
                      tabbable={single || entry.id === stop}
                      pick={pick}
                    />
                  ) : (
                    <GroupRow
                      key={entry.group.key}
                      group={entry.group}
                      pick={pick}
                      tabbable={single || entry.group.key === stop}
                      selected={
                        !single &&
                        (entry.group.key === group || (selected !== null && holds(entry, selected)))
                      }
                    />
                  ),
                )}
              </ul>
            )}
            <Ended
              ids={ended}
              folded={folded}
              selected={single ? null : selected}
              stop={single ? null : stop}
            />
          </>
        )}
      </div>
    </section>
  );
}

/** What was decided, or ended otherwise, latest first. `stop` is the line that Tab reaches, null where it reaches all. */
function Ended(props: {
  ids: readonly ApprovalId[];
  folded: boolean;
  selected: ApprovalId | null;
  stop: string | null | undefined;
}) {
  const { ids, folded, selected, stop } = props;
  if (ids.length === 0) return null;
  return (
    <>
      <button
        type="button"
        className="group-head"
        aria-expanded={!folded}
        onClick={() =>
          setUi(({ foldedGroups }) => ({
            foldedGroups: folded ? foldedGroups.filter((one) => one !== FOLD) : [...foldedGroups, FOLD],
          }))
        }
      >
        <Mark tone="rest" />
        <b>Ended</b>
        <span className="faint num">{ids.length}</span>
        <ChevronRight className="chev" size={13} aria-hidden="true" />
      </button>
      {folded ? null : (
        <ul aria-label="Ended">
          {ids.map((id) => (
            <InboxRow key={id} id={id} selected={id === selected} tabbable={stop === null || id === stop} />
          ))}
        </ul>
      )}
    </>
  );
}

function holds(entry: Entry, id: string): boolean {
  return entry.type === 'group' && (entry.group.ids as readonly string[]).includes(id);
}

/**
 * What the filter leaves out is not looked at either, so that no key decides what is not in the list: the first line
 * that it leaves is, or nothing.
 */
function useFilterLeads(here: string | null, { entries, ended }: InboxEntries, single: boolean): void {
  const filter = useUi((state) => state.inboxFilter);
  const isHere =
    here === null ||
    here === SHOWN_GROUP ||
    here === SELECTED_GROUP ||
    (ended as readonly string[]).includes(here) ||
    entries.some((entry) => entryName(entry) === here || holds(entry, here));
  useEffect(() => {
    if (filter === '' || isHere || single) return;
    const [first] = entries;
    navigate(first === undefined ? toInbox() : toEntry(first), 'replace');
  }, [filter, isHere, single, entries]);
}

/** What is shown, how it is put together, and the way to all of it at once. */
function Tools({ waiting, hidden }: { waiting: readonly ApprovalId[]; hidden: number }) {
  const filter = useUi((state) => state.inboxFilter);
  const selected = useUi((state) => state.inboxSelected);
  const grouping = useGrouping();
  const field = useRef<HTMLInputElement>(null);
  useCommand('list.search', () => field.current?.focus());
  const chosen = waiting.filter((id) => selected.includes(id)).length;
  return (
    <div className="inbox-tools">
      <div className="inbox-filter">
        <input
          ref={field}
          className="input"
          type="text"
          placeholder="Filter"
          aria-label="Filter the inbox"
          value={filter}
          onChange={(event) => setUi({ inboxFilter: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && event.key !== 'Enter') return;
            event.preventDefault();
            if (event.key === 'Escape') setUi({ inboxFilter: '' });
            field.current?.blur();
          }}
        />
        {filter === '' ? (
          <KeyOf id="list.search" />
        ) : (
          <Button icon size="small" aria-label="Clear the filter" onClick={() => setUi({ inboxFilter: '' })}>
            <X size={13} />
          </Button>
        )}
      </div>
      <span className="sub inbox-by" aria-hidden="true">
        Grouped by
      </span>
      <ChoiceMenu
        label="Grouped by"
        value={grouping}
        onChange={(next) => setUi({ inboxGrouping: next })}
        choices={Object.entries(GROUPINGS).map(([value, label]) => ({ value, label }))}
      />
      <span className="grow" />
      {hidden === 0 ? null : <span className="sub num">{hidden} not shown</span>}
      {chosen > 0 ? (
        <>
          <Button size="small" look="quiet" onClick={() => setUi({ inboxSelected: [] })}>
            Clear
          </Button>
          <Button size="small" onClick={() => navigate(toGroup(SELECTED_GROUP))}>
            {chosen} selected <KeyOf id="approval.selected" />
          </Button>
        </>
      ) : waiting.length < 2 ? null : (
        <Button size="small" onClick={() => navigate(toGroup(SHOWN_GROUP))}>
          All {waiting.length} <KeyOf id="approval.selected" />
        </Button>
      )}
    </div>
  );
}
