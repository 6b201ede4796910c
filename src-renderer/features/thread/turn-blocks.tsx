import { Check, Circle, GitFork } from 'lucide-react';
import type { PlanStep } from '#shared/model/thread/thread.ts';
import { formatRoute, toChanges, useRoute } from '../../platform/routes.ts';
import { useConnection } from '../../connection/index.ts';
import { spent } from '../../ui/format.ts';
import { Button, Note, PlusMinus } from '../../ui/kit.tsx';
import { useCutOffTurn, useSource, useTurn } from './item-source.ts';
import { forkOrTell } from '../verbs/index.ts';
import { Remedies } from './remedies.tsx';

const STEP_WORDS = { pending: 'to do', inProgress: 'in progress', completed: 'done' } as const;

/** The steps an agent set itself, and how far it is. */
export function PlanBlock({ turnId }: { turnId: string }) {
  const turn = useTurn(turnId);
  const plan = turn?.plan;
  if (plan == null || plan.length === 0) return null;
  const done = plan.filter(({ status }) => status === 'completed').length;
  return (
    <div className="card plan" data-testid="plan">
      <div className="card-head">
        <span>Plan</span>
        <span className="end">
          {done} of {plan.length}
        </span>
      </div>
      {turn?.planExplanation == null || turn.planExplanation === '' ? null : (
        <p className="plan-why muted">{turn.planExplanation}</p>
      )}
      <ol>
        {plan.map((step, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps have no name but their place
          <Step key={index} step={step} running={turn?.status === 'inProgress'} />
        ))}
      </ol>
    </div>
  );
}

function Step({ step, running }: { step: PlanStep; running: boolean }) {
  return (
    <li data-status={step.status}>
      {step.status === 'completed' ? (
        <Check size={16} aria-hidden="true" />
      ) : step.status === 'inProgress' && running ? (
        <span className="ring" aria-hidden="true" />
      ) : (
        <Circle size={10} className="faint" aria-hidden="true" />
      )}
      <span>{step.step}</span>
      <span className="visually-hidden">({STEP_WORDS[step.status]})</span>
    </li>
  );
}

/** The end of a turn: a quiet line when all went well, the reason when it did not. */
export function TurnEnd({ turnId }: { turnId: string }) {
  const turn = useTurn(turnId);
  const cutOff = useCutOffTurn(turnId);
  if (turn === undefined || turn.status === 'inProgress') return null;
  const time = spent(turn.durationMs);
  const changes = <TurnChanges turnId={turnId} added={turn.added} removed={turn.removed} />;
  if (turn.status === 'failed') {
    return (
      <div className="turn-end" data-status="failed">
        <Note
          tone="failed"
          urgency="alert"
          title="The turn failed"
          actions={
            <>
              {time === '' ? null : <span className="num">{time}</span>}
              {changes}
            </>
          }
        >
          <p>{turn.error ?? 'Codex gave no reason.'}</p>
          <Remedies turn={turn} />
        </Note>
      </div>
    );
  }
  return (
    <div className="turn-end" data-status={turn.status}>
      <span className="num">
        {turn.status === 'interrupted' ? (turn.error ?? (cutOff ? 'Cut off' : 'Interrupted')) : 'Done'}
        {time === '' ? '' : turn.status === 'interrupted' ? ` after ${time}` : ` in ${time}`}
      </span>
      {changes}
      <ForkHere turnId={turnId} />
    </div>
  );
}

/** Goes on from here in a thread of its own, with all that was said up to this turn. */
function ForkHere({ turnId }: { turnId: string }) {
  const { client } = useConnection();
  const { id: threadId } = useSource();
  return (
    <Button
      icon
      size="small"
      look="quiet"
      className="btn icon-btn fork-here"
      aria-label="Fork from here"
      onClick={() => void forkOrTell(client, { threadId, through: turnId })}
    >
      <GitFork size={14} />
    </Button>
  );
}

/** How many lines a turn changed, leading to which. */
function TurnChanges({ turnId, added, removed }: { turnId: string; added: number; removed: number }) {
  const route = useRoute();
  if (added === 0 && removed === 0) return null;
  const lines = <PlusMinus added={added} removed={removed} />;
  if (route.view !== 'fleet' || route.thread === null) return lines;
  const to = toChanges(route.thread, { scope: 'turn', turn: turnId }, route.workspace);
  return (
    <>
      {lines}
      <a
        className="review"
        href={formatRoute(to)}
        title="Changes of this turn"
        aria-label={`Changes of this turn: ${added} lines added, ${removed} removed`}
      >
        Review
      </a>
    </>
  );
}
