import { useEffect } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import { startWords, type ThreadStart } from '#shared/model/fleet/start.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { shortTitle } from '#shared/model/thread/title.ts';
import { tell, tellFailure } from '../../platform/messages.tsx';
import { navigate, toThread } from '../../platform/routes.ts';
import { isTyping } from '../../platform/typing.ts';
import { focusThread, setUi, useUi } from '../../platform/ui-store.ts';
import { asFailure, everySelector, useConnection, useSelected } from '../../connection/index.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Button, Mark } from '../../ui/kit.tsx';

const STARTS = everySelector(fleetTopic.start);

/** Threads that were asked for and are not there yet, those of one workspace or all: each can fail in its place. */
export function StartingRows({ workspace }: { workspace: WorkspaceId | null }) {
  const starts = useSelected(fleetTopic.topic, STARTS);
  const shown = starts
    .filter((start) => start.state !== 'started' && (workspace === null || start.workspaceId === workspace))
    .sort((a, b) => a.at - b.at);
  if (shown.length === 0) return null;
  return (
    <ul className="starts" aria-label="Starting" data-testid="starts">
      {shown.map((start) => (
        <StartRow key={start.id} start={start} />
      ))}
    </ul>
  );
}

function StartRow({ start }: { start: ThreadStart }) {
  const { client } = useConnection();
  const failed = start.state === 'failed';
  const title = shortTitle(start.text) || 'New thread';
  const call = (method: 'start/again' | 'start/dismiss', problem: string): void => {
    client
      .call(method, { startId: start.id })
      .catch((error: unknown) => tellFailure(problem, asFailure(error)));
  };
  return (
    <li className="start-row" data-testid="start-row" data-state={start.state}>
      {failed ? <Mark tone="failed" label="Failed" /> : <i className="start-mark" aria-hidden="true" />}
      <span className="start-title clip" title={start.text.slice(0, 2000)}>
        {title}
      </span>
      <span className="start-words clip" role={failed ? 'alert' : 'status'} title={startWords(start)}>
        {startWords(start)}
      </span>
      {failed ? (
        <>
          <Button size="small" onClick={() => call('start/again', 'It was not tried again')}>
            Try again
          </Button>
          <Button
            size="small"
            look="quiet"
            onClick={() => setUi({ newThread: { workspace: start.workspaceId, again: start } })}
          >
            Edit
          </Button>
          <Button
            size="small"
            look="quiet"
            aria-label={`Dismiss: ${title}`}
            onClick={() => call('start/dismiss', 'It stays here')}
          >
            Dismiss
          </Button>
        </>
      ) : (
        <TimeAgo since={start.at} />
      )}
    </li>
  );
}

/** Opens the thread that was started to be opened, as soon as it is there; not when the person went elsewhere since. */
export function useOpensWhenStarted(): void {
  const starts = useSelected(fleetTopic.topic, STARTS);
  const waited = useUi((state) => state.openStarted);
  const start = starts.find(({ id }) => id === waited?.id);
  useEffect(() => {
    if (waited === null || start === undefined || start.state === 'starting') return;
    setUi({ openStarted: null });
    if (start.threadId === null)
      tell('failed', 'A thread did not start', `${startWords(start)} Its row in the fleet has its text.`);
    // Whoever began to write somewhere meanwhile goes on there: their letters would be keys of the page.
    if (start.threadId === null || location.hash !== waited.from || isTyping()) return;
    focusThread(start.threadId);
    navigate(toThread(start.threadId));
  }, [waited, start]);
}
