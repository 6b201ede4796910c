import { useEffect, useRef } from 'react';
import type { ContractClient } from '#shared/contract/client.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import { joinAttached, promptWords, withAttached } from '#shared/model/prompt/attached.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { SentEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { asFailure, useConnection, useEntity } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { draftNow, NOTHING, putStoredDraft, setDraft, useDraftProblem } from './drafts.ts';

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

/** What came back of what the person sent into a turn. */
export function OnTheWay({ thread }: { thread: ThreadDetail }) {
  const { client } = useConnection();
  const sent = useEntity(threadTopic(thread.id), threadTopic.sent.key);
  if (sent === undefined || sent.returned.length === 0) return null;
  return (
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
              take(client, thread.id, sent.returned).catch((error: unknown) =>
                tellFailure('It stays here', asFailure(error)),
              );
            }}
          >
            Put back into the composer
          </Button>
        ) : null
      }
    >
      {sent.returned.map((one) => (
        <p key={one.id} className="returned-text">
          {promptWords(one)}
        </p>
      ))}
    </Note>
  );
}

/** Puts what came back into an empty composer by itself, in the page that is in use: one of all that are open. */
export function useTakeBack(id: ThreadId, empty: boolean): void {
  const { client } = useConnection();
  const sent = useEntity(threadTopic(id), threadTopic.sent.key);
  const tried = useRef('');
  const names = sent?.returned.map((one) => one.id).join(' ') ?? '';
  useEffect(() => {
    if (sent === undefined || names === '' || names === tried.current) return;
    if (!empty || draftNow(`thread:${id}`) === undefined || !document.hasFocus()) return;
    tried.current = names;
    // A text that cannot be moved back stays above the composer, with a button.
    take(client, id, sent.returned).catch(() => undefined);
  }, [client, id, names, sent, empty]);
}

/** Moves texts that came back, or are held, into the composer. */
export async function take(
  client: ContractClient,
  threadId: ThreadId,
  texts: SentEntity['returned'],
): Promise<void> {
  const key = `thread:${threadId}`;
  const draft = draftNow(key) ?? NOTHING;
  const { taken: _, ...stored } = await client.call('sent/take', {
    threadId,
    ids: texts.map(({ id }) => id),
    draft: draft.text,
    ...(draft.attached !== undefined && { attached: [...draft.attached] }),
  });
  const now = draftNow(key) ?? NOTHING;
  putStoredDraft(key, stored);
  if (now === draft) return;
  // What was typed and attached meanwhile is put after what came back.
  const more = now.text.startsWith(draft.text) ? now.text.slice(draft.text.length) : `\n\n${now.text}`;
  const attached = joinAttached(stored.attached ?? [], now.attached ?? []);
  setDraft(client, key, withAttached(`${stored.text}${more}`, attached));
}
