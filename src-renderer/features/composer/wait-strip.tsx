import { ArrowUp, ChevronDown, ChevronUp, CornerDownRight, GripVertical, Pencil, X } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Method, Params } from '#shared/contract/requests.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import { joinAttached, promptWords, withAttached } from '#shared/model/prompt/attached.ts';
import type { ContractClient } from '#shared/contract/client.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { QueueEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { asFailure, useConnection, useEntity } from '../../connection/index.ts';
import { isOfComposition } from '../../ui/composition.ts';
import { Button } from '../../ui/kit.tsx';
import { draftNow, NOTHING, setDraft } from './drafts.ts';
import { take } from './on-the-way.tsx';
import { moved } from './move-prompt.ts';

type Prompt = QueueEntity['prompts'][number];

/** What is on its way, attached to the composer: steers until the agent takes them, then the queue. */
export function WaitStrip({ thread, queue }: { thread: ThreadDetail; queue: QueueEntity | undefined }) {
  const { client } = useConnection();
  const sent = useEntity(threadTopic(thread.id), threadTopic.sent.key);
  const [open, setOpen] = useState(false);
  const waiting = sent?.waiting ?? [];
  const prompts = queue?.prompts ?? [];
  if (waiting.length + prompts.length === 0) return null;
  const count = [
    ...(waiting.length === 0 ? [] : [`${waiting.length} waiting for the next step`]),
    ...(prompts.length === 0 ? [] : [`${prompts.length} queued${queue?.paused === true ? ', paused' : ''}`]),
  ].join(', ');
  return (
    <section className="wait-strip" aria-label="On its way" data-open={open || undefined}>
      <button type="button" className="wait-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="clip">{count}</span>
        {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronUp size={14} aria-hidden="true" />}
      </button>
      {waiting.length === 0 ? null : (
        <ol aria-label="Steering, not taken yet" data-testid="steers">
          {waiting.map((one) => (
            <li key={one.id} className="wait-row">
              <CornerDownRight size={14} aria-hidden="true" />
              <span className="clip grow">{promptWords(one)}</span>
              <span className="faint">{one.held ? 'waiting for the next step' : 'on its way'}</span>
              {one.held ? (
                <Button
                  size="small"
                  look="quiet"
                  aria-label={`Take back: ${promptWords(one).slice(0, 60)}`}
                  onClick={() => {
                    take(client, thread.id, [one]).catch((error: unknown) =>
                      tellFailure('It could not be taken back', asFailure(error)),
                    );
                  }}
                >
                  Take back
                </Button>
              ) : null}
            </li>
          ))}
        </ol>
      )}
      {prompts.length === 0 ? null : (
        <Queued thread={thread} prompts={prompts} paused={queue?.paused === true} />
      )}
    </section>
  );
}

function Queued(props: { thread: ThreadDetail; prompts: readonly Prompt[]; paused: boolean }) {
  const { thread, prompts, paused } = props;
  const { client } = useConnection();
  const [dragged, setDragged] = useState<string | null>(null);
  const ids = prompts.map(({ id }) => id);
  const call = <M extends Method>(method: M, params: Params<M>, problem: string): void => {
    client.call(method, params).catch((error: unknown) => tellFailure(problem, asFailure(error)));
  };
  const place = (id: string, at: number): void => {
    const promptIds = moved(ids, id, at);
    if (promptIds !== null)
      call('queue/order', { threadId: thread.id, promptIds }, 'The queue keeps its order');
  };
  return (
    <ol aria-label="Queued prompts">
      {prompts.map((prompt, at) => (
        <QueuedRow
          key={prompt.id}
          prompt={prompt}
          word={paused ? 'paused' : 'queued'}
          dragged={dragged === prompt.id}
          onDrag={setDragged}
          onDrop={() => dragged !== null && place(dragged, at)}
          onMove={(by) => place(prompt.id, at + by)}
          onNow={() =>
            call('queue/now', { threadId: thread.id, promptId: prompt.id }, 'The prompt stays in the queue')
          }
          onEdit={(text) => edit(client, thread.id, prompt, text)}
          onRemove={() =>
            call(
              'queue/remove',
              { threadId: thread.id, promptId: prompt.id },
              'The prompt stays in the queue',
            )
          }
        />
      ))}
    </ol>
  );
}

