import type { Approval } from '#shared/model/approval/approval.ts';
import { titleOf } from '#shared/model/approval/asks.ts';
import { formatRoute, toInbox } from '../../platform/routes.ts';
import { useWorkspace } from '../../connection/index.ts';
import { placeWords } from '../../ui/format.ts';
import { Mark, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { ApprovalBody, Pills, askedOf, drawnKind, homeOf } from '../approval/index.ts';
import './groups.css';

/**
 * One content with everybody who asks for it. `seen` says whether all of it was in view, null where that does not matter;
 * `linked` makes each who asks a way to its card.
 */
export function GroupContent(props: {
  id: string;
  members: readonly Approval[];
  seen: boolean | null;
  linked?: boolean;
}) {
  const { id, members, seen, linked = false } = props;
  const [first] = members;
  const workspace = useWorkspace(first?.workspaceId ?? null);
  if (first === undefined) return null;
  const folder = homeOf(first, workspace?.path ?? null);
  return (
    <article
      className="ap group-content"
      data-seen={id}
      data-whole={seen === true || undefined}
      aria-label={titleOf(first.body)}
    >
      <div className="group-kind">
        <Mark tone={seen === false ? 'needs' : 'rest'} />
        <span>{titleOf(first.body)}</span>
        <span className="grow" />
        {members.length === 1 ? null : <span className="sub num">{members.length} ask</span>}
        {seen === null ? null : <span className="sub">{seen ? 'seen' : 'not seen whole yet'}</span>}
      </div>
      <ApprovalBody approval={first} folder={folder} />
      <Asked approval={first} />
      <Pills approval={first} folder={folder} />
      <ul className="group-members" aria-label="Who asks">
        {members.map((member) => (
          <Member key={member.id} approval={member} linked={linked} />
        ))}
      </ul>
    </article>
  );
}

/** What is asked in words, of requests that are answered in words: for many they can only be declined. */
function Asked({ approval: { body } }: { approval: Approval }) {
  const { questions, form } = askedOf(body);
  return (
    <>
      {questions.map(({ id, question, options }) => (
        <div key={id}>
          <p>
            <VisibleText text={question} />
          </p>
          {options === null ? null : <p className="muted">{options.map(({ label }) => label).join(' · ')}</p>}
        </div>
      ))}
      {form === null ? null : (
        <>
          <p>
            <VisibleText text={form.message} />
          </p>
          {form.url === null ? null : <code>{form.url}</code>}
        </>
      )}
    </>
  );
}

function Member({ approval, linked }: { approval: Approval; linked: boolean }) {
  const workspace = useWorkspace(approval.workspaceId);
  const { body } = approval;
  const cwd = drawnKind(body).cwd?.(body) ?? null;
  const where = placeWords(workspace?.name, approval.branch);
  const who = (
    <>
      <span>{approval.threadTitle === '' ? 'Untitled thread' : approval.threadTitle}</span>
      <span className="faint">{where}</span>
      {cwd === null || cwd === homeOf(approval, workspace?.path ?? null) ? null : <code>in {cwd}</code>}
      {approval.reason === null || approval.reason === '' ? null : (
        <span className="faint">“{approval.reason}”</span>
      )}
    </>
  );
  return (
    <li>
      {linked ? (
        <a href={formatRoute(toInbox(approval.id))}>{who}</a>
      ) : (
        <span className="group-who">{who}</span>
      )}
      <span className="faint num">
        <TimeAgo since={approval.askedAt} />
      </span>
    </li>
  );
}

/** What stays of a view when it goes on by one, px: the line one was at. */
const KEPT = 32;

/** Scrolls to a content: to its beginning, or, of one that is taller than the view and begins above it, on by a view. */
export function reveal(place: HTMLElement | null, key: string | undefined): void {
  const content = key === undefined ? null : place?.querySelector(`[data-seen="${CSS.escape(key)}"]`);
  if (place === null || content == null) return;
  const view = place.getBoundingClientRect();
  const { top, bottom } = content.getBoundingClientRect();
  if (top <= view.top + 2 && bottom > view.bottom + 2) place.scrollBy({ top: place.clientHeight - KEPT });
  else content.scrollIntoView({ block: 'start' });
}
