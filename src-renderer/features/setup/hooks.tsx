import { useState } from 'react';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { Hook } from '#shared/model/workspace/setup.ts';
import { useAction } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Button, Empty, Note, WrappedCode } from '../../ui/kit.tsx';
import { Problems, Unread } from './unread.tsx';
import { useSetup } from './use-setup.ts';

const TRUST: Readonly<Record<Hook['trust'], string>> = {
  managed: 'From your administrator',
  trusted: 'Trusted by you',
  untrusted: 'Not trusted: it does not run',
  modified: 'Changed since you trusted it: it does not run',
};

/** What runs by itself at events of threads, and whether the person trusts it. */
export function Hooks({ workspaceId }: { workspaceId: WorkspaceId }) {
  const read = useSetup('hooks/list', workspaceId);
  if (read.data === undefined)
    return <Unread what="the hooks" error={read.error} onRetry={() => void read.refetch()} />;
  const { hooks, problems, warnings } = read.data;
  return (
    <>
      <p className="muted">
        Hooks run programs at events of a thread, without a sandbox and without asking. A hook runs only when
        you trust exactly what it runs.
      </p>
      <Problems problems={problems} />
      {warnings.map((warning) => (
        <Note key={warning} tone="needs" title={warning} />
      ))}
      {hooks.length === 0 ? (
        <Empty title="No hooks">Neither your configuration nor this folder has any.</Empty>
      ) : (
        <ul className="setup-list">
          {hooks.map((hook) => (
            <Row key={hook.key} hook={hook} workspaceId={workspaceId} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ hook, workspaceId }: { hook: Hook; workspaceId: WorkspaceId }) {
  const { key, event, matcher, runs, file, trust, hash } = hook;
  const [asking, setAsking] = useState(false);
  const action = useAction('hooks/trust');
  const set = (trusted: boolean): void => void action.run({ workspaceId, key, hash, trusted });
  return (
    <li className="setup-row" data-testid="hook" data-trust={trust}>
      <div className="setup-line">
        <h2>{eventWords(event)}</h2>
        <span className="muted">{matcher === null || matcher === '' ? 'always' : `for ${matcher}`}</span>
        <span className="grow" />
        <span className={trust === 'modified' ? 'setup-warns' : 'muted'}>{TRUST[trust]}</span>
        {trust === 'managed' ? null : trust === 'trusted' ? (
          <Button size="small" look="quiet" busy={action.pending} onClick={() => set(false)}>
            Trust no more
          </Button>
        ) : (
          <Button size="small" busy={action.pending} onClick={() => setAsking(true)}>
            Trust…
          </Button>
        )}
      </div>
      <code className="setup-runs">
        <WrappedCode text={runs} />
      </code>
      <p className="setup-facts">
        <code className="setup-path">{file}</code>
      </p>
      {action.failure === null ? null : <Note tone="failed" urgency="alert" title={action.failure.message} />}
      <ConfirmDialog
        open={asking}
        title="Trust this hook?"
        action="Trust it"
        keep="Cancel"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          set(true);
        }}
      >
        <p>It runs as you, outside of every sandbox, whenever this happens: {eventWords(event)}.</p>
        <code className="setup-runs">
          <WrappedCode text={runs} />
        </code>
        <p className="muted">
          It stands in <code className="setup-path">{file}</code>. When what it runs is changed, the trust is
          gone. What a script does that it calls can be changed without that.
        </p>
      </ConfirmDialog>
    </li>
  );
}

/** `preToolUse` as words. */
function eventWords(event: string): string {
  const words = event.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
