import { GitFork, Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import { promptOf, type PromptInput } from '#shared/model/prompt/attached.ts';
import type { ItemOf } from '#shared/model/item/item.ts';
import { tell } from '../../platform/messages.tsx';
import { asFailure, useConnection, useEntity } from '../../connection/index.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import { CopyIcon } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { useSendKey } from '../../ui/send-key.ts';
import { putIntoComposer } from '../composer/index.ts';
import { forkOrTell } from '../verbs/index.ts';
import { useSource } from './item-source.ts';

/** What can be done with a message of the person: copied, sent again in other words, gone on from before it. */
export function UserActions({ item, turnId }: { item: ItemOf<'userMessage'>; turnId: string }) {
  const { client } = useConnection();
  const { id: threadId } = useSource();
  const thread = useEntity(threadTopic(threadId), threadTopic.thread.key);
  const [editing, setEditing] = useState(false);
  const { whole, ...prompt } = promptOf(item.content);
  const may = thread?.canSend === true;
  const fork = (): Promise<void> =>
    forkOrTell(client, { threadId, before: turnId }, (id) => putIntoComposer(client, id, prompt));
  return (
    <div className="message-actions user-actions">
      {prompt.text === '' ? null : <CopyIcon text={prompt.text} label="Copy this message" />}
      {may && whole ? (
        <Button
          icon
          size="small"
          look="quiet"
          aria-label="Edit and send again"
          onClick={() => setEditing(true)}
        >
          <Pencil size={14} />
        </Button>
      ) : null}
      <Button
        icon
        size="small"
        look="quiet"
        aria-label="Fork from before this message"
        onClick={() => void fork()}
      >
        <GitFork size={14} />
      </Button>
      {editing ? <EditDialog prompt={prompt} turnId={turnId} onClose={() => setEditing(false)} /> : null}
    </div>
  );
}

/**
 * Sends a message in other words in its own place: the thread goes back to before its turn first. Whatever fails on the
 * way, the text is in this dialog or in the composer.
 */
function EditDialog({ prompt, turnId, onClose }: { prompt: PromptInput; turnId: string; onClose(): void }) {
  const { client } = useConnection();
  const { id: threadId } = useSource();
  const [text, setText] = useState(prompt.text);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const attached = prompt.attached ?? [];
  const send = async (): Promise<void> => {
    if (busy || (text.trim() === '' && attached.length === 0)) return;
    setBusy(true);
    try {
      await client.call('thread/revert', { threadId, beforeTurnId: turnId });
    } catch (error) {
      setProblem(asFailure(error).message);
      setBusy(false);
      return;
    }
    const again = { text, ...(attached.length > 0 && { attached: [...attached] }) };
    onClose();
    try {
      await client.call('thread/send', { threadId, ...again, mode: 'send' });
    } catch (error) {
      await putIntoComposer(client, threadId, again);
      tell('failed', 'The message was not sent; it is in the composer', asFailure(error).message);
    }
  };
  useSendKey(() => void send());
  return (
    <Dialog
      open
      onClose={onClose}
      title="Edit and send again"
      initialFocus={area}
      footer={
        <>
          <span className="muted">The thread goes back to before this turn. Files stay as they are.</span>
          <span className="grow" />
          <Button look="main" keys="Mod+Enter" busy={busy} onClick={() => void send()}>
            Send again
          </Button>
        </>
      }
    >
      <div className="body">
        <label className="field">
          <span className="visually-hidden">Message</span>
          <textarea
            ref={area}
            className="input"
            rows={8}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {attached.length === 0 ? null : (
          <p className="muted">{plural(attached.length, 'attachment')} of the message go along.</p>
        )}
        {problem === null ? null : <Note tone="failed" urgency="alert" title={problem} />}
      </div>
    </Dialog>
  );
}
