import { Check } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { ApprovalId } from '#shared/model/ids.ts';
import { formatRoute, navigate, toGroup, toInbox } from '../../app/routes.ts';
import { useUi } from '../../app/ui-store.ts';
import { useApproval, useWorkspace } from '../../connection/index.ts';
import { placeWords, plural } from '../../ui/format.ts';
import { Mark, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import type { Group } from './groups.ts';
import { ask, outcomeWord, touches } from './words.ts';

/** How a click on a line selects, as in every list: with the platform's key it alone, with Shift all up to it. */
function pickOf(event: MouseEvent): Pick | null {
  return event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : null;
}
export type Pick = 'toggle' | 'range';

/** In place of a line's mark: it is selected. */
function Chosen() {
  return (
    <span className="inbox-chosen" title="Selected">
      <Check size={12} strokeWidth={3} aria-label="Selected:" />
    </span>
  );
}

/** A line of many requests that can be decided together. */
export function GroupRow({
  group,
  selected,
  pick,
}: {
  group: Group;
  selected: boolean;
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
        draggable={false}
        onClick={(event) => {
          event.preventDefault();
          const how = pickOf(event);
          if (how === null) navigate(toGroup(key));
          else pick(key, how);
        }}
      >
        {chosen ? <Chosen /> : <Mark tone="needs" />}
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

/** A line of one request. */
export function InboxRow({
  id,
  selected,
  pick,
}: {
  id: ApprovalId;
  selected: boolean;
  /** Without it the line cannot be selected: it ended. */
  pick?: (name: string, how: Pick) => void;
}) {
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
          const how = pickOf(event);
          if (how !== null && pick === undefined) return;
          event.preventDefault();
          if (how === null) navigate(toInbox(id));
          else pick?.(id, how);
        }}
      >
        {chosen ? <Chosen /> : <Mark tone={outcome === null ? 'needs' : 'rest'} />}
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
