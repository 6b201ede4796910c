import {
  Archive,
  AlarmClock,
  Bot,
  ChevronDown,
  ChevronRight,
  Ellipsis,
  GitBranch,
  Pin,
  PinOff,
} from 'lucide-react';
import { memo, useState, type MouseEvent } from 'react';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { FleetRow as Row } from '#shared/model/fleet/fleet-row.ts';
import { isUnderWay } from '#shared/model/fleet/fleet-row.ts';
import { showsCutOff } from '#shared/model/thread/thread-state.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { formatRoute, toThread } from '../../platform/routes.ts';
import { setUi } from '../../platform/ui-store.ts';
import { asFailure, useConnection, useFleetRow, useWorkspace } from '../../connection/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { baseName, percent, placeWords, plural, short, type TimeStyle } from '../../ui/format.ts';
import { Button, Mark, PlusMinus } from '../../ui/kit.tsx';
import { shownTone, shownWord, stateWord } from '../../ui/state-words.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useVerbs } from '../verbs/index.ts';
import { continueSentence } from './fleet-picture.ts';
import type { Raised } from './fleet-tree.ts';

/** What a press on a row selects: it alone, on or off, or all from the one before it. */
export type Pick = 'toggle' | 'range';

const RESTING: ReadonlySet<Row['state']> = new Set(['idle', 'notLoaded', 'ownedElsewhere', 'disconnected']);

interface RowProps {
  id: ThreadId;
  workspace: WorkspaceId | null;
  open: boolean;
  cursor: boolean;
  selected: boolean;
  depth: number;
  raised: Raised;
  hidden: number;
  expanded: boolean;
  onPick(id: ThreadId, how: Pick): void;
}

/** One thread in the fleet. It subscribes to its own row and nothing else. */
export const FleetRow = memo(function FleetRow(props: RowProps) {
  const { id, workspace } = props;
  const row = useFleetRow(id);
  if (row === undefined) return null;
  const undrawn = (
    <div className="fleet-row" data-testid="fleet-row" data-thread-id={id}>
      <a href={formatRoute(toThread(id, workspace))}>This row could not be drawn; its thread opens</a>
    </div>
  );
  return (
    <Boundary what="This row" on={[row]} instead={undrawn}>
      <DrawnRow {...props} row={row} />
    </Boundary>
  );
});

function DrawnRow(props: RowProps & { row: Row }) {
  const { row, id, workspace, open, cursor, selected, depth, raised, onPick } = props;
  // A list that is scrolled draws the buttons of no row but the one that is pointed at.
  const [near, setNear] = useState(false);
  const paused = row.queuePaused && row.queued > 0;
  const cutOff = showsCutOff(row);
  const word = raised === 'needs' ? 'A sub-agent needs you' : shownWord(row);
  const unread = row.unread && !isUnderWay(row);
  // A press with a modifier selects; without one the link leads to the thread.
  const onClick = (event: MouseEvent): void => {
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    onPick(id, event.shiftKey ? 'range' : 'toggle');
  };
  return (
    <div
      className="fleet-row"
      data-testid="fleet-row"
      data-thread-id={id}
      data-state={row.state}
      data-open={open || undefined}
      data-selected={selected || undefined}
      data-unread={unread || undefined}
      data-live={isUnderWay(row) || raised !== null || undefined}
      data-depth={depth > 0 ? Math.min(depth, 4) : undefined}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
    >
      <label className="fleet-pick">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={selected}
          aria-label={`Select ${row.title}`}
          onChange={(event) =>
            onPick(
              id,
              event.nativeEvent instanceof PointerEvent && event.nativeEvent.shiftKey ? 'range' : 'toggle',
            )
          }
        />
        <Mark tone={raised === 'needs' ? 'needs' : raised === 'running' ? 'running' : shownTone(row)} />
      </label>
      <a
        href={formatRoute(toThread(id, workspace))}
        tabIndex={cursor ? 0 : -1}
        aria-current={open ? 'page' : undefined}
        aria-label={`${row.title}. ${word}. ${row.activity} ${row.activityCode}`}
        data-cursor={cursor || undefined}
        draggable={false}
        onClick={onClick}
      >
        <span className="fleet-title">
          <span className="clip">{row.title === '' ? 'Untitled' : row.title}</span>
        </span>
        <span className="fleet-now clip">
          {raised === 'needs' ? 'a sub-agent needs you' : <Now row={row} />}
        </span>
        <Place row={row} />
        <span
          className="fleet-at num"
          title={`${short(row.tokens)} tokens${row.contextShare === null ? '' : `, ${percent(row.contextShare)} of the context`}`}
        >
          <TimeAgo since={timeOf(row)} style={timeStyle(row)} />
        </span>
      </a>
      <SubAgents {...props} />
      {row.conflicts.length === 0 ? null : <ConflictMark row={row} workspace={workspace} />}
      {paused || cutOff ? <Continue row={row} /> : null}
      {near ? <RowActions row={row} /> : null}
    </div>
  );
}

/** When what the row tells of began: for what rests, its last activity, which unloading is not. */
function timeOf(row: Row): number {
  return RESTING.has(row.state) ? row.activeAt : row.since;
}

/** What rests is told by its moment: a fleet that rests draws nothing by itself. */
function timeStyle({ state }: Row): TimeStyle {
  if (state === 'running') return 'live';
  return RESTING.has(state) ? 'rest' : 'calm';
}

