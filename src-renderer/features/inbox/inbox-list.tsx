import { ChevronRight, X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { INBOX_TOPIC } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { KeyOf } from '../../app/key-of.tsx';
import { navigate, toGroup, toInbox, toJournal, useRoute, type Route } from '../../app/routes.ts';
import { setUi, useUi } from '../../app/ui-store.ts';
import { useCommand } from '../../app/use-command.ts';
import { useSelected, useTopicStatus } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark } from '../../ui/kit.tsx';
import { stepIn } from '../../ui/step.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { entryName, GROUPINGS, type Entry } from './groups.ts';
import { GroupRow, InboxRow, type Pick } from './inbox-rows.tsx';
import { inboxSelector } from './inbox-picture.ts';
import { idsNamed, toggled, withRange } from './selection.ts';
import { SELECTED_GROUP, SHOWN_GROUP, useGrouping, useInboxEntries, useKept } from './use-inbox.ts';
import './inbox.css';

const FOLD = 'inbox.ended';

/** Everything that waits, oldest first, then what was decided. `single`: the list has the window for itself. */
export function InboxList({ single }: { single: boolean }) {
  const route = useRoute();
  const selected = route.view === 'inbox' ? route.approval : null;
  const group = route.view === 'inbox' ? (route.group ?? null) : null;
  const kept = useKept(selected);
  const selector = useMemo(() => inboxSelector(kept), [kept]);
  const { waiting, ended, oldest, threads, stale } = useSelected(INBOX_TOPIC, selector);
  const { entries, shown, hidden } = useInboxEntries(kept);
  const status = useTopicStatus(INBOX_TOPIC);
  const folded = useUi((state) => state.foldedGroups.includes(FOLD));
  const list = useRef<HTMLDivElement>(null);
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
    navigate(routeTo(next, entries), here === null ? 'push' : 'replace');
    // The focus goes with the selection, so that a screen reader says what it came to.
    requestAnimationFrame(() => {
      const row = list.current?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(next)}"]`);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    });
    return next;
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  const pick = useSelection(here, entries, shown, step);
  useCommand(
    'approval.snooze',
    here === null || !stops.includes(here)
      ? null
      : () => {
          const ids = idsNamed(entries, here);
          step(1);
          setUi(({ inboxLater }) => ({
            inboxLater: [...inboxLater.filter((id) => !ids.includes(id)), ...ids],
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
      {waiting.length === 0 ? null : <Tools shown={shown} hidden={hidden} />}
      <div className="scroll inbox-scroll" ref={list}>
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
            {ended.length === 0 ? null : (
              <>
                <button
                  type="button"
                  className="group-head"
                  aria-expanded={!folded}
                  onClick={() =>
                    setUi(({ foldedGroups }) => ({
                      foldedGroups: folded
                        ? foldedGroups.filter((one) => one !== FOLD)
                        : [...foldedGroups, FOLD],
                    }))
                  }
                >
                  <Mark tone="rest" />
                  <b>Ended</b>
                  <span className="faint num">{ended.length}</span>
                  <ChevronRight className="chev" size={13} aria-hidden="true" />
                </button>
                {folded ? null : (
                  <ul aria-label="Ended">
                    {ended.map((id) => (
                      <InboxRow
                        key={id}
                        id={id}
                        selected={id === selected && !single}
                        tabbable={single || id === stop}
                      />
                    ))}
                  </ul>
                )}
              </>
            )}
          </>
        )}
      </div>
    </section>
  );
}

function holds(entry: Entry, id: string): boolean {
  return entry.type === 'group' && (entry.group.ids as readonly string[]).includes(id);
}

function routeTo(name: string, entries: readonly Entry[]): Route {
  const isGroup = entries.some((entry) => entry.type === 'group' && entry.group.key === name);
  return isGroup ? toGroup(name) : toInbox(name as ApprovalId);
}

/** Selecting by hand, line by line or a range of them; what is selected is then decided together. */
function useSelection(
  here: string | null,
  entries: readonly Entry[],
  shown: readonly ApprovalId[],
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
    shown.length === 0 ? null : () => navigate(toGroup(any ? SELECTED_GROUP : SHOWN_GROUP)),
  );
  return pick;
}

/** What is shown, how it is put together, and the way to all of it at once. */
function Tools({ shown, hidden }: { shown: readonly ApprovalId[]; hidden: number }) {
  const filter = useUi((state) => state.inboxFilter);
  const selected = useUi((state) => state.inboxSelected);
  const grouping = useGrouping();
  const field = useRef<HTMLInputElement>(null);
  useCommand('list.search', () => field.current?.focus());
  const chosen = shown.filter((id) => selected.includes(id)).length;
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
      ) : shown.length < 2 ? null : (
        <Button size="small" onClick={() => navigate(toGroup(SHOWN_GROUP))}>
          All {shown.length} <KeyOf id="approval.selected" />
        </Button>
      )}
    </div>
  );
}
