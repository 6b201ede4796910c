import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { ExistingThread } from '#shared/contract/calls/existing.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { asFailure, useAction, useConnection } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Loading, Note } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';

/** Rows drawn at most; a search finds the others. */
const MOST = 200;
const NONE: readonly ExistingThread[] = [];

/** Threads that other programs started in a workspace's folder, to choose those that Muster should show or adopt. */
export function ExistingDialog({ workspace, onClose }: { workspace: WorkspaceEntity; onClose(): void }) {
  const { client } = useConnection();
  const { id: workspaceId, name } = workspace;
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<ThreadId>>(new Set());
  const field = useRef<HTMLInputElement>(null);
  const show = useAction('existing/show');
  const listed = useQuery({
    queryKey: ['existing', workspaceId],
    staleTime: 0,
    retry: false,
    queryFn: () => client.call('existing/list', { workspaceId }),
  });
  const threads = listed.data?.threads ?? NONE;
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return threads.filter(({ title, branch }) => `${title} ${branch ?? ''}`.toLowerCase().includes(wanted));
  }, [threads, search]);
  const all = found.length > 0 && found.every(({ id }) => chosen.has(id));
  const choose = (ids: readonly ThreadId[], on: boolean): void => {
    const next = new Set(chosen);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    setChosen(next);
  };
  const act = (adopt: boolean): void =>
    void show.run({ workspaceId, threadIds: [...chosen], adopt }).then((done) => {
      if (done !== undefined) onClose();
    });
  const failure = show.failure ?? (listed.error === null ? null : asFailure(listed.error));
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Other threads in ${name}`}
      size="wide"
      initialFocus={field}
      footer={
        <>
          <span className="sub">
            {chosen.size === 0 ? 'Choose some' : `${plural(chosen.size, 'thread')} chosen`}
          </span>
          <span className="grow" />
          <Button busy={show.pending} disabled={chosen.size === 0} onClick={() => act(false)}>
            Show, to read
          </Button>
          <Button look="main" busy={show.pending} disabled={chosen.size === 0} onClick={() => act(true)}>
            Adopt
          </Button>
        </>
      }
    >
      <div className="body existing">
        <p className="muted">
          Started by the Codex command line or an editor. Shown, they can be read in the fleet; adopted, also
          written to. Close a thread in the other program before you adopt it.
        </p>
        <input
          ref={field}
          type="search"
          className="input"
          placeholder="Search by title or branch"
          aria-label="Search these threads"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
        {listed.isPending ? <Loading what="Asking Codex" /> : null}
        {listed.data !== undefined && found.length === 0 ? (
          <p className="muted">{threads.length === 0 ? 'All of them are shown.' : 'None is called that.'}</p>
        ) : null}
        {found.length === 0 ? null : (
          <label className="existing-row">
            <input
              type="checkbox"
              checked={all}
              onChange={(event) =>
                choose(
                  found.map(({ id }) => id),
                  event.target.checked,
                )
              }
            />
            <span className="muted">All {found.length}</span>
          </label>
        )}
        {found.slice(0, MOST).map(({ id, title, program, branch, updatedAt }) => (
          <label className="existing-row" key={id}>
            <input
              type="checkbox"
              checked={chosen.has(id)}
              onChange={(event) => choose([id], event.target.checked)}
            />
            <span className="existing-words">
              <span className="clip">{title}</span>
              <span className="sub clip">
                {program}
                {branch === null ? '' : ` · ${branch}`}
              </span>
            </span>
            <TimeAgo since={updatedAt} style="rest" />
          </label>
        ))}
        {found.length > MOST ? (
          <p className="muted">{found.length - MOST} more: search to see them.</p>
        ) : null}
      </div>
    </Dialog>
  );
}