/** Where it works: an icon where that is a worktree, the words when it is pointed at. */
function Place({ row }: { row: Row }) {
  const workspace = useWorkspace(row.workspaceId);
  const apart = row.branch !== null && row.branch !== workspace?.branch;
  const lines = row.added > 0 || row.removed > 0;
  return (
    <span className="fleet-place" title={placeWords(workspace?.name, row.branch)}>
      {row.contextShare !== null && row.contextShare >= 0.9 ? (
        <span className="fleet-full num">{percent(row.contextShare)}</span>
      ) : null}
      {lines ? (
        <span className="fleet-lines">
          <PlusMinus added={row.added} removed={row.removed} />
        </span>
      ) : null}
      <span className="fleet-icon">
        {row.parentId !== null ? (
          <Bot size={12} aria-label="Sub-agent" />
        ) : apart ? (
          <GitBranch size={12} aria-label={`Branch ${row.branch}`} />
        ) : null}
      </span>
    </span>
  );
}

/** How many sub-agents a thread has, and whether all of them are shown. */
function SubAgents({ row, hidden, expanded, id }: RowProps & { row: Row }) {
  if (row.subAgents === 0 || (hidden === 0 && !expanded)) return null;
  const words = expanded ? 'Show only sub-agents that work' : `Show ${plural(hidden, 'more sub-agent')}`;
  return (
    <Button
      icon
      size="small"
      look="quiet"
      tabIndex={-1}
      aria-label={words}
      aria-expanded={expanded}
      onClick={() =>
        setUi(({ fleetExpanded }) => ({
          fleetExpanded: expanded ? fleetExpanded.filter((one) => one !== id) : [...fleetExpanded, id],
        }))
      }
    >
      {expanded ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
      <span className="num">{row.subAgents}</span>
    </Button>
  );
}

/** What is done most, on the row that is pointed at; all of it in the menu. */
function RowActions({ row }: { row: Row }) {
  const run = useVerbs();
  const one = [row];
  const more = (event: MouseEvent<HTMLButtonElement>): void => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    // The list has one menu for all of its rows, under the right button.
    event.currentTarget.dispatchEvent(
      new window.MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: left,
        clientY: bottom,
      }),
    );
  };
  return (
    <span className="fleet-acts">
      <Button
        icon
        size="small"
        look="quiet"
        tabIndex={-1}
        aria-label={row.pinned ? 'Unpin' : 'Pin'}
        onClick={() => run('thread.pin', one)}
      >
        {row.pinned ? <PinOff size={14} /> : <Pin size={14} />}
      </Button>
      <Button
        icon
        size="small"
        look="quiet"
        tabIndex={-1}
        aria-label={row.snoozedUntil === null ? 'Snooze' : 'Wake now'}
        onClick={() => run('thread.snooze', one)}
      >
        <AlarmClock size={14} />
      </Button>
      {isUnderWay(row) ? null : (
        <Button
          icon
          size="small"
          look="quiet"
          tabIndex={-1}
          aria-label="Archive"
          onClick={() => run('thread.archive', one)}
        >
          <Archive size={14} />
        </Button>
      )}
      <Button
        icon
        size="small"
        look="quiet"
        tabIndex={-1}
        aria-label={`More about ${row.title}`}
        onClick={more}
      >
        <Ellipsis size={14} />
      </Button>
    </span>
  );
}

/** What happens now, or why nothing does. */
function Now({ row }: { row: Row }) {
  const held = [
    showsCutOff(row) && row.activity !== 'cut off' ? 'cut off' : '',
    row.queued > 0 ? `${row.queued} queued${row.queuePaused ? ', paused' : ''}` : '',
  ].filter((part) => part !== '');
  const words = row.reason !== null && row.state !== 'running' ? row.reason : row.activity;
  return (
    <>
      {held.length === 0 ? null : <span className="fleet-held">{held.join(' · ')}</span>}
      {held.length > 0 && (words !== '' || row.activityCode !== '') ? ' · ' : null}
      {words}
      {row.activityCode === '' || words === row.reason ? null : (
        <>
          {words === '' ? null : ' '}
          <code>{row.activityCode}</code>
        </>
      )}
      {held.length === 0 && words === '' && row.activityCode === ''
        ? stateWord(row.state).toLowerCase()
        : null}
    </>
  );
}

/** A file that another thread edits as well: its name, leading to that thread. */
function ConflictMark({ row, workspace }: { row: Row; workspace: WorkspaceId | null }) {
  const [first] = row.conflicts;
  const other = useFleetRow(first?.others[0] ?? null);
  if (first === undefined || other === undefined) return null;
  const more = row.conflicts.length - 1;
  const words = `“${other.title}” edited ${baseName(first.path)} as well${more > 0 ? `, and ${plural(more, 'more file')}` : ''}. Open it.`;
  return (
    <a
      className="btn fleet-conflict"
      data-size="small"
      data-testid="conflict"
      href={formatRoute(toThread(other.id, workspace))}
      title={words}
      aria-label={words}
      tabIndex={-1}
      draggable={false}
    >
      <Mark tone="needs" />
      <span className="clip">{baseName(first.path)}</span>
    </a>
  );
}

function Continue({ row }: { row: Row }) {
  const { client } = useConnection();
  const what = continueSentence(row);
  return (
    <Button
      size="small"
      title={what}
      aria-label={`Continue ${row.title}. ${what}`}
      onClick={() => {
        client
          .call('thread/continue', { threadId: row.id })
          .catch((error: unknown) => tellFailure(`“${row.title}” did not continue`, asFailure(error)));
      }}
    >
      Continue
    </Button>
  );
}
