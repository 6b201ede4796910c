import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { useAction, useWorkspaces } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { TimeAgo, usePresent } from '../../ui/time-ago.tsx';
import { statusWords } from './status-words.ts';

/** A start that takes longer than this is told of, ms. */
const SLOW_MS = 20_000;

/** What is wrong with the workspaces in view: why an app-server failed, its last words, and a button. */
export function WorkspaceTrouble({ workspace }: { workspace: WorkspaceId | null }) {
  const workspaces = useWorkspaces();
  const now = usePresent('minute');
  const shown = workspaces.filter((candidate) => {
    // A slow start is shown in every list: the person may wait for it, and can restart it.
    if (candidate.status.type === 'starting') return now - candidate.status.since > SLOW_MS;
    if (workspace !== null && candidate.id !== workspace) return false;
    const { trouble } = statusWords(candidate.status);
    // Over the whole fleet only what waits for the person; in its own list also what mends itself.
    return trouble && (workspace !== null || candidate.status.type === 'failed');
  });
  if (shown.length === 0) return null;
  return (
    <div className="troubles">
      {shown.map((candidate) => (
        <Trouble key={candidate.id} workspace={candidate} />
      ))}
    </div>
  );
}

function Trouble({ workspace }: { workspace: WorkspaceEntity }) {
  const { detail, stderr } = statusWords(workspace.status);
  if (workspace.status.type === 'starting')
    return (
      <Note
        tone="needs"
        title={
          <>
            The app-server of <b>{workspace.name}</b> is starting,{' '}
            <TimeAgo since={workspace.status.since} style="live" /> so far
          </>
        }
        actions={<RestartButton workspace={workspace} />}
      >
        <p>It is alive, and is waited for. Where it has stopped moving, restart it.</p>
      </Note>
    );
  return (
    <Note
      tone="failed"
      title={
        workspace.status.type === 'failed' ? (
          <>
            The app-server of <b>{workspace.name}</b> failed
          </>
        ) : (
          <>
            The app-server of <b>{workspace.name}</b> is restarting
          </>
        )
      }
      actions={<RestartButton workspace={workspace} />}
    >
      <p>{detail}</p>
      {stderr.length === 0 ? null : (
        <details>
          <summary>Its last words</summary>
          <pre>{stderr.join('\n')}</pre>
        </details>
      )}
    </Note>
  );
}

/** Starts an app-server again, or ends and starts a running one. */
export function RestartButton({ workspace }: { workspace: WorkspaceEntity }) {
  const restart = useAction('workspace/restart');
  return (
    <span className="restart">
      <Button
        size="small"
        busy={restart.pending}
        aria-label={`Restart the app-server of ${workspace.name}`}
        onClick={() => void restart.run({ workspaceId: workspace.id })}
      >
        Restart
      </Button>
      {restart.failure === null ? null : (
        <span role="alert" className="del">
          {restart.failure.message}
        </span>
      )}
    </span>
  );
}
