import { useMemo, useRef } from 'react';
import { ChevronRight } from 'lucide-react';
import { INBOX_TOPIC } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { formatRoute, navigate, toInbox, useRoute } from '../../app/routes.ts';
import { setUi, useUi } from '../../app/ui-store.ts';
import { useCommand } from '../../app/use-command.ts';
import { useApproval, useSelected, useTopicStatus, useWorkspace } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { inboxSelector, stepInbox } from './inbox-picture.ts';
import { ask, outcomeWord, touches } from './words.ts';
import './inbox.css';

const FOLD = 'inbox.ended';

/** Everything that waits, oldest first, then what was decided. `single`: the list has the window for itself. */
export function InboxList({ single }: { single: boolean }) {
  const route = useRoute();
  const selected = route.view === 'inbox' ? route.approval : null;
  const selector = useMemo(() => inboxSelector(selected), [selected]);
  const { waiting, ended, oldest, threads, stale } = useSelected(INBOX_TOPIC, selector);
  const status = useTopicStatus(INBOX_TOPIC);
  const folded = useUi((state) => state.foldedGroups.includes(FOLD));
  const list = useRef<HTMLDivElement>(null);
  const pending = waiting.length - stale.length;

  const all = folded ? waiting : [...waiting, ...ended];
  const step = (by: 1 | -1): void => {
    const next = stepInbox(all, selected, by);
    if (next === null) return;
    navigate(toInbox(next), selected === null ? 'push' : 'replace');
    // The focus goes with the selection, so that a screen reader says what it came to.
    requestAnimationFrame(() => {
      const row = list.current?.querySelector<HTMLElement>(`[data-approval-id="${CSS.escape(next)}"]`);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    });
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));

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
        {oldest === null ? null : (
          <span className="sub num">
            oldest <TimeAgo since={oldest} />
          </span>
        )}
      </header>
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
            ) : (
              <ul aria-label="Waiting">
                {waiting.map((id) => (
                  <InboxRow key={id} id={id} selected={id === selected && !single} />
                ))}
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
                        ? foldedGroups.filter((group) => group !== FOLD)
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

function InboxRow({ id, selected }: { id: ApprovalId; selected: boolean }) {
  const approval = useApproval(id);
  const workspace = useWorkspace(approval?.workspaceId ?? null);
  if (approval === undefined) return null;
  const { words, code } = ask(approval);
  const { outcome } = approval;
  const more = outcome === null ? touches(approval) : outcomeWord(outcome);
  const place = [workspace?.name, approval.branch].filter((part) => part != null && part !== '').join(' · ');
  return (
    <li>
      <a
        className="inbox-row"
        data-testid="inbox-row"
        data-approval-id={id}
        data-ended={outcome !== null || undefined}
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
