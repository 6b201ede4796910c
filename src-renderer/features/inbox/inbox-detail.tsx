import { ChevronDown, ChevronUp } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, type ReactNode, type RefObject } from 'react';
import { inboxTopic } from '#shared/contract/topics.ts';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { titleOf } from '#shared/model/approval/asks.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { currentRoute, navigate, toInbox, toInboxThread, toJournal } from '../../platform/routes.ts';
import { commands } from '../../platform/commands.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useApproval, useConnection, useSelected, useTopicStatus } from '../../connection/index.ts';
import { Button, Empty, Loading } from '../../ui/kit.tsx';
import { stepIn } from '../../ui/step.ts';
import { ApprovalCard } from '../approval-card/index.ts';
import { afterDeciding, entryName } from '../groups/index.ts';
import { inboxSelector } from './inbox-picture.ts';
import { focusLine, toEntry } from './lines.ts';
import { useInboxEntries, useKept } from './use-inbox.ts';
import { ofOneTurn, outcomeWord } from '../approval/index.ts';

/** The approval that is selected, to be decided. */
export function InboxDetail({ id, back }: { id: ApprovalId | null; back: ReactNode }) {
  const { store } = useConnection();
  const kept = useKept(id);
  const selector = useMemo(() => inboxSelector(kept), [kept]);
  const { waiting } = useSelected(inboxTopic.topic, selector);
  const { entries, shown } = useInboxEntries(kept);
  const status = useTopicStatus(inboxTopic.topic);
  const approval = useApproval(id);
  // With a selection the keys are about that: no card takes them.
  const selecting = useUi((state) => state.inboxSelected.length > 0);
  const panel = useRef<HTMLDivElement>(null);
  useFocusKept(panel, `${id ?? ''} ${approval?.outcome?.type ?? ''}`);

  // Coming to the inbox shows what has waited longest. Later arrivals select nothing by themselves.
  const arrived = useRef(false);
  useEffect(() => {
    if (!status.ready || arrived.current) return;
    arrived.current = true;
    const [first] = entries;
    if (
      id === null &&
      back === null &&
      first !== undefined &&
      window.matchMedia('(min-width: 960px)').matches
    )
      navigate(toEntry(first), 'replace');
  }, [status.ready, id, back, entries]);

  const onDecided = useCallback(
    (decided: Approval, decision: DecisionId) => {
      const route = currentRoute();
      // The person has moved on already: leave them where they are.
      if (route.view !== 'inbox' || route.approval !== decided.id) return;
      const isPending = (candidate: ApprovalId): boolean => {
        const other = store.value(inboxTopic.topic, inboxTopic.approval.key(candidate));
        if (other?.outcome !== null) return false;
        // Requests of a stopped turn are about to end.
        return decision !== 'cancel' || !ofOneTurn(other, decided);
      };
      const hadFocus = panel.current?.contains(document.activeElement) === true;
      const hadRow = document.activeElement?.getAttribute('data-approval-id') === decided.id;
      const next = afterDeciding(entries, decided.id, isPending);
      navigate(next === null ? toInbox() : toEntry(next), 'replace');
      if (hadRow && next !== null) focusLine(entryName(next));
      // To the card as a whole, never to one of its buttons: Enter must not decide what was not read.
      if (hadFocus) panel.current?.focus();
    },
    [store, entries],
  );

  useCommand(
    'approval.thread',
    approval === undefined ? null : () => navigate(toInboxThread(approval.id), 'replace'),
  );

  if (id === null) {
    return (
      <section className="col detail" aria-label="Approval">
        {waiting.length === 0 ? (
          <Empty title="All clear">What needs you will appear on the left.</Empty>
        ) : (
          <Empty
            title={`${waiting.length} waiting`}
            actions={
              <Button onClick={() => navigate(toInbox(stepIn(waiting, null, 1)))}>Look at the oldest</Button>
            }
          >
            Press <KeyOf id="list.next" /> to begin.
          </Empty>
        )}
      </section>
    );
  }
  if (approval === undefined) {
    return (
      <section className="col detail" aria-label="Approval">
        {back === null ? null : <header className="bar">{back}</header>}
        {status.ready ? (
          <Empty
            title="This approval is gone"
            actions={
              <Button onClick={() => navigate(toJournal({ text: id }, id))}>Look in the journal</Button>
            }
          >
            It ended some time ago. The journal still knows it.
          </Empty>
        ) : (
          <Loading what="Loading the approval" />
        )}
      </section>
    );
  }
  const place = approval.outcome === null ? shown.indexOf(id) : -1;
  return (
    <section className="col detail" aria-label="Approval">
      <header className="bar ap-bar">
        {back}
        <span className="pill" data-tone={approval.outcome === null ? 'needs' : undefined}>
          {approval.outcome === null ? 'Waiting' : outcomeWord(approval.outcome)}
        </span>
        <h1 className="clip">{titleOf(approval.body)}</h1>
        <span className="grow" />
        {place === -1 ? null : (
          <span className="sub num">
            {place + 1} of {shown.length}
          </span>
        )}
        {approval.outcome === null ? (
          <Button
            size="small"
            look="quiet"
            title="To the end of the list"
            onClick={() => commands.run('approval.snooze')}
          >
            Later <KeyOf id="approval.snooze" />
          </Button>
        ) : null}
        {back === null ? (
          <>
            <KeyOf id="list.next" />
            <KeyOf id="list.previous" />
          </>
        ) : (
          <StepButtons waiting={shown} id={id} />
        )}
      </header>
      <section
        className="scroll ap-scroll"
        ref={panel}
        tabIndex={-1}
        data-own-keys
        aria-label={titleOf(approval.body)}
      >
        <ApprovalCard
          key={approval.id}
          approval={approval}
          keys={!selecting}
          place="inbox"
          onDecided={onDecided}
        />
      </section>
    </section>
  );
}

/** Keeps the focus inside the card: when the focused part goes away with a decision, the card as a whole gets it. */
function useFocusKept(panel: RefObject<HTMLElement | null>, change: string): void {
  const inside = useRef(false);
  useEffect(() => {
    const look = (event: FocusEvent): void => {
      inside.current = panel.current?.contains(event.target as Node) === true;
    };
    document.addEventListener('focusin', look);
    return () => document.removeEventListener('focusin', look);
  }, [panel]);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body)
      panel.current?.focus({ preventScroll: true });
  }, [panel, change]);
}

function StepButtons({ waiting, id }: { waiting: readonly ApprovalId[]; id: ApprovalId }) {
  const go = (by: 1 | -1) => {
    const next = stepIn(waiting, id, by);
    return next === null || next === id ? null : () => navigate(toInbox(next), 'replace');
  };
  const previous = go(-1);
  const next = go(1);
  return (
    <>
      <Button
        icon
        aria-label="Previous approval"
        disabled={previous === null}
        onClick={previous ?? undefined}
      >
        <ChevronUp size={16} />
      </Button>
      <Button icon aria-label="Next approval" disabled={next === null} onClick={next ?? undefined}>
        <ChevronDown size={16} />
      </Button>
    </>
  );
}
