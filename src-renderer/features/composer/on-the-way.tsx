import { CornerDownRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ContractClient } from '#shared/contract/client.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { SentEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { asFailure, useConnection, useEntity } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { draftNow, putStoredDraft, setDraft, useDraftProblem } from './drafts.ts';

/** The draft of a composer could not be kept: the text stands in this page alone. */
export function NotKept({ draft }: { draft: string }) {
  const problem = useDraftProblem(draft);
  if (problem === null) return null;
  return (
    <Note tone="failed" urgency="alert" title="Your text is in this page only">
      <p>{problem}</p>
      <p>It is tried again by itself. Until then, do not close this page before you sent it or copied it.</p>
    </Note>
  );
}

/** What the person sent into a running turn and the agent did not take yet, and what came back of it. */
export function OnTheWay({ thread }: { thread: ThreadDetail }) {
  const { client } = useConnection();
  const sent = useEntity(threadTopic(thread.id), threadTopic.sent.key);
  if (sent === undefined) return null;
  return (
    <>
      {sent.waiting.length === 0 ? null : (
        <section className="queue" aria-label="Steering, not taken yet" data-testid="steers">
          <div className="queue-head" title="Codex has it; it cannot be taken back there.">
            {plural(sent.waiting.length, 'message')} waiting for the agent’s next step. What it does not take
            comes back here.
          </div>
          <ol>
            {sent.waiting.map(({ id, text }) => (
              <li key={id}>
                <CornerDownRight size={13} aria-hidden="true" />
                <span className="clip">{text}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {sent.returned.length === 0 ? null : (
        <Note
          tone="needs"
          urgency="status"
          title={
            sent.returned.length === 1
              ? 'The turn ended before the agent took this'
              : 'The turn ended before the agent took these'
          }
          actions={
            thread.canSend ? (
              <Button
                size="small"
                onClick={() => {
                  take(client, thread.id, sent).catch((error: unknown) =>
                    tellFailure('It stays here', asFailure(error)),
                  );
                }}
              >
                Put back into the composer
              </Button>
            ) : null
          }
        >
          {sent.returned.map(({ id, text }) => (
            <p key={id} className="returned-text">
              {text}
            </p>
          ))}
        </Note>
      )}
    </>
  );
}

/** Puts what came back into an empty composer by itself, in the page that is in use: one of all that are open. */
export function useTakeBack(id: ThreadId, text: string): void {
  const { client } = useConnection();
  const sent = useEntity(threadTopic(id), threadTopic.sent.key);
  const tried = useRef('');
  const names = sent?.returned.map((one) => one.id).join(' ') ?? '';
  useEffect(() => {
    if (sent === undefined || names === '' || names === tried.current) return;
    if (text !== '' || draftNow(`thread:${id}`) === undefined || !document.hasFocus()) return;
    tried.current = names;
    // A text that cannot be moved back stays above the composer, with a button.
    take(client, id, sent).catch(() => undefined);
  }, [client, id, names, sent, text]);
}

async function take(client: ContractClient, threadId: ThreadId, { returned }: SentEntity): Promise<void> {
  const key = `thread:${threadId}`;
  const draft = draftNow(key) ?? '';
  const { text } = await client.call('sent/take', { threadId, ids: returned.map(({ id }) => id), draft });
  const now = draftNow(key) ?? '';
  putStoredDraft(key, text);
  // Text typed meanwhile is put after the returned text.
  if (now !== draft)
    setDraft(client, key, `${text}${now.startsWith(draft) ? now.slice(draft.length) : `\n\n${now}`}`);
}
