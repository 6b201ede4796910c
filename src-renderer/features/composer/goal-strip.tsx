import { Pause, Pencil, Play, Target, X } from 'lucide-react';
import { useState } from 'react';
import { threadTopic } from '#shared/contract/topics.ts';
import type { Params } from '#shared/contract/requests.ts';
import { goalTurn, goalWords, type GoalEntity } from '#shared/model/thread/goal.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure, tellShortly } from '../../platform/messages.tsx';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useConnection, useEntity, useWorkspace } from '../../connection/index.ts';
import { Button } from '../../ui/kit.tsx';
import { GoalDialog, used } from './goal-dialog.tsx';

/** What the agent goes on for by itself, above the composer, and the dialog in which it is set. */
export function GoalStrip({ thread }: { thread: ThreadDetail }) {
  const goal = useEntity(threadTopic(thread.id), threadTopic.goal.key);
  const able = useWorkspace(thread.workspaceId)?.capabilities.goals ?? true;
  const [asking, setAsking] = useState(false);
  useCommand('thread.goal', () => {
    if (able && thread.canSend) setAsking(true);
    else
      tellShortly(
        'rest',
        'No goal can be set here',
        able ? 'This thread can only be read at present.' : 'What runs this workspace works for no goals.',
      );
  });
  return (
    <>
      {goal === undefined ? null : <GoalRow thread={thread} goal={goal} onEdit={() => setAsking(true)} />}
      {asking ? <GoalDialog threadId={thread.id} goal={goal} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function GoalRow({ thread, goal, onEdit }: { thread: ThreadDetail; goal: GoalEntity; onEdit(): void }) {
  const { client } = useConnection();
  const turn = goalTurn(goal);
  const threadId = thread.id;
  const set = (change: Omit<Params<'goal/set'>, 'threadId'>): void => {
    client
      .call('goal/set', { threadId, ...change })
      .catch((error: unknown) => tellFailure('The goal stays as it was', asFailure(error)));
  };
  return (
    <section className="wait-strip" aria-label="Goal" data-testid="goal" data-status={goal.status}>
      <div className="wait-row">
        <Target size={14} aria-hidden="true" />
        <span className="clip grow" title={goal.objective}>
          {goal.objective}
        </span>
        <span
          className={goal.status === 'active' || goal.status === 'complete' ? 'faint' : 'faint goal-held'}
        >
          {goalWords(goal)}
        </span>
        <span className="faint num goal-used">{used(goal)}</span>
        {turn === null || !thread.canSend ? null : (
          <Button
            icon
            size="small"
            look="quiet"
            aria-label={turn === 'pause' ? 'Pause the goal' : 'Resume the goal'}
            title={turn === 'pause' ? 'Pause: the turn that runs goes on to its end' : 'Resume'}
            onClick={() => set({ status: turn === 'pause' ? 'paused' : 'active' })}
          >
            {turn === 'pause' ? <Pause size={14} /> : <Play size={14} />}
          </Button>
        )}
        {thread.canSend ? (
          <>
            <Button icon size="small" look="quiet" aria-label="Edit the goal" onClick={onEdit}>
              <Pencil size={14} />
            </Button>
            <Button
              icon
              size="small"
              look="quiet"
              aria-label="Clear the goal"
              onClick={() => {
                client
                  .call('goal/clear', { threadId })
                  .catch((error: unknown) => tellFailure('The goal stays', asFailure(error)));
              }}
            >
              <X size={14} />
            </Button>
          </>
        ) : null}
      </div>
    </section>
  );
}
