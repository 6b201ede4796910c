import { Plus, Square, X } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { textProblem } from '#shared/contract/problem-words.ts';
import { asPrompt } from '#shared/model/prompt/attached.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useAction, useConnectionState, useSetting, useWorkspace } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { ThreadBar } from './composer-bar.tsx';
import { composerKey, modesOf, sendWord, type Modes } from './composer-keys.ts';
import type { WritingPlace } from './completions.tsx';
import { useDraft } from './drafts.ts';
import { NotKept, useTakeBack } from './on-the-way.tsx';
import { PromptField } from './prompt-field.tsx';
import { useAttach } from './use-attach.tsx';
import { useCompletion } from './use-completion.tsx';
import { useSavedPrompts } from './use-saved-prompts.tsx';
import { useSaid } from './use-said.ts';

/** The field to write to a thread in, and what stands around it. */
export function Box({ thread, onInterrupt }: { thread: ThreadDetail; onInterrupt(): void }) {
  const [draft, set] = useDraft(`thread:${thread.id}`);
  const lastMode = useRef<'send' | 'queue'>('send');
  const send = useAction('thread/send');
  const area = useRef<HTMLTextAreaElement>(null);
  const running = thread.activeTurnId !== null;
  const { queue, steer } = useAbilities(thread);
  const enter = useSetting('composer.enter');
  const modes = modesOf(running, { queue, steer }, useSetting('composer.running'));
  // Where nothing can be said while it works, its end is waited for.
  const waits = running && !queue && !steer;
  const [tooLong, setTooLong] = useState<string | null>(null);
  const attaching = useAttach(draft, set);
  const place = usePlace(thread);
  const completion = useCompletion(area, draft.text, set, place);
  const library = useSavedPrompts(area, draft.text);
  const said = useSaid(`thread:${thread.id}`, draft, set, place);
  const empty = isEmpty(draft);
  useTakeBack(thread.id, empty);
  useCommand('thread.compose', () => area.current?.focus());

  const submit = (mode: 'send' | 'queue'): void => {
    if (empty || send.pending || waits || attaching.coming > 0) return;
    const { text, attached } = asPrompt(draft);
    const problem = textProblem(text);
    setTooLong(problem);
    if (problem !== null) return;
    lastMode.current = mode;
    const input = attached === undefined ? { text } : { text, attached: [...attached] };
    void send.run({ threadId: thread.id, ...input, mode }).then((done) => {
      // A failure keeps the text, and so does what was typed meanwhile.
      if (done !== undefined) said.sent();
    });
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const key = composerKey(event.nativeEvent, enter);
    if (key === null && !said.onKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    // It leaves the field and does nothing else: what interrupts has a key of its own outside.
    if (key === 'escape') event.currentTarget.blur();
    else if (key !== null && !event.repeat) submit((key === 'other' ? modes.other : null) ?? modes.first);
  };
  const words = whileRunning(queue, steer);
  return (
    <>
      <NotKept draft={`thread:${thread.id}`} />
      {tooLong === null ? null : <TooLong problem={tooLong} onDismiss={() => setTooLong(null)} />}
      {send.failure === null ? null : (
        <NotSent
          failure={send.failure}
          empty={empty}
          onAgain={() => submit(lastMode.current)}
          onDismiss={send.clear}
        />
      )}
      {attaching.note}
      {library}
      <div className="composer" data-busy={send.pending || undefined}>
        <PromptField
          draft={draft}
          set={set}
          area={area}
          attaching={attaching}
          place={place}
          completion={completion}
          label={running ? words.label : 'Write to this thread'}
          placeholder={running ? words.hint : 'What next?'}
          readOnly={send.pending}
          testId="composer"
          onKey={onKey}
        />
        <div className="composer-tools">
          <AttachButton onFiles={attaching.attach} />
          <ThreadBar thread={thread} />
          {thread.canInterrupt ? (
            <Button icon size="small" aria-label="Interrupt" onClick={onInterrupt}>
              <Square size={12} fill="currentColor" />
            </Button>
          ) : null}
          <OtherButton
            mode={modes.other}
            keys={enter === 'sends' ? 'Ctrl+Enter, ⌘+Enter' : 'Alt+Enter'}
            disabled={empty || send.pending}
            onSubmit={submit}
          />
          <Button
            size="small"
            look="main"
            keys={enter === 'sends' ? 'Enter' : 'Mod+Enter'}
            busy={send.pending}
            disabled={empty || waits || attaching.coming > 0}
            onClick={() => submit(modes.first)}
          >
            {sendWord(running, modes.first)}
          </Button>
        </div>
      </div>
    </>
  );
}

/** The other thing that can be done while a turn runs. */
function OtherButton(props: {
  mode: Modes['other'];
  keys: string;
  disabled: boolean;
  onSubmit(mode: 'send' | 'queue'): void;
}) {
  const { mode, keys, disabled, onSubmit } = props;
  if (mode === null) return null;
  const words = mode === 'queue' ? 'Queues it behind the turn that runs' : 'Steers the turn that runs';
  return (
    <Button
      size="small"
      look="quiet"
      title={`${words} (${keys})`}
      disabled={disabled}
      onClick={() => onSubmit(mode)}
    >
      {sendWord(true, mode)}
    </Button>
  );
}

function usePlace({ workspaceId, id }: ThreadDetail): WritingPlace {
  return useMemo(() => ({ workspaceId, threadId: id }), [workspaceId, id]);
}

/** Nothing that could be sent. */
export function isEmpty(draft: Parameters<typeof asPrompt>[0]): boolean {
  return draft.text.trim() === '' && (draft.attached ?? []).every(({ type }) => type === 'skill');
}

/** Chooses pictures from the disk. */
export function AttachButton({ onFiles }: { onFiles(files: readonly File[]): void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon size="small" aria-label="Attach pictures" onClick={() => input.current?.click()}>
        <Plus size={15} />
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/*"
        data-testid="attach-files"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
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
          <Dismiss onDismiss={onDismiss} />
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

function TooLong({ problem, onDismiss }: { problem: string; onDismiss(): void }) {
  return (
    <Note tone="failed" urgency="alert" title="Not sent" actions={<Dismiss onDismiss={onDismiss} />}>
      <p>{problem}</p>
    </Note>
  );
}

function Dismiss({ onDismiss }: { onDismiss(): void }) {
  return (
    <Button icon size="small" aria-label="Dismiss" onClick={onDismiss}>
      <X size={14} />
    </Button>
  );
}
