import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WorktreeInfo } from '#shared/contract/calls/worktrees.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { setUi } from '../../platform/ui-store.ts';
import { useAction, useConnection } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';

/** The worktrees of a workspace's repository, with what stands in them and what can be done with them. */
export function Worktrees({ workspace }: { workspace: WorkspaceEntity }) {
  const { client } = useConnection();
  const { id, branch } = workspace;
  const list = useQuery({
    queryKey: ['worktree/list', id],
    queryFn: () => client.call('worktree/list', { workspaceId: id }),
    // Without a branch there is no repository to ask.
    enabled: branch !== null,
    staleTime: 2_000,
    refetchOnWindowFocus: true,
    retry: false,
  });
  const worktrees = (list.data?.worktrees ?? []).filter(({ main }) => !main);
  if (list.error !== null)
    return <Note tone="failed" title={`Its worktrees could not be listed: ${list.error.message}`} />;
  if (worktrees.length === 0) return null;
  return (
    <section className="worktrees" aria-label={`Worktrees of ${workspace.name}`}>
      <h3>{plural(worktrees.length, 'worktree')}</h3>
      <ul>
        {worktrees.map((worktree) => (
          <Worktree key={worktree.path} workspace={workspace} worktree={worktree} />
        ))}
      </ul>
    </section>
  );
}

function Worktree({ workspace, worktree }: { workspace: WorkspaceEntity; worktree: WorktreeInfo }) {
  const [asking, setAsking] = useState(false);
  const { path, branch, head, base, gone } = worktree;
  return (
    <li className="worktree" data-testid="worktree" data-path={path}>
      <div className="worktree-main">
        <span className="worktree-branch clip" title={path}>
          {branch ?? `detached at ${head ?? 'nothing'}`}
        </span>
        <span className="faint clip">
          {[base === null ? '' : `from ${base}`, ...stands(worktree)].filter(Boolean).join(' · ')}
        </span>
      </div>
      {gone ? null : (
        <Button
          size="small"
          onClick={() => setUi({ newThread: { workspace: workspace.id, worktree: path } })}
          aria-label={`New thread in ${branch ?? path}`}
        >
          New thread here
        </Button>
      )}
      <Button
        size="small"
        look="quiet"
        onClick={() => setAsking(true)}
        aria-label={`Remove the worktree ${branch ?? path}…`}
      >
        Remove…
      </Button>
      {asking ? (
        <RemoveDialog workspace={workspace} worktree={worktree} onClose={() => setAsking(false)} />
      ) : null}
    </li>
  );
}

/** What stands in it, a few words each. */
function stands({
  changed,
  untracked,
  threads,
  running,
  terminals,
  locked,
  gone,
  madeByMuster,
}: WorktreeInfo) {
  return [
    gone ? 'its folder is gone' : changed === null ? 'could not be read' : '',
    (changed ?? 0) > 0 ? plural(changed ?? 0, 'changed file') : '',
    (untracked ?? 0) > 0 ? plural(untracked ?? 0, 'new file') : '',
    changed === 0 && untracked === 0 ? 'clean' : '',
    threads.length > 0 ? plural(threads.length, 'thread') : '',
    running > 0 ? `${running} running` : '',
    terminals > 0 ? plural(terminals, 'terminal') : '',
    locked === null ? '' : 'locked',
    madeByMuster ? '' : 'not made by Muster',
  ];
}

/** Removing asks the host first; what it says would be lost is shown before it is lost. */
function RemoveDialog(props: { workspace: WorkspaceEntity; worktree: WorktreeInfo; onClose(): void }) {
  const { workspace, worktree, onClose } = props;
  const remove = useAction('worktree/remove');
  const queries = useQueryClient();
  const refused = remove.failure?.code === 'refused' ? remove.failure : null;
  const submit = (): void => {
    const params = { workspaceId: workspace.id, path: worktree.path };
    void remove.run(refused === null ? params : { ...params, force: true }).then((done) => {
      if (done === undefined) return;
      onClose();
      void queries.invalidateQueries({ queryKey: ['worktree/list', workspace.id] });
    });
  };
  return (
    <ConfirmDialog
      open
      title={`Remove the worktree ${worktree.branch ?? worktree.name}?`}
      action={refused === null ? 'Remove' : 'Remove and lose this'}
      busy={remove.pending}
      onClose={onClose}
      onConfirm={submit}
    >
      <p>
        The folder <code>{worktree.path}</code> is deleted, with files in it that git ignores.{' '}
        {worktree.branch === null ? '' : `The branch ${worktree.branch} stays.`}
      </p>
      {worktree.threads.length === 0 ? null : (
        <p className="muted">
          {plural(worktree.threads.length, 'thread')} worked there; what was said stays readable, but nothing
          can go on there.
        </p>
      )}
      {remove.failure === null ? null : (
        <Note tone={refused === null ? 'failed' : 'needs'} urgency="alert" title={remove.failure.message} />
      )}
    </ConfirmDialog>
  );
}
