import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { formatRoute, navigate, toFleet } from '../../platform/routes.ts';
import { setUi } from '../../platform/ui-store.ts';
import { fleetTopic } from '#shared/contract/topics.ts';
import { useAction, useSelected, useWorkspaces } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Button, Empty, Mark, Note } from '../../ui/kit.tsx';
import { COUNTS } from '../fleet/index.ts';
import { ExistingDialog } from './existing-dialog.tsx';
import { HomeDialog } from './home-dialog.tsx';
import { statusWords } from './status-words.ts';
import { Worktrees } from './worktrees.tsx';
import { RestartButton } from './workspace-trouble.tsx';

/** All workspaces with the state of their app-servers, for looking closer and for taking care. */
export function WorkspacesPage({ current }: { current: WorkspaceId | null }) {
  const workspaces = useWorkspaces();
  return (
    <section className="col page" aria-label="Workspaces">
      <header className="bar">
        <h1>Workspaces</h1>
        <span className="sub">{workspaces.length}</span>
        <span className="grow" />
        <Button onClick={() => setUi({ addFolder: true })}>
          <Plus size={14} aria-hidden="true" /> Add a folder
        </Button>
      </header>
      <div className="scroll">
        <div className="page-body">
          {workspaces.length === 0 ? (
            <Empty title="No workspaces">
              A workspace is a folder you add; it gets an app-server of its own.
            </Empty>
          ) : null}
          {workspaces.map((workspace) => (
            <WorkspaceCard key={workspace.id} workspace={workspace} current={workspace.id === current} />
          ))}
        </div>
      </div>
    </section>
  );
}

function WorkspaceCard({ workspace, current }: { workspace: WorkspaceEntity; current: boolean }) {
  const { word, tone, detail, stderr, trouble } = statusWords(workspace.status);
  const threads = useSelected(fleetTopic.topic, COUNTS).byWorkspace.get(workspace.id)?.threads ?? 0;
  const remove = useAction('workspace/remove');
  const [asking, setAsking] = useState(false);
  const [home, setHome] = useState(false);
  const [others, setOthers] = useState(false);
  return (
    <article
      className="card workspace-card"
      data-testid="workspace-row"
      data-workspace-id={workspace.id}
      data-status={workspace.status.type}
      data-current={current || undefined}
    >
      <div className="workspace-head">
        <Mark tone={tone} />
        <h2 className="clip">{workspace.name}</h2>
        <span className="pill" data-tone={trouble ? 'failed' : undefined}>
          {word}
        </span>
        {workspace.demo ? <span className="pill">demo</span> : null}
        <span className="grow" />
        <a className="btn" data-size="small" href={formatRoute(toFleet(workspace.id))}>
          {plural(threads, 'thread')}
        </a>
        <RestartButton workspace={workspace} />
        {workspace.demo || !workspace.capabilities.homes ? null : (
          <Button size="small" look="quiet" onClick={() => setHome(true)}>
            Account…
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => setAsking(true)}>
          Remove…
        </Button>
      </div>
      <div className="workspace-facts">
        <code className="clip" title={workspace.path}>
          {workspace.path}
        </code>
        {workspace.branch === null ? null : <span>on {workspace.branch}</span>}
        {detail === null ? null : <span className={trouble ? 'del' : undefined}>{detail}</span>}
        {workspace.settings.codexPath === null ? null : (
          <span>its own Codex: {workspace.settings.codexPath}</span>
        )}
        {workspace.settings.codexHome === null ? null : (
          <span>its own CODEX_HOME: {workspace.settings.codexHome}</span>
        )}
      </div>
      {workspace.hiddenThreads === 0 ? null : (
        <div className="workspace-others">
          <span className="sub">
            {plural(workspace.hiddenThreads, 'thread')} of other programs{' '}
            {workspace.hiddenThreads === 1 ? 'is' : 'are'} not shown
          </span>
          <Button size="small" onClick={() => setOthers(true)}>
            Choose…
          </Button>
        </div>
      )}
      {home ? <HomeDialog workspace={workspace} onClose={() => setHome(false)} /> : null}
      {others ? <ExistingDialog workspace={workspace} onClose={() => setOthers(false)} /> : null}
      {workspace.notes.map((note) => (
        <Note key={note} tone="needs" title={note} />
      ))}
      <Worktrees workspace={workspace} />
      {stderr.length === 0 ? null : <pre className="code-block wrap">{stderr.join('\n')}</pre>}
      {remove.failure === null ? null : <Note tone="failed" urgency="alert" title={remove.failure.message} />}
      <ConfirmDialog
        open={asking}
        title={`Remove ${workspace.name}?`}
        action="Remove the workspace"
        busy={remove.pending}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          void remove.run({ workspaceId: workspace.id }).then((done) => {
            setAsking(false);
            if (done !== undefined) navigate({ view: 'workspaces', workspace: null }, 'replace');
          });
        }}
      >
        <p>Its app-server ends, and turns that run there are interrupted.</p>
        <p className="muted">
          The folder and everything in it stay as they are. Its threads stay with Codex: add the folder again
          to see them.
        </p>
      </ConfirmDialog>
    </article>
  );
}
