import { X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { textProblem } from '#shared/contract/problem-words.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ItemEntity, QueueEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { tellFailure, tellShortly } from '../../platform/messages.tsx';
import { useCommand } from '../../platform/use-command.ts';
import {
  asFailure,
  useAction,
  useConnection,
  useConnectionState,
  useEntity,
  useSelected,
  type Selector,
  useWorkspace,
} from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Keys, Note } from '../../ui/kit.tsx';
import { useRefusedFiles } from '../../ui/refused-files.tsx';
import { composerKey, DOUBLE_ESCAPE_MS, sendWord } from './composer-keys.ts';
import { ThreadBar } from './composer-bar.tsx';
import { NotKept, OnTheWay, useTakeBack } from './on-the-way.tsx';
import { useDraft } from './drafts.ts';
import { Adopt } from './adopt.tsx';
import './composer.css';

/** The place to write to a thread, with what waits to be sent and what waits to be continued. */
export function Composer({ thread, onInterrupt }: { thread: ThreadDetail; onInterrupt(): void }) {
  const queue = useEntity(threadTopic(thread.id), threadTopic.queue.key);
  return (
    <div className="composer-place">
      <Standing thread={thread} />
      <OnTheWay thread={thread} />
      <Queue thread={thread} queue={queue} />
      <Continue thread={thread} />
      {thread.canSend ? (
        <Box thread={thread} onInterrupt={onInterrupt} />
      ) : thread.program === null ? (
        <Note tone="rest" title={thread.reason ?? 'This thread can only be read.'} />
      ) : (
        <Adopt id={thread.id} program={thread.program} />
      )}
    </div>
  );
}

