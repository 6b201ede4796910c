import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ArchivedThread } from '#shared/contract/calls/order.ts';
import { asFailure, useConnection, useWorkspaces } from '../../connection/index.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { navigate, toThread } from '../../platform/routes.ts';
import { focusThread } from '../../platform/ui-store.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { dayAndTime, placeWords, plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import './archive.css';

/** Rows that are drawn at first; the rest when it is asked for. */
const PAGE = 100;
const KEY = ['archive'] as const;

/** Threads that were put away: found by their words, brought back, or deleted for good. */
export function ArchivePage() {
  const { client } = useConnection();
  const archive = useQuery({
    queryKey: KEY,
    queryFn: () => client.call('thread/archived', {}),
    staleTime: 0,
    retry: false,
  });
  const names = new Map(useWorkspaces().map(({ id, name }) => [id, name]));
  const [filter, setFilter] = useState('');
  const [most, setMost] = useState(PAGE);
  const [going, setGoing] = useState<ArchivedThread | null>(null);
  const threads = archive.data?.threads;
  const found = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return (threads ?? []).filter(({ title, branch, cwd }) =>
      words.every((word) => `${title} ${branch ?? ''} ${cwd}`.toLowerCase().includes(word)),
    );
  }, [threads, filter]);
  return (
    <section className="col page" aria-label="Archive">
      <header className="bar">
        <h1>Archive</h1>
        <span className="sub clip">{threads === undefined ? '' : plural(threads.length, 'thread')}</span>
        <span className="grow" />
        <input
          className="input archive-find"
          type="search"
          aria-label="Find in the archive"
          placeholder="Find"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </header>
      <div className="scroll archive">
        {(archive.data?.missing ?? []).map(({ workspaceId, reason }) => (
          <Note
            key={workspaceId}
            tone="failed"
            title={`The archive of ${names.get(workspaceId) ?? 'a workspace'} could not be read`}
          >
            <p>{reason}</p>
          </Note>
        ))}
        {archive.isPending ? (
          <Loading what="Reading the archive" />
        ) : archive.isError ? (
          <Empty
            title="The archive could not be read"
            actions={<Button onClick={() => void archive.refetch()}>Try again</Button>}
          >
            {asFailure(archive.error).message}
          </Empty>
        ) : found.length === 0 ? (
          <Empty title={filter === '' ? 'Nothing is archived' : 'Nothing matches'}>
            {filter === ''
              ? 'Archive a thread and it waits here, with all that was said in it.'
              : 'No archived thread has all of these words.'}
          </Empty>
        ) : (
          <ul>
            {found.slice(0, most).map((thread) => (
              <Row
                key={thread.id}
                thread={thread}
                workspace={names.get(thread.workspaceId)}
                onDelete={() => setGoing(thread)}
              />
            ))}
          </ul>
        )}
        {found.length > most ? (
          <Button onClick={() => setMost((before) => before + PAGE)}>Show {found.length - most} more</Button>
        ) : null}
      </div>
      {going === null ? null : <DeleteDialog thread={going} onClose={() => setGoing(null)} />}
    </section>
  );
}

function Row(props: { thread: ArchivedThread; workspace: string | undefined; onDelete(): void }) {
  const { thread, workspace, onDelete } = props;
  const { client } = useConnection();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const bringBack = async (): Promise<void> => {
    setBusy(true);
    const { id: threadId, workspaceId } = thread;
    try {
      await client.call('thread/unarchive', { threadId, workspaceId });
      navigate(toThread(threadId));
      focusThread(threadId);
    } catch (error) {
      tellFailure(`“${thread.title}” stays in the archive`, asFailure(error));
      setBusy(false);
    }
    await queries.invalidateQueries({ queryKey: KEY });
  };
  return (
    <li className="archive-row" data-testid="archived">
      <span className="archive-title clip">{thread.title}</span>
      <span className="archive-place clip muted">{placeWords(workspace, thread.branch, thread.program)}</span>
      <time className="faint num" dateTime={new Date(thread.updatedAt).toISOString()}>
        {dayAndTime(thread.updatedAt)}
      </time>
      <Button size="small" busy={busy} onClick={() => void bringBack()}>
        Bring back
      </Button>
      <Button size="small" look="quiet" aria-label={`Delete ${thread.title}…`} onClick={onDelete}>
        Delete…
      </Button>
    </li>
  );
}

function DeleteDialog({ thread, onClose }: { thread: ArchivedThread; onClose(): void }) {
  const { client } = useConnection();
  const queries = useQueryClient();
  const { id: threadId, workspaceId, title } = thread;
  const looked = useQuery({
    queryKey: [...KEY, 'deletion', threadId],
    queryFn: () => client.call('thread/deletion', { threadId, workspaceId }),
    staleTime: 0,
    retry: false,
  });
  const remove = async (): Promise<void> => {
    onClose();
    try {
      await client.call('thread/delete', { threadId, workspaceId });
    } catch (error) {
      tellFailure(`“${title}” was not deleted`, asFailure(error));
    }
    await queries.invalidateQueries({ queryKey: KEY });
  };
  const agents = looked.data?.subAgents ?? 0;
  return (
    <ConfirmDialog
      open
      title="Delete this thread for good?"
      action="Delete"
      onClose={onClose}
      onConfirm={() => void remove()}
    >
      <p>
        All that was said and done in “{title}” goes
        {agents === 0 ? '' : `, and ${plural(agents, 'sub-agent')} with it`}. This cannot be undone.
      </p>
      <p className="muted">
        {looked.data?.worktree === true
          ? `Its worktree ${looked.data.folder} and the files in it stay.`
          : 'The files it changed stay.'}
      </p>
    </ConfirmDialog>
  );
}
