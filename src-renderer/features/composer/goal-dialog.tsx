import { useRef, useState } from 'react';
import { GOAL_LONGEST, type GoalEntity } from '#shared/model/thread/goal.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { useAction } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { short, spent } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { useSendKey } from '../../ui/send-key.ts';

/** Sets a goal, or changes the one there is; what stopped it goes on by that. */
export function GoalDialog(props: { threadId: ThreadId; goal: GoalEntity | undefined; onClose(): void }) {
  const { threadId, onClose } = props;
  // A goal that is told anew meanwhile must not overwrite what is typed.
  const [goal] = useState(props.goal);
  const [objective, setObjective] = useState(goal?.objective ?? '');
  const [budget, setBudget] = useState(goal?.tokenBudget?.toString() ?? '');
  const set = useAction('goal/set');
  const field = useRef<HTMLTextAreaElement>(null);
  const tokens = readBudget(budget);
  const save = (): void => {
    if (objective.trim() === '' || tokens === undefined || set.pending) return;
    // One that the person holds stays held when only its words change.
    const status = goal?.status === 'paused' ? {} : { status: 'active' as const };
    void set
      .run({ threadId, text: objective.trim(), tokenBudget: tokens, ...status })
      .then((done) => (done === undefined ? undefined : onClose()));
  };
  useSendKey(save);
  return (
    <Dialog
      open
      onClose={onClose}
      title={goal === undefined ? 'Set a goal' : 'Change the goal'}
      initialFocus={field}
      footer={
        <>
          <span className="grow" />
          <Button
            look="main"
            busy={set.pending}
            keys="Mod+Enter"
            disabled={objective.trim() === '' || tokens === undefined}
            onClick={save}
          >
            {goal === undefined ? 'Set the goal' : 'Change'}
          </Button>
        </>
      }
    >
      <div className="body goal-body">
        <p className="muted">
          The agent goes on by itself, turn after turn, until it says that the goal is reached, its budget is
          used up, or you pause it.
        </p>
        <label className="field">
          <span>Goal</span>
          <textarea
            ref={field}
            className="input goal-text"
            rows={4}
            maxLength={GOAL_LONGEST}
            placeholder="What is true when it is reached?"
            value={objective}
            onChange={(event) => setObjective(event.target.value)}
          />
        </label>
        <label className="field">
          <span>Budget, in tokens</span>
          <input
            className="input num"
            inputMode="numeric"
            placeholder="No limit"
            aria-invalid={tokens === undefined || undefined}
            value={budget}
            onChange={(event) => setBudget(event.target.value)}
          />
        </label>
        {goal === undefined ? null : <p className="muted">Used so far: {used(goal)}.</p>}
        {tokens === undefined ? (
          <Note tone="failed" title="A budget is a number of tokens, such as 200000, 200k or 1.5M." />
        ) : null}
        {set.failure === null ? null : <Note tone="failed" urgency="alert" title={set.failure.message} />}
      </div>
    </Dialog>
  );
}

/** Tokens as a person writes them; null for none, undefined for what is no number of them. */
function readBudget(written: string): number | null | undefined {
  const text = written.replaceAll(/[\s_,]/g, '').toLowerCase();
  if (text === '') return null;
  const [, figures, unit] = /^(\d+(?:\.\d+)?)([km]?)$/.exec(text) ?? [];
  if (figures === undefined) return undefined;
  const tokens = Math.round(Number(figures) * (unit === 'k' ? 1e3 : unit === 'm' ? 1e6 : 1));
  return tokens >= 1 && tokens <= 1e12 ? tokens : undefined;
}

/** What was used of it: tokens of its budget, and time. */
export function used({ tokensUsed, tokenBudget, timeUsedSeconds }: GoalEntity): string {
  const tokens =
    tokenBudget === null
      ? `${short(tokensUsed)} tokens`
      : `${short(tokensUsed)} of ${short(tokenBudget)} tokens`;
  return [tokens, spent(timeUsedSeconds * 1000)].filter(Boolean).join(' · ');
}