function Box({ thread, onInterrupt }: { thread: ThreadDetail; onInterrupt(): void }) {
  const [text, setText] = useDraft(`thread:${thread.id}`);
  const lastMode = useRef<'send' | 'queue'>('send');
  const send = useAction('thread/send');
  const area = useRef<HTMLTextAreaElement>(null);
  const running = thread.activeTurnId !== null;
  const { queue, steer } = useAbilities(thread);
  // Where nothing can be said while it works, its end is waited for.
  const waits = running && !queue && !steer;
  const [escaped, setEscaped] = useState(false);
  const [tooLong, setTooLong] = useState<string | null>(null);
  const files = useRefusedFiles();
  useTakeBack(thread.id, text);
  useGrow(area, text);
  useCommand('thread.compose', () => area.current?.focus());
  useEffect(() => {
    if (!escaped) return undefined;
    const timer = setTimeout(() => setEscaped(false), DOUBLE_ESCAPE_MS);
    return () => clearTimeout(timer);
  }, [escaped]);

  const submit = (asked: 'send' | 'queue'): void => {
    const mode = running && !steer ? 'queue' : asked;
    const what = text.trim();
    if (what === '' || send.pending || waits) return;
    const problem = textProblem(what);
    setTooLong(problem);
    if (problem !== null) return;
    lastMode.current = mode;
    void send.run({ threadId: thread.id, text: what, mode }).then((done) => {
      // A failure keeps the text, and so does what was typed meanwhile.
      if (done !== undefined) setText('');
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const key = composerKey(event.nativeEvent);
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'escape') {
      if (!thread.canInterrupt) event.currentTarget.blur();
      else if (escaped && !event.repeat) {
        setEscaped(false);
        onInterrupt();
      } else setEscaped(true);
    } else if (!event.repeat) submit(key === 'queue' && running && queue ? 'queue' : 'send');
  };
  return (
    <>
      <NotKept draft={`thread:${thread.id}`} />
      {tooLong === null ? null : (
        <Note
          tone="failed"
          urgency="alert"
          title="Not sent"
          actions={
            <Button icon size="small" aria-label="Dismiss" onClick={() => setTooLong(null)}>
              <X size={14} />
            </Button>
          }
        >
          <p>{tooLong}</p>
        </Note>
      )}
      {send.failure === null ? null : (
        <NotSent
          failure={send.failure}
          empty={text.trim() === ''}
          onAgain={() => submit(lastMode.current)}
          onDismiss={send.clear}
        />
      )}
      {files.note}
      <div className="composer" data-busy={send.pending || undefined}>
        <textarea
          ref={area}
          data-testid="composer"
          aria-label={running ? whileRunning(queue, steer).label : 'Write to this thread'}
          placeholder={running ? whileRunning(queue, steer).hint : 'What next?'}
          rows={1}
          value={text}
          readOnly={send.pending}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          {...files.listeners}
        />
        <div className="composer-tools">
          <ThreadBar thread={thread} />
          {escaped ? (
            <output className="composer-hint">
              <Keys keys="Escape" /> again interrupts
            </output>
          ) : null}
          {running && queue && steer ? (
            <Button
              size="small"
              look="quiet"
              keys="Alt+Enter"
              disabled={text.trim() === '' || send.pending}
              onClick={() => submit('queue')}
            >
              Queue
            </Button>
          ) : null}
          <Button
            size="small"
            look="quiet"
            keys="Enter"
            busy={send.pending}
            disabled={text.trim() === '' || waits}
            onClick={() => submit('send')}
          >
            {running && queue && !steer ? 'Queue' : sendWord(running)}
          </Button>
        </div>
      </div>
    </>
  );
}

/** What the engine of a thread's workspace lets a person do while a turn runs. */
function useAbilities({ workspaceId }: ThreadDetail): { readonly queue: boolean; readonly steer: boolean } {
  const { queue = true, steer = true } = useWorkspace(workspaceId)?.capabilities ?? {};
  return { queue, steer };
}

function whileRunning(queue: boolean, steer: boolean): { readonly label: string; readonly hint: string } {
  if (queue && steer)
    return {
      label: 'Steer this thread, or queue the next prompt',
      hint: 'Steer it, or queue the next step…',
    };
  if (queue) return { label: 'Queue the next prompt', hint: 'Queue the next step…' };
  if (steer) return { label: 'Steer this thread', hint: 'Steer it…' };
  return { label: 'Write to this thread', hint: 'It can be written to when its turn has ended' };
}

/** A text that was not sent, or of which that is not known; it is still in the field. */
function NotSent(props: { failure: ContractFailure; empty: boolean; onAgain(): void; onDismiss(): void }) {
  const { failure, empty, onAgain, onDismiss } = props;
  const connected = useConnectionState().type === 'connected';
  return (
    <Note
      tone={failure.code === 'outcomeUnknown' ? 'needs' : 'failed'}
      urgency="alert"
      title={failure.code === 'outcomeUnknown' ? 'It is not known whether this arrived' : 'Not sent'}
      actions={
        <>
          {failure.code === 'outcomeUnknown' ? null : (
            <Button size="small" disabled={!connected || empty} onClick={onAgain}>
              Send again
            </Button>
          )}
          <Button icon size="small" aria-label="Dismiss" onClick={onDismiss}>
            <X size={14} />
          </Button>
        </>
      }
    >
      <p>{failure.message}</p>
      {failure.code === 'outcomeUnknown' ? (
        <p>Your text is kept below. Look above whether it appears in the thread before you send it again.</p>
      ) : (
        <p>
          {connected
            ? 'Your text is kept below.'
            : 'Your text is kept below; send it again when the connection is back.'}
        </p>
      )}
    </Note>
  );
}

/** The field grows with its text, up to a part of the window. */
function useGrow(area: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, Math.round(window.innerHeight * 0.35))}px`;
  }, [area, text]);
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

function Queue({ thread, queue }: { thread: ThreadDetail; queue: QueueEntity | undefined }) {
  const { client } = useConnection();
  if (queue === undefined || queue.prompts.length === 0) return null;
  return (
    <section className="queue" aria-label="Queued prompts">
      <div className="queue-head">
        {queue.paused
          ? `${queue.prompts.length} queued, paused`
          : plural(queue.prompts.length, 'prompt') + ' queued'}
      </div>
      <ol>
        {queue.prompts.map((prompt) => (
          <li key={prompt.id}>
            <span className="clip">{prompt.text}</span>
            <Button
              icon
              size="small"
              aria-label={`Remove from the queue: ${prompt.text.slice(0, 60)}`}
              onClick={() => {
                client
                  .call('queue/remove', { threadId: thread.id, promptId: prompt.id })
                  .catch((error: unknown) => tellFailure('The prompt stays in the queue', asFailure(error)));
              }}
            >
              <X size={13} />
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The text of the last message that the person sent, or null where it is not here or was not text alone. */
const LAST_MESSAGE: Selector<string | null> = {
  select: (values) => {
    let last: ItemEntity | undefined;
    for (const entity of threadTopic.item.all(values))
      if (entity.item.type === 'userMessage' && (last === undefined || entity.ord > last.ord)) last = entity;
    if (last?.item.type !== 'userMessage') return null;
    const parts = last.item.content.map((input) => (input.type === 'text' ? input.text : null));
    return parts.includes(null) || parts.length === 0 ? null : parts.join('\n');
  },
  same: (a, b) => a === b,
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
              title={`Sends your last message again: ${lastMessage.slice(0, 200)}`}
              onClick={() => void again.run({ threadId: thread.id, text: lastMessage, mode: 'send' })}
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
