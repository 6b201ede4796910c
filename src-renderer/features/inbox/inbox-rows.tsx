import type { MouseEvent } from 'react';
import type { Approval, Outcome } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { askOf } from '#shared/model/approval/asks.ts';
import type { Activity } from '#shared/model/thread/describe.ts';
import { formatRoute, navigate, toGroup, toInbox } from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useApproval, useWorkspace } from '../../connection/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { placeWords, plural } from '../../ui/format.ts';
import { Mark, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import type { Group } from '../groups/index.ts';
import { homeOf, outcomeTone, outcomeWord, riskWords, touches } from '../approval/index.ts';

/** How a click on a line selects, as in every list: with the platform's key it alone, with Shift all up to it. */
function pickOf(event: MouseEvent): Pick | null {
  return event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : null;
}
export type Pick = 'toggle' | 'range';

/** Enter on the line that is shown already goes into what it shows. */
function toCard(): void {
  document.querySelector<HTMLElement>('.ap-scroll')?.focus({ preventScroll: true });
}

/** Amber is for what waits: what expired is over. */
function rowTone(outcome: Outcome) {
  return outcome.type === 'expired' ? 'rest' : outcomeTone(outcome);
}

/** In place of a line's mark while the pointer is over it, and where nothing hovers always: selects the line. */
function PickBox(props: {
  name: string;
  label: Activity;
  chosen: boolean;
  pick(name: string, how: Pick): void;
}) {
  const { name, label, chosen, pick } = props;
  return (
    <label className="inbox-pick">
      <input
        type="checkbox"
        // The list has one stop, and keys of its own to select by.
        tabIndex={-1}
        aria-label={`Select: ${label.words} ${label.code}`.trim()}
        checked={chosen}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => pick(name, pickOf(event) ?? 'toggle')}
        onChange={() => {}}
      />
    </label>
  );
}

/** Says to those who do not see the box that the line is selected. */
function Chosen() {
  return <span className="visually-hidden">Selected: </span>;
}

/** What is asked, on the first line. */
function AskLine({ ask: { words, code } }: { ask: Activity }) {
  return (
    <span className="inbox-ask clip">
      {words}
      {words === '' || code === '' ? null : ' '}
      {code === '' ? null : (
        <code>
          <VisibleText text={code} />
        </code>
      )}
    </span>
  );
}

/** A line of many requests that can be decided together. */
export function GroupRow({
  group,
  selected,
  tabbable,
  pick,
}: {
  group: Group;
  selected: boolean;
  tabbable: boolean;
  pick(name: string, how: Pick): void;
}) {
  const { key, label, ids } = group;
  const first = useApproval(ids[0] ?? null);
  const chosen = useUi((state) => ids.every((id) => state.inboxSelected.includes(id)));
  return (
    <li>
      <a
        className="inbox-row"
        data-testid="inbox-group"
        data-entry={key}
        data-chosen={chosen || undefined}
        href={formatRoute(toGroup(key))}
        aria-current={selected ? 'true' : undefined}
        tabIndex={tabbable ? 0 : -1}
        draggable={false}
        onClick={(event) => {
          event.preventDefault();
          const how = pickOf(event);
          if (how === null && selected) toCard();
          else if (how === null) navigate(toGroup(key));
          else pick(key, how);
        }}
      >
        <Mark tone={first?.deciding === true ? 'running' : 'needs'} />
        <span className="inbox-main">
          {chosen ? <Chosen /> : null}
          <AskLine ask={label} />
          <span className="inbox-where clip">
            {plural(ids.length, 'request')}{' '}
            {first?.deciding === true ? 'being decided' : 'to decide together'}
          </span>
        </span>
        <span className="inbox-when num">
          <span className="nav-need">{ids.length}</span>{' '}
          {first === undefined ? null : <TimeAgo since={first.askedAt} />}
        </span>
      </a>
      <PickBox name={key} label={label} chosen={chosen} pick={pick} />
    </li>
  );
}

/** A line of one request. */
export function InboxRow(props: InboxRowProps) {
  const { id } = props;
  const approval = useApproval(id);
  if (approval === undefined) return null;
  const undrawn = (
    <li>
      <a className="inbox-row" data-testid="inbox-row" data-approval-id={id} href={formatRoute(toInbox(id))}>
        A request that could not be drawn; it opens
      </a>
    </li>
  );
  return (
    <Boundary what="This row" on={[approval]} instead={undrawn}>
      <DrawnRow {...props} approval={approval} />
    </Boundary>
  );
}

interface InboxRowProps {
  id: ApprovalId;
  selected: boolean;
  /** The one line of the list that Tab stops at: keys act on what is selected, so nothing else has the focus. */
  tabbable: boolean;
  /** Without it the line cannot be selected: it ended. */
  pick?: (name: string, how: Pick) => void;
}

function DrawnRow({ approval, id, selected, tabbable, pick }: InboxRowProps & { approval: Approval }) {
  const workspace = useWorkspace(approval.workspaceId);
  const chosen = useUi((state) => state.inboxSelected.includes(id)) && pick !== undefined;
  const later = useUi((state) => state.inboxLater[id] !== undefined);
  const { outcome } = approval;
  const more = outcome === null ? (approval.deciding ? 'being decided' : touches(approval)) : '';
  const risk = outcome === null ? riskWords(approval, homeOf(approval, workspace?.path ?? null)) : '';
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
        tabIndex={tabbable ? 0 : -1}
        draggable={false}
        onClick={(event) => {
          const how = pickOf(event);
          if (how !== null && pick === undefined) return;
          event.preventDefault();
          if (how === null && selected) toCard();
          else if (how === null) navigate(toInbox(id));
          else pick?.(id, how);
        }}
      >
        <Mark tone={outcome === null ? (approval.deciding ? 'running' : 'needs') : rowTone(outcome)} />
        <span className="inbox-main">
          {chosen ? <Chosen /> : null}
          <AskLine ask={askOf(approval.body)} />
          <span className="inbox-where clip">
            {outcome === null ? null : <b>{outcomeWord(outcome)} · </b>}
            {later && outcome === null ? 'later · ' : null}
            {risk === '' ? null : <b className="inbox-risk">{risk} · </b>}
            <span className="faint">{place}</span> · {approval.threadTitle}
            {more === '' ? null : ` · ${more}`}
          </span>
        </span>
        <span className="inbox-when num">
          <TimeAgo since={outcome?.at ?? approval.askedAt} style={outcome === null ? 'calm' : 'rest'} />
        </span>
      </a>
      {pick === undefined ? null : (
        <PickBox name={id} label={askOf(approval.body)} chosen={chosen} pick={pick} />
      )}
    </li>
  );
}
