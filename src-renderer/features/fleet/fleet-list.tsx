import { useVirtualizer, defaultRangeExtractor, type Virtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import { useCallback, useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { commands } from '../../platform/commands.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { navigate, toFleet, toThread, useRoute } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { isTyping } from '../../platform/typing.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useTopicStatus, useWorkspaces } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading } from '../../ui/kit.tsx';
import { useRows, VerbContextMenu, VerbItems } from '../verbs/index.ts';
import { ContinueAll } from './continue-all.tsx';
import { FleetBar, SelectionBar } from './fleet-bar.tsx';
import { rowIds, stepFrom, type FleetEntry, type FleetView } from './fleet-picture.ts';
import { FleetRow, type Pick } from './fleet-row.tsx';
import { useFleetView } from './use-fleet-view.ts';
import { useRowSelection } from './use-row-selection.ts';
import './fleet.css';

const ROW = 36;
const ROOMY = 52;
const HEAD = 28;
/** How long a thread that was just started or opened may take to appear and still gets the focus. */
const FOCUS_PATIENCE_MS = 3000;

/** The list of all threads, or those of one workspace. `above` stands between head and list. */
export function FleetList({ above, phone = false }: { above?: ReactNode; phone?: boolean }) {
  const route = useRoute();
  const workspace = route.view === 'fleet' ? route.workspace : null;
  const open = route.view === 'fleet' ? route.thread : null;
  const filter = useUi((state) => state.filter);
  const cursor = useUi((state) => state.cursor);
  const roomy = useUi((state) => state.fleetRoomy);
  const selecting = useUi((state) => state.fleetSelected.length > 0);
  const workspaces = useWorkspaces();
  const status = useTopicStatus(fleetTopic.topic);
  const { view, picture } = useFleetView(workspace, open);
  const { entries, shown, total } = picture;
  const rowHeight = phone ? 56 : roomy ? ROOMY : ROW;
  const { scroller, virtual } = useLines(entries, rowHeight);

  const reveal = useCallback(
    (id: ThreadId, polite = false) => {
      const index = entries.findIndex((entry) => entry.type === 'row' && entry.id === id);
      if (index === -1) return;
      virtual.scrollToIndex(index, { align: 'auto' });
      focusRow(scroller.current, id, 30, polite);
    },
    [entries, virtual, scroller],
  );
  useFocusWanted(open, entries, reveal);
  const goTo = (id: ThreadId): void => {
    setUi({ cursor: id });
    reveal(id);
  };
  const step = (by: 1 | -1): ThreadId | null => {
    const next = stepFrom(entries, cursor ?? open, by);
    if (next !== null) goTo(next);
    return next;
  };
  useCommand('list.next', () => void step(1));
  useCommand('list.previous', () => void step(-1));
  useCommand('list.open', cursor === null ? null : () => navigate(toThread(cursor, workspace)));
  const here = cursor ?? open;
  const onPick = useRowSelection(rowIds(entries), here, step);

  const name = workspaces.find(({ id }) => id === workspace)?.name;
  // One row can always be reached by Tab, also before keys moved anything.
  const present =
    here !== null && entries.some((entry) => entry.type === 'row' && entry.id === here)
      ? here
      : (rowIds(entries)[0] ?? null);

  return (
    <section className="col list" aria-label="Fleet">
      {selecting ? (
        <SelectionBar />
      ) : (
        <FleetBar
          name={name ?? 'Fleet'}
          count={
            filter === ''
              ? `${plural(total, 'thread')}${workspace === null ? ` · ${plural(workspaces.length, 'workspace')}` : ''}`
              : `${shown} of ${total}`
          }
          any={workspaces.length > 0}
          onLeave={() => {
            const next = stepFrom(entries, null, 1);
            if (next !== null) goTo(next);
          }}
        />
      )}
      {above}
      <div
        className="scroll fleet-scroll"
        ref={scroller}
        tabIndex={-1}
        data-roomy={rowHeight > ROW || undefined}
      >
        {!status.ready ? (
          status.error === null ? (
            <Loading what="Loading the fleet" />
          ) : (
            <Empty title="The fleet cannot be shown">{status.error.message}</Empty>
          )
        ) : entries.length === 0 ? (
          <NoRows filtered={filter !== ''} workspace={workspace} name={name} />
        ) : (
          <Entries
            entries={entries}
            virtual={virtual}
            view={view}
            open={open}
            cursor={present}
            onPick={onPick}
          />
        )}
      </div>
    </section>
  );
}

