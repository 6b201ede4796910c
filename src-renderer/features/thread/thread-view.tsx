import { useCallback, useEffect, type ReactNode } from 'react';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure } from '../../platform/messages.tsx';
import type { ChangesPlace } from '../../platform/routes.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useConnection, useEntity, useTopicStatus } from '../../connection/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { Empty, Loading } from '../../ui/kit.tsx';
import { ChangesView, useEditorSoon } from '../changes/index.ts';
import { Composer } from '../composer/index.ts';
import { ThreadNotices } from '../../platform/notices.tsx';
import { ConflictNote } from './conflict-note.tsx';
import { FileReader } from './file-reader.tsx';
import { ThreadColumn } from './thread-column.tsx';
import { ThreadHeader } from './thread-header.tsx';
import './thread.css';

/** One thread: what was said and done, live, and the place to write to it. */
export function ThreadView({
  id,
  back,
  changes = null,
  unopened = false,
}: {
  id: ThreadId;
  back: ReactNode;
  /** Its changes are shown in place of what was said and done. */
  changes?: ChangesPlace | null;
  /** It is only shown, and the person did not open it: what it says stays unread. */
  unopened?: boolean;
}) {
  const topic = threadTopic(id);
  const thread = useEntity(topic, threadTopic.thread.key);
  const status = useTopicStatus(topic);
  const interrupt = useInterrupt(id);
  useMarkRead(unopened ? undefined : thread);
  useEditorSoon((thread?.activeTurnId ?? null) === null);
  useCommand('thread.interrupt', thread?.canInterrupt === true ? interrupt : null);

  return (
    <section
      className="col detail thread-view"
      aria-label="Thread"
      data-testid="thread-view"
      data-thread-id={id}
      data-state={thread?.state}
    >
      {thread === undefined ? (
        <>
          <header className="bar">{back}</header>
          {status.error === null ? (
            <Loading what="Loading the thread" />
          ) : (
            <Empty title="This thread cannot be shown">{status.error.message}</Empty>
          )}
        </>
      ) : (
        <>
          <ThreadHeader thread={thread} back={back} changes={changes} onInterrupt={interrupt} />
          <ThreadNotices id={id} />
          <ConflictNote id={id} cwd={thread.cwd} />
          <FileReader id={id} />
          {changes === null ? (
            <>
              <Boundary what="What was said and done here" raw={() => thread} on={[thread]}>
                <ThreadColumn id={id} thread={thread} alone={back !== null} />
              </Boundary>
              <Boundary what="The composer" on={[thread]}>
                <Composer thread={thread} onInterrupt={interrupt} />
              </Boundary>
            </>
          ) : (
            <Boundary what="The changes" raw={() => changes} on={[changes]}>
              <ChangesView id={id} place={changes} />
            </Boundary>
          )}
        </>
      )}
    </section>
  );
}

function useInterrupt(id: ThreadId): () => void {
  const { client } = useConnection();
  return useCallback(() => {
    client
      .call('thread/interrupt', { threadId: id })
      .catch((error: unknown) => tellFailure('The thread was not interrupted', asFailure(error)));
  }, [client, id]);
}

/** A finished thread that somebody looks at is read. */
function useMarkRead(thread: ThreadDetail | undefined): void {
  const { client } = useConnection();
  const id = thread?.state === 'finished' ? thread.id : null;
  useEffect(() => {
    if (id === null) return undefined;
    const mark = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      // Not worth a word when it fails: the thread stays unread and is marked the next time it is looked at.
      client.call('thread/markRead', { threadId: id }).catch(() => undefined);
    };
    mark();
    window.addEventListener('focus', mark);
    return () => window.removeEventListener('focus', mark);
  }, [client, id]);
}
