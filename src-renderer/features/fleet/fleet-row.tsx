import { CornerDownRight, Network } from 'lucide-react';
import { memo } from 'react';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { FleetRow as Row } from '#shared/model/fleet/fleet-row.ts';
import { showsCutOff } from '#shared/model/thread/thread-state.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { formatRoute, toThread } from '../../platform/routes.ts';
import { asFailure, useConnection, useFleetRow, useWorkspace } from '../../connection/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { baseName, percent, placeWords, plural, short, type TimeStyle } from '../../ui/format.ts';
import { Button, Mark, PlusMinus } from '../../ui/kit.tsx';
import { shownTone, shownWord, stateWord } from '../../ui/state-words.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { continueSentence } from './fleet-picture.ts';

const RESTING: ReadonlySet<Row['state']> = new Set(['idle', 'notLoaded', 'ownedElsewhere', 'disconnected']);

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

interface RowProps {
  id: ThreadId;
  workspace: WorkspaceId | null;
  open: boolean;
  cursor: boolean;
}

function DrawnRow({ row, id, workspace, open, cursor }: RowProps & { row: Row }) {
  const paused = row.queuePaused && row.queued > 0;
  const cutOff = showsCutOff(row);
  const word = shownWord(row);
  return (
    <div
      className="fleet-row"
      data-testid="fleet-row"
      data-thread-id={id}
      data-state={row.state}
      data-open={open || undefined}
    >
      <a
        href={formatRoute(toThread(id, workspace))}
        tabIndex={cursor ? 0 : -1}
        aria-current={open ? 'page' : undefined}
        aria-label={`${row.title}. ${word}. ${row.activity} ${row.activityCode}`}
        data-cursor={cursor || undefined}
        draggable={false}
      >
        <Mark tone={shownTone(row)} />
        <span className="fleet-main">
          <span className="fleet-title">
            {row.parentId === null ? null : <CornerDownRight size={13} aria-label="Sub-agent" />}
            <span className="clip">{row.title === '' ? 'Untitled' : row.title}</span>
            {row.subAgents === 0 ? null : (
              <span className="fleet-sub" title={plural(row.subAgents, 'sub-agent')}>
                <Network size={12} aria-hidden="true" /> {row.subAgents}
              </span>
            )}
          </span>
          <Where row={row} />
        </span>
        <span
          className="fleet-nums num"
          title={`${short(row.tokens)} tokens${row.contextShare === null ? '' : `, ${percent(row.contextShare)} of the context`}`}
        >
          <span>
            <TimeAgo since={row.since} style={timeStyle(row)} />
          </span>
          <Size row={row} />
        </span>
      </a>
      {row.conflicts.length === 0 ? null : <ConflictMark row={row} workspace={workspace} />}
      {paused || cutOff ? <Continue row={row} /> : null}
    </div>
  );
}

/** What rests is told by its moment: a fleet that rests draws nothing by itself. */
function timeStyle({ state }: Row): TimeStyle {
  if (state === 'running') return 'live';
  return RESTING.has(state) ? 'rest' : 'calm';
}

function Where({ row }: { row: Row }) {
  const workspace = useWorkspace(row.workspaceId);
  const place = placeWords(workspace?.name, row.branch);
  return (
    <span className="fleet-where clip">
      <span className="faint">{place}</span>
      {place === '' ? null : <span className="faint"> · </span>}
      <Now row={row} />
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

function Size({ row }: { row: Row }) {
  const lines = row.added > 0 || row.removed > 0;
  return (
    <span>
      {row.contextShare === null || (lines && row.contextShare < 0.7) ? null : (
        <span className={row.contextShare >= 0.9 ? 'fleet-full' : undefined}>
          {percent(row.contextShare)}
        </span>
      )}
      {lines ? (
        <>
          {' '}
          <PlusMinus added={row.added} removed={row.removed} />
        </>
      ) : null}
    </span>
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
