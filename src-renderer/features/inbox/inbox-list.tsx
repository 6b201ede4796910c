import { ChevronRight, X } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { INBOX_TOPIC } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { KeyOf } from '../../app/key-of.tsx';
import {
  formatRoute,
  navigate,
  toGroup,
  toInbox,
  toJournal,
  useRoute,
  type Route,
} from '../../app/routes.ts';
import { setUi, useUi } from '../../app/ui-store.ts';
import { useCommand } from '../../app/use-command.ts';
import { useApproval, useSelected, useTopicStatus, useWorkspace } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { placeWords, plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { entryName, GROUPINGS, type Entry, type Group } from './groups.ts';
import { inboxSelector, stepEntry } from './inbox-picture.ts';
import { SELECTED_GROUP, SHOWN_GROUP, useGrouping, useInboxEntries, useKept } from './use-inbox.ts';
import { ask, outcomeWord, touches } from './words.ts';
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
  const step = (by: 1 | -1): void => {
    // A member of a group is looked at by itself: the list goes on from the group.
    const from =
      here === null || stops.includes(here)
        ? here
        : (entries
            .map((entry) => (holds(entry, here) ? entryName(entry) : null))
            .find((name) => name !== null) ?? null);
    const next = stepEntry(stops, from, by);
    if (next === null) return;
    navigate(routeTo(next, entries), here === null ? 'push' : 'replace');
    // The focus goes with the selection, so that a screen reader says what it came to.
    requestAnimationFrame(() => {
      const row = list.current?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(next)}"]`);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    });
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useSelection(selected, shown);
  useCommand(
    'approval.snooze',
    here === null || !stops.includes(here)
      ? null
      : () => {
          const entry = entries.find((one) => entryName(one) === here);
          const ids = entry === undefined ? [] : entry.type === 'one' ? [entry.id] : entry.group.ids;
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
                    <InboxRow key={entry.id} id={entry.id} selected={entry.id === selected && !single} />
                  ) : (
                    <GroupRow
                      key={entry.group.key}
                      group={entry.group}
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
                      <InboxRow key={id} id={id} selected={id === selected && !single} />
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

/** Selecting by hand: one at a time by its key; what is selected is then decided together. */
function useSelection(id: ApprovalId | null, shown: readonly ApprovalId[]): void {
  useCommand(
    'approval.select',
    id === null || !shown.includes(id)
      ? null
      : () =>
          setUi(({ inboxSelected }) => ({
            inboxSelected: inboxSelected.includes(id)
              ? inboxSelected.filter((one) => one !== id)
              : [...inboxSelected, id],
          })),
  );
  const any = useUi((state) => state.inboxSelected.length > 0);
  useCommand(
    'approval.selected',
    shown.length === 0 ? null : () => navigate(toGroup(any ? SELECTED_GROUP : SHOWN_GROUP)),
  );
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

function GroupRow({ group, selected }: { group: Group; selected: boolean }) {
  const { key, label, ids } = group;
  const first = useApproval(ids[0] ?? null);
  return (
    <li>
      <a
        className="inbox-row"
        data-testid="inbox-group"
        data-entry={key}
        href={formatRoute(toGroup(key))}
        aria-current={selected ? 'true' : undefined}
        draggable={false}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          navigate(toGroup(key));
        }}
      >
        <Mark tone="needs" />
        <span className="inbox-main">
          <span className="inbox-ask clip">
            {label.words}
            {label.words === '' || label.code === '' ? null : ' '}
            {label.code === '' ? null : (
              <code>
                <VisibleText text={label.code} />
              </code>
            )}
          </span>
          <span className="inbox-where clip">{plural(ids.length, 'request')} to decide together</span>
        </span>
        <span className="inbox-when num">
          <span className="nav-need">{ids.length}</span>{' '}
          {first === undefined ? null : <TimeAgo since={first.askedAt} />}
        </span>
      </a>
    </li>
  );
}

function InboxRow({ id, selected }: { id: ApprovalId; selected: boolean }) {
  const approval = useApproval(id);
  const workspace = useWorkspace(approval?.workspaceId ?? null);
  const chosen = useUi((state) => state.inboxSelected.includes(id));
  if (approval === undefined) return null;
  const { words, code } = ask(approval);
  const { outcome } = approval;
  const more = outcome === null ? touches(approval) : outcomeWord(outcome);
  const place = placeWords(workspace?.name, approval.branch);
  return (
    <li>
      <a
        className="inbox-row"
        data-testid="inbox-row"
        data-approval-id={id}
        data-entry={id}
        data-ended={outcome !== null || undefined}
        data-chosen={chosen || undefined}
        href={formatRoute(toInbox(id))}
        aria-current={selected ? 'true' : undefined}
        draggable={false}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          navigate(toInbox(id));
        }}
      >
        <Mark tone={outcome === null ? 'needs' : 'rest'} />
        <span className="inbox-main">
          <span className="inbox-ask clip">
            {words}
            {words === '' || code === '' ? null : ' '}
            {code === '' ? null : (
              <code>
                <VisibleText text={code} />
              </code>
            )}
          </span>
          <span className="inbox-where clip">
            {chosen ? <b>selected · </b> : null}
            <span className="faint">{place}</span> · {approval.threadTitle}
            {more === '' ? null : ` · ${more}`}
          </span>
        </span>
        <span className="inbox-when num">
          <TimeAgo since={outcome?.at ?? approval.askedAt} style={outcome === null ? 'calm' : 'rest'} />
        </span>
      </a>
    </li>
  );
}
