import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ChevronRight, X } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { commands } from '../../platform/commands.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { useKeyOf } from '../../platform/keymap.ts';
import { navigate, toFleet, toThread, useRoute } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useSelected, useTopicStatus, useWorkspaces } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark } from '../../ui/kit.tsx';
import { ContinueAll } from './continue-all.tsx';
import { fleetSelector, stepFrom, type FleetEntry, type FleetView } from './fleet-picture.ts';
import { FleetRow } from './fleet-row.tsx';
import './fleet.css';

const ROW = 52;
const HEAD = 32;
/** How long a thread that was just started or opened may take to appear and still gets the focus. */
const FOCUS_PATIENCE_MS = 3000;

/** The list of all threads, or those of one workspace, grouped by attention. `above` stands between head and list. */
export function FleetList({ above, rowHeight = ROW }: { above?: ReactNode; rowHeight?: number }) {
  const newKey = useKeyOf('thread.new');
  const route = useRoute();
  const workspace = route.view === 'fleet' ? route.workspace : null;
  const open = route.view === 'fleet' ? route.thread : null;
  const filter = useUi((state) => state.filter);
  const folded = useUi((state) => state.foldedGroups);
  const cursor = useUi((state) => state.cursor);
  const workspaces = useWorkspaces();
  const status = useTopicStatus(fleetTopic.topic);
  const scroller = useRef<HTMLDivElement>(null);

  const deferred = useDeferredValue(filter);
  const names = workspaces.map(({ id, name }) => `${id}\n${name}`).join('\n\n');
  const view = useMemo(
    () => ({
      workspace,
      filter: deferred,
      folded,
      workspaceNames: new Map(names.split('\n\n').map((pair) => pair.split('\n') as [WorkspaceId, string])),
    }),
    [workspace, deferred, folded, names],
  );
  const selector = useMemo(() => fleetSelector(view), [view]);
  const { entries, shown, total } = useSelected(fleetTopic.topic, selector);

  // oxlint-disable-next-line react/incompatible-library -- no compiler is used that it would be incompatible with
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.type === 'group' ? HEAD : rowHeight),
    getItemKey: (index) => entryKey(entries[index]),
    overscan: 8,
  });
  useEffect(() => virtual.measure(), [virtual, entries, rowHeight]);

  const reveal = useCallback(
    (id: ThreadId) => {
      const index = entries.findIndex((entry) => entry.type === 'row' && entry.id === id);
      if (index === -1) return;
      virtual.scrollToIndex(index, { align: 'auto' });
      focusRow(scroller.current, id, 30);
    },
    [entries, virtual],
  );
  // Keys continue from the row that is open.
  useEffect(() => {
    if (open !== null) setUi({ cursor: open });
  }, [open]);
  const wanted = useUi((state) => state.focusThread);
  useEffect(() => {
    if (wanted === null || !entries.some((entry) => entry.type === 'row' && entry.id === wanted.id)) return;
    setUi({ focusThread: null });
    // A row that comes late must not take the focus from whoever went on meanwhile.
    if (Date.now() - wanted.at < FOCUS_PATIENCE_MS) reveal(wanted.id);
  }, [wanted, entries, reveal]);
  const goTo = (id: ThreadId): void => {
    setUi({ cursor: id });
    reveal(id);
  };
  const step = (by: 1 | -1): void => {
    const next = stepFrom(entries, cursor ?? open, by);
    if (next !== null) goTo(next);
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useCommand('list.open', cursor === null ? null : () => navigate(toThread(cursor, workspace)));

  const name = workspaces.find(({ id }) => id === workspace)?.name;
  // One row can always be reached by Tab, also before keys moved anything.
  const first = entries.find((entry) => entry.type === 'row')?.id ?? null;
  const present =
    cursor !== null && entries.some((entry) => entry.type === 'row' && entry.id === cursor)
      ? cursor
      : (open ?? first);

  return (
    <section className="col list" aria-label="Fleet">
      <header className="bar fleet-bar">
        <h1 className="clip">{name ?? 'Fleet'}</h1>
        <span className="sub clip">
          {filter === ''
            ? `${plural(total, 'thread')}${workspace === null ? ` · ${plural(workspaces.length, 'workspace')}` : ''}`
            : `${shown} of ${total}`}
        </span>
        <span className="grow" />
        <FleetSearch
          onLeave={() => {
            const next = stepFrom(entries, null, 1);
            if (next !== null) goTo(next);
          }}
        />
        {workspaces.length === 0 ? null : (
          <Button
            // One filled button in view: a fleet without threads has its own.
            look={status.ready && total === 0 ? 'plain' : 'main'}
            keys={newKey}
            onClick={() => commands.run('thread.new')}
          >
            New thread
          </Button>
        )}
      </header>
      {above}
      <div className="scroll fleet-scroll" ref={scroller} tabIndex={-1}>
        {!status.ready ? (
          status.error === null ? (
            <Loading what="Loading the fleet" />
          ) : (
            <Empty title="The fleet cannot be shown">{status.error.message}</Empty>
          )
        ) : entries.length === 0 ? (
          <NoRows filtered={filter !== ''} workspace={workspace} name={name} />
        ) : (
          <Entries entries={entries} virtual={virtual} view={view} open={open} cursor={present} />
        )}
      </div>
    </section>
  );
}

