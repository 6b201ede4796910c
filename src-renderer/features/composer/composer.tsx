import { threadTopic } from '#shared/contract/topics.ts';
import { promptOf, promptWords, type PromptInput } from '#shared/model/prompt/attached.ts';
import type { ItemEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { useCommand } from '../../platform/use-command.ts';
import { useAction, useEntity, useSelected, type Selector } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { Adopt } from './adopt.tsx';
import { Box } from './box.tsx';
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
          <WaitStrip thread={thread} queue={queue} />
          <Box thread={thread} onInterrupt={onInterrupt} />
        </div>
      ) : thread.program === null ? (
        <Note tone="rest" title={thread.reason ?? 'This thread can only be read.'} />
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

/** The last message that the person sent, or null where it is not here or cannot be sent again whole. */
const LAST_MESSAGE: Selector<PromptInput | null> = {
  select: (values) => {
    let last: ItemEntity | undefined;
    for (const entity of threadTopic.item.all(values))
      if (entity.item.type === 'userMessage' && (last === undefined || entity.ord > last.ord)) last = entity;
    if (last?.item.type !== 'userMessage') return null;
    const { whole, ...prompt } = promptOf(last.item.content);
    return whole && promptWords(prompt) !== '' ? prompt : null;
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  matters: (key, value) =>
    threadTopic.item.idOf(key) !== null &&
    (value === undefined || threadTopic.item.match(key, value)?.item.type === 'userMessage'),
};

/** What was cut off, held back or failed goes on only when the person says so, and says before what that is. */
function Continue({ thread }: { thread: ThreadDetail }) {
  const key = useKeyOf('thread.continue');
  const go = useAction('thread/continue');
  const again = useAction('thread/send');
  const lastMessage = useSelected(threadTopic(thread.id), LAST_MESSAGE);
  const run = (): void => void go.run({ threadId: thread.id });
  const failed = thread.state === 'failed' && thread.canSend && thread.activeTurnId === null;
  useCommand('thread.continue', () => {
    if (thread.continueWith !== null) run();
    else tellShortly('rest', 'There is nothing to continue', nothingToContinue(thread));
  });
  if (thread.continueWith === null && !(failed && lastMessage !== null)) return null;
  const failure = go.failure ?? again.failure;
  const busy = go.pending || again.pending;
  return (
    <Note
      tone="needs"
      title={continueWords(thread.continueWith, failed && lastMessage !== null)}
      actions={
        <>
          {failed && lastMessage !== null ? (
            <Button
              size="small"
              busy={busy}
              title={`Sends your last message again: ${promptWords(lastMessage).slice(0, 200)}`}
              onClick={() =>
                void again.run({
                  threadId: thread.id,
                  text: lastMessage.text,
                  ...(lastMessage.attached !== undefined && { attached: [...lastMessage.attached] }),
                  mode: 'send',
                })
              }
            >
              Try again
            </Button>
          ) : null}
          {thread.continueWith === null ? null : (
            <Button size="small" busy={busy} keys={key} onClick={run}>
              Continue
            </Button>
          )}
        </>
      }
    >
      {failed ? <p>Another model can be chosen under the composer first.</p> : null}
      {failure === null ? null : <p role="alert">{failure.message}</p>}
    </Note>
  );
}

function continueWords(goOn: string | null, again: boolean): string {
  return [again ? 'Try again sends your last message once more.' : '', goOn ?? '']
    .filter((part) => part !== '')
    .join(' ');
}

function nothingToContinue({ activeTurnId, state }: ThreadDetail): string {
  if (activeTurnId !== null) return 'This thread is running.';
  if (state === 'ownedElsewhere') return 'Another program is writing this thread.';
  return 'Nothing of this thread was cut off, and nothing is queued. Write what should happen next.';
}