/** Changes the words of a prompt. Those that cannot be put there go into the composer. */
function edit(client: ContractClient, threadId: ThreadId, prompt: Prompt, text: string): void {
  const { id: promptId, attached, text: was } = prompt;
  const params = {
    threadId,
    promptId,
    text,
    was,
    ...(attached !== undefined && { attached: [...attached] }),
  };
  client.call('queue/edit', params).catch((error: unknown) => {
    const key = `thread:${threadId}`;
    const draft = draftNow(key) ?? NOTHING;
    const words = [draft.text, text].filter((part) => part.trim() !== '').join('\n\n');
    setDraft(client, key, withAttached(words, joinAttached(draft.attached ?? [], attached ?? [])));
    tellFailure('The prompt stays as it was; your words are in the composer', asFailure(error));
  });
}

function QueuedRow(props: {
  prompt: Prompt;
  word: string;
  dragged: boolean;
  onDrag(id: string | null): void;
  onDrop(): void;
  onMove(by: 1 | -1): void;
  onNow(): void;
  onEdit(text: string): void;
  onRemove(): void;
}) {
  const { prompt, word, onMove } = props;
  const [editing, setEditing] = useState(false);
  const words = promptWords(prompt);
  const name = words.slice(0, 60);
  if (editing)
    return (
      <EditRow
        text={prompt.text}
        onDone={(text) => {
          setEditing(false);
          if (text !== null && text !== prompt.text) props.onEdit(text);
        }}
      />
    );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys move it by its handle
    <li
      className="wait-row"
      data-dragged={props.dragged || undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        props.onDrop();
      }}
    >
      <button
        type="button"
        className="wait-handle"
        draggable
        aria-label={`Move, with the up and down arrows: ${name}`}
        title="Drag, or use the up and down arrows"
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          props.onDrag(prompt.id);
        }}
        onDragEnd={() => props.onDrag(null)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          event.stopPropagation();
          onMove(event.key === 'ArrowUp' ? -1 : 1);
        }}
      >
        <GripVertical size={14} aria-hidden="true" />
      </button>
      <span className="clip grow" title={words.slice(0, 2000)}>
        {words}
      </span>
      <span className="faint">{word}</span>
      <Button icon size="small" look="quiet" aria-label={`Send now: ${name}`} onClick={props.onNow}>
        <ArrowUp size={14} />
      </Button>
      <Button icon size="small" look="quiet" aria-label={`Edit: ${name}`} onClick={() => setEditing(true)}>
        <Pencil size={14} />
      </Button>
      <Button
        icon
        size="small"
        look="quiet"
        aria-label={`Remove from the queue: ${name}`}
        onClick={props.onRemove}
      >
        <X size={14} />
      </Button>
    </li>
  );
}

/** Enter keeps what was written, Escape does not. */
function EditRow({ text, onDone }: { text: string; onDone(text: string | null): void }) {
  const [now, setNow] = useState(text);
  const done = useRef(false);
  const end = (kept: string | null): void => {
    if (done.current) return;
    done.current = true;
    onDone(kept === null || kept.trim() === '' ? null : kept.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isOfComposition(event.nativeEvent)) return;
    if (event.key === 'Escape') end(null);
    else if (event.key === 'Enter' && !event.shiftKey) end(now);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li className="wait-row">
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person just asked to edit it
        autoFocus
        className="input wait-edit"
        aria-label="Edit the queued prompt"
        rows={Math.min(6, now.split('\n').length)}
        value={now}
        onChange={(event) => setNow(event.target.value)}
        onKeyDown={onKeyDown}
        // Leaving it keeps what was written: no text is lost by a click elsewhere.
        onBlur={() => end(now)}
      />
    </li>
  );
}