/** The field that filters the list. `onLeave`: Enter or the down arrow goes on to the first row that it leaves. */
function FleetSearch({ onLeave }: { onLeave(): void }) {
  const filter = useUi((state) => state.filter);
  const field = useRef<HTMLInputElement>(null);
  useCommand('list.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  return (
    <div className="fleet-search" data-used={filter !== '' || undefined}>
      <input
        ref={field}
        type="text"
        role="searchbox"
        aria-label="Filter the fleet"
        placeholder="Filter"
        value={filter}
        onChange={(event) => setUi({ filter: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setUi({ filter: '' });
            event.currentTarget.blur();
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            onLeave();
          }
        }}
      />
      {filter === '' ? (
        <KeyOf id="list.search" />
      ) : (
        <Button icon size="small" aria-label="Clear the filter" onClick={() => setUi({ filter: '' })}>
          <X size={13} />
        </Button>
      )}
    </div>
  );
}

/** The heads and rows that are in view. */
function Entries(props: {
  entries: readonly FleetEntry[];
  virtual: Virtualizer<HTMLDivElement, Element>;
  view: FleetView;
  open: ThreadId | null;
  cursor: ThreadId | null;
}) {
  const { entries, virtual, view, open, cursor } = props;
  return (
    <ul aria-label="Threads" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
      {virtual.getVirtualItems().map((item) => {
        const entry = entries[item.index];
        if (entry === undefined) return null;
        const style = {
          position: 'absolute',
          top: 0,
          left: 0,
          right: 0,
          height: item.size,
          transform: `translateY(${item.start}px)`,
        } as const;
        return (
          <li key={item.key} style={style} role={entry.type === 'row' ? undefined : 'presentation'}>
            {entry.type === 'group' ? (
              <Head entry={entry} view={view} />
            ) : (
              <FleetRow
                id={entry.id}
                workspace={view.workspace}
                open={entry.id === open}
                cursor={entry.id === cursor}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function entryKey(entry: FleetEntry | undefined): string {
  if (entry === undefined) return '';
  return entry.type === 'group' ? `group ${entry.group}` : entry.id;
}

/** Puts the focus on a row once the list has drawn it. */
function focusRow(list: HTMLElement | null, id: ThreadId, tries: number): void {
  requestAnimationFrame(() => {
    const link = list?.querySelector<HTMLElement>(`[data-thread-id="${CSS.escape(id)}"] > a`);
    // A dialog that closes gives the focus back first.
    const closing = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
    if (link != null && !closing) link.focus({ preventScroll: true });
    else if (tries > 0) focusRow(list, id, tries - 1);
  });
}

function Head({ entry, view }: { entry: Extract<FleetEntry, { type: 'group' }>; view: FleetView }) {
  const toggle = (): void => {
    setUi(({ foldedGroups }) => ({
      foldedGroups: foldedGroups.includes(entry.group)
        ? foldedGroups.filter((group) => group !== entry.group)
        : [...foldedGroups, entry.group],
    }));
  };
  return (
    <div className="group-line">
      <button
        type="button"
        className="group-head"
        aria-expanded={!entry.folded}
        onClick={toggle}
        tabIndex={-1}
      >
        <Mark tone={entry.tone} />
        <b>{entry.label}</b>
        <span className="faint num">{entry.count}</span>
        <ChevronRight className="chev" size={13} aria-hidden="true" />
      </button>
      {entry.group === 'cutOff' && entry.count > 1 ? <ContinueAll shown={view} /> : null}
    </div>
  );
}

function NoRows({
  filtered,
  workspace,
  name,
}: {
  filtered: boolean;
  workspace: WorkspaceId | null;
  name: string | undefined;
}) {
  const newKey = useKeyOf('thread.new');
  if (filtered) {
    return (
      <Empty
        title="Nothing matches"
        actions={<Button onClick={() => setUi({ filter: '' })}>Clear the filter</Button>}
      >
        No thread has all of these words in its title, workspace, branch or present activity.
      </Empty>
    );
  }
  return (
    <Empty
      title={name === undefined ? 'No threads yet' : `No threads in ${name} yet`}
      actions={
        <>
          <Button look="main" keys={newKey} onClick={() => commands.run('thread.new')}>
            New thread
          </Button>
          {workspace === null ? null : <Button onClick={() => navigate(toFleet())}>All workspaces</Button>}
        </>
      }
    >
      Start one: say what you want done, and its agent begins at once. Start as many as you like.
    </Empty>
  );
}