/** The lines that are in view, and the head of the group that they are of, which stays above them. */
function useLines(entries: readonly FleetEntry[], rowHeight: number) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used that it would be incompatible with
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.type === 'group' ? HEAD : rowHeight),
    getItemKey: (index) => entryKey(entries[index]),
    overscan: 8,
    scrollPaddingStart: HEAD,
    rangeExtractor: (range) => {
      const head = headAbove(entries, range.startIndex);
      const usual = defaultRangeExtractor(range);
      return head === -1 || usual.includes(head) ? usual : [head, ...usual];
    },
  });
  useEffect(() => virtual.measure(), [virtual, entries, rowHeight]);
  return { scroller, virtual };
}

/** The head of the group that a line is of. */
function headAbove(entries: readonly FleetEntry[], index: number): number {
  for (let at = Math.min(index, entries.length - 1); at >= 0; at -= 1)
    if (entries[at]?.type === 'group') return at;
  return -1;
}

/** Keys continue from the row that is open; one that was just started or opened takes the focus. */
function useFocusWanted(
  open: ThreadId | null,
  entries: readonly FleetEntry[],
  reveal: (id: ThreadId, polite: boolean) => void,
): void {
  useEffect(() => {
    if (open !== null) setUi({ cursor: open });
  }, [open]);
  const wanted = useUi((state) => state.focusThread);
  useEffect(() => {
    if (wanted === null || !entries.some((entry) => entry.type === 'row' && entry.id === wanted.id)) return;
    setUi({ focusThread: null });
    // A row that comes late must not take the focus from whoever went on meanwhile.
    if (Date.now() - wanted.at < FOCUS_PATIENCE_MS) reveal(wanted.id, true);
  }, [wanted, entries, reveal]);
}

/** The heads and rows that are in view, with one menu under the right button for all of them. */
function Entries(props: {
  entries: readonly FleetEntry[];
  virtual: Virtualizer<HTMLDivElement, Element>;
  view: FleetView;
  open: ThreadId | null;
  cursor: ThreadId | null;
  onPick(id: ThreadId, how: Pick): void;
}) {
  const { entries, virtual, view, open, cursor, onPick } = props;
  const asked = useRef<ThreadId | null>(null);
  const selected = useUi((state) => state.fleetSelected);
  const items = virtual.getVirtualItems();
  const first = virtual.scrollOffset ?? 0;
  const stuck = headAbove(entries, items.find(({ end }) => end > first)?.index ?? 0);
  return (
    <VerbContextMenu items={() => <MenuOf id={asked.current} />}>
      <ul
        aria-label="Threads"
        style={{ height: virtual.getTotalSize(), position: 'relative' }}
        onContextMenuCapture={(event) => {
          const row = event.target instanceof Element ? event.target.closest('[data-thread-id]') : null;
          asked.current = (row?.getAttribute('data-thread-id') ?? null) as ThreadId | null;
          // Outside of a row there is nothing to offer.
          if (asked.current === null) event.stopPropagation();
        }}
      >
        {items.map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          const style = item.index === stuck ? STUCK : placed(item.start, item.size);
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
                  selected={selected.includes(entry.id)}
                  depth={entry.depth}
                  raised={entry.raised}
                  hidden={entry.hidden}
                  expanded={view.expanded.includes(entry.id)}
                  onPick={onPick}
                />
              )}
            </li>
          );
        })}
      </ul>
    </VerbContextMenu>
  );
}

const STUCK: CSSProperties = { position: 'sticky', top: 0, zIndex: 2 };

function placed(start: number, size: number): CSSProperties {
  return {
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    height: size,
    transform: `translateY(${start}px)`,
  };
}

/** The verbs of a row, or of all that is selected when it is one of them. */
function MenuOf({ id }: { id: ThreadId | null }) {
  const selected = useUi((state) => state.fleetSelected);
  const rows = useRows(id === null ? NOTHING : selected.includes(id) ? selected : [id]);
  return <VerbItems rows={rows} />;
}

const NOTHING: readonly ThreadId[] = [];

function entryKey(entry: FleetEntry | undefined): string {
  if (entry === undefined) return '';
  return entry.type === 'group' ? `group ${entry.group}` : entry.id;
}

/** Puts the focus on a row once the list has drawn it; `polite` leaves it with whoever types meanwhile. */
function focusRow(list: HTMLElement | null, id: ThreadId, tries: number, polite: boolean): void {
  requestAnimationFrame(() => {
    if (polite && isTyping()) return;
    const link = list?.querySelector<HTMLElement>(`[data-thread-id="${CSS.escape(id)}"] > a`);
    // A dialog that closes gives the focus back first.
    const closing = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
    if (link != null && !closing) link.focus({ preventScroll: true });
    else if (tries > 0) focusRow(list, id, tries - 1, polite);
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
        <span className="clip">{entry.label}</span>
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
