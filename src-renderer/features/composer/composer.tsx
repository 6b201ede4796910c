import { X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { threadTopic } from '#shared/contract/topics.ts';
import type { QueueEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import { keyOf } from '../../app/commands.ts';
import { tellFailure } from '../../app/messages.tsx';
import { useCommand } from '../../app/use-command.ts';
import {
  asFailure,
  useAction,
  useConnection,
  useEntity,
  useSelected,
  type Selector,
} from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Keys, Note } from '../../ui/kit.tsx';
import { composerKey, DOUBLE_ESCAPE_MS, sendWord } from './composer-keys.ts';
import { useDraft } from './drafts.ts';
import './composer.css';

/** The place to write to a thread, with what waits to be sent and what waits to be continued. */
export function Composer({ thread, onInterrupt }: { thread: ThreadDetail; onInterrupt(): void }) {
  const queue = useEntity<QueueEntity>(threadTopic(thread.id), 'queue');
  return (
    <div className="composer-place">
      <Standing thread={thread} />
      <Queue thread={thread} queue={queue} />
      <Continue thread={thread} />
      {thread.canSend ? (
        <Box thread={thread} onInterrupt={onInterrupt} />
      ) : (
        <Note tone="rest" title={thread.reason ?? 'This thread can only be read.'} />
      )}
    </div>
  );
}

function Box({ thread, onInterrupt }: { thread: ThreadDetail; onInterrupt(): void }) {
  const [text, setText] = useDraft(`thread:${thread.id}`);
  const send = useAction('thread/send');
  const area = useRef<HTMLTextAreaElement>(null);
  const running = thread.activeTurnId !== null;
  const [escaped, setEscaped] = useState(false);
  useGrow(area, text);
  useCommand('thread.compose', () => area.current?.focus());
  useEffect(() => {
    if (!escaped) return undefined;
    const timer = setTimeout(() => setEscaped(false), DOUBLE_ESCAPE_MS);
    return () => clearTimeout(timer);
  }, [escaped]);

  const submit = (mode: 'send' | 'queue'): void => {
    const what = text.trim();
    if (what === '' || send.pending) return;
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
    } else if (!event.repeat) submit(key === 'queue' && running ? 'queue' : 'send');
  };
  const model = [thread.model, thread.effort].filter((part) => part !== null).join(' · ');
  return (
    <>
      {send.failure === null ? null : (
        <Note
          tone={send.failure.code === 'outcomeUnknown' ? 'needs' : 'failed'}
          urgency="alert"
          title={send.failure.code === 'outcomeUnknown' ? 'It is not known whether this arrived' : 'Not sent'}
          actions={
            <Button icon size="small" aria-label="Dismiss" onClick={send.clear}>
              <X size={14} />
            </Button>
          }
        >
          <p>{send.failure.message}</p>
          {send.failure.code === 'outcomeUnknown' ? (
            <p>
              Your text is kept below. Look above whether it appears in the thread before you send it again.
            </p>
          ) : (
            <p>Your text is kept below.</p>
          )}
        </Note>
      )}
      <div className="composer" data-busy={send.pending || undefined}>
        <textarea
          ref={area}
          data-testid="composer"
          aria-label={running ? 'Steer this thread, or queue the next prompt' : 'Write to this thread'}
          placeholder={running ? 'Steer it, or queue the next step…' : 'What next?'}
          rows={1}
          value={text}
          readOnly={send.pending}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="composer-tools">
          {model === '' ? null : <span className="chip clip">{model}</span>}
          {thread.branch === null ? null : <span className="chip clip">{thread.branch}</span>}
          <span className="grow" />
          {escaped ? (
            <output className="composer-hint">
              <Keys keys="Escape" /> again interrupts
            </output>
          ) : null}
          {running ? (
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
            disabled={text.trim() === ''}
            onClick={() => submit('send')}
          >
            {sendWord(running)}
          </Button>
        </div>
      </div>
    </>
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
    for (const [key, value] of values) {
      const turn = value as TurnEntity;
      if (key.startsWith('turn:') && (last === undefined || turn.ord > last.ord)) last = turn;
    }
    return last?.status === 'failed';
  },
  same: (a, b) => a === b,
  matters: (key) => key.startsWith('turn:'),
};

/** The step of its plan that a running thread is at, and why one that does not run stands still. */
function Standing({ thread }: { thread: ThreadDetail }) {
  const turn = useEntity<TurnEntity>(threadTopic(thread.id), `turn:${thread.activeTurnId ?? ''}`);
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

/** What was cut off or held back goes on only when the person says so, and says before what that is. */
function Continue({ thread }: { thread: ThreadDetail }) {
  const go = useAction('thread/continue');
  const run = (): void => void go.run({ threadId: thread.id });
  useCommand('thread.continue', thread.continueWith === null ? null : run);
  if (thread.continueWith === null) return null;
  return (
    <Note
      tone="needs"
      title={thread.continueWith}
      actions={
        <Button size="small" busy={go.pending} keys={keyOf('thread.continue')} onClick={run}>
          Continue
        </Button>
      }
    >
      {go.failure === null ? null : <p role="alert">{go.failure.message}</p>}
    </Note>
  );
}
