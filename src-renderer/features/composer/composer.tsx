import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { useCommand } from '../../platform/use-command.ts';
import { useAction, useEntity, useSelected, type Selector } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { Adopt, ReadOnly } from './adopt.tsx';
import { BackgroundStrip } from './background-strip.tsx';
import { Box } from './box.tsx';
import { GoalStrip } from './goal-strip.tsx';
import { OnTheWay } from './on-the-way.tsx';
import { WaitStrip } from './wait-strip.tsx';
import './composer.css';

/** The place to write to a thread, with what waits to be sent and what waits to be continued. */
export function Composer({ thread, onInterrupt }: { thread: ThreadDetail; onInterrupt(): void }) {
  const queue = useEntity(threadTopic(thread.id), threadTopic.queue.key);
  return (
    <div className="composer-place">
      <Standing thread={thread} />
      <OnTheWay thread={thread} />
      <Continue thread={thread} />
      {thread.canSend ? (
        <div>
          <GoalStrip thread={thread} />
          <BackgroundStrip thread={thread} />
          <WaitStrip thread={thread} queue={queue} />
          <Box thread={thread} onInterrupt={onInterrupt} />
        </div>
      ) : thread.program === null ? (
        <ReadOnly thread={thread} />
      ) : (
        <Adopt id={thread.id} program={thread.program} />
      )}
    </div>
  );
}

/** The last turn failed: the thread itself ends with the reason. */
const LAST_TURN_FAILED: Selector<boolean> = {
  select: (values) => {
    let last: TurnEntity | undefined;
    for (const turn of threadTopic.turn.all(values))
      if (last === undefined || turn.ord > last.ord) last = turn;
    return last?.status === 'failed';
  },
  same: (a, b) => a === b,
  matters: (key) => threadTopic.turn.idOf(key) !== null,
};

/** The step of its plan that a running thread is at, and why one that does not run stands still. */
function Standing({ thread }: { thread: ThreadDetail }) {
  const turn = useEntity(threadTopic(thread.id), threadTopic.turn.key(thread.activeTurnId ?? ''));
  const plan = turn?.plan ?? [];
  const at = plan.findIndex(({ status }) => status === 'inProgress');
  const saidAbove = useSelected(threadTopic(thread.id), LAST_TURN_FAILED);
  if (thread.canSend && thread.reason !== null && thread.state !== 'running' && !saidAbove) {
    return <Note tone={thread.state === 'failed' ? 'failed' : 'rest'} title={thread.reason} />;
  }
  if (at === -1) return null;
  return (
    <div className="composer-step">
      <span className="num faint">
        Step {at + 1} of {plan.length}
      </span>
      <span className="clip">{plan[at]?.step}</span>
    </div>
  );
}

/** What was cut off or held back goes on only when the person says so, and says before what that is. */
function Continue({ thread }: { thread: ThreadDetail }) {
  const key = useKeyOf('thread.continue');
  const go = useAction('thread/continue');
  const run = (): void => void go.run({ threadId: thread.id });
  const queued = useEntity(threadTopic(thread.id), threadTopic.queue.key)?.prompts.length ?? 0;
  useCommand('thread.continue', () => {
    if (thread.continueWith !== null) run();
    else tellShortly('rest', 'There is nothing to continue', nothingToContinue(thread));
  });
  // What helps after a failure stands at its turn, and one of it tries again: not the same here under another name.
  if (thread.continueWith === null || (queued === 0 && !thread.interrupted)) return null;
  return (
    <Note
      tone="needs"
      title={thread.continueWith}
      actions={
        <Button size="small" busy={go.pending} keys={key} onClick={run}>
          Continue
        </Button>
      }
    >
      {go.failure === null ? null : <p role="alert">{go.failure.message}</p>}
    </Note>
  );
}

function nothingToContinue({ activeTurnId, state }: ThreadDetail): string {
  if (activeTurnId !== null) return 'This thread is running.';
  if (state === 'ownedElsewhere') return 'Another program is writing this thread.';
  return 'Nothing of this thread was cut off, and nothing is queued. Write what should happen next.';
}
