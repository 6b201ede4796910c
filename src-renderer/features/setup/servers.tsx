import { useState } from 'react';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { McpServer, McpState } from '#shared/model/workspace/setup.ts';
import { useAction } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Mark, Note, VisibleText } from '../../ui/kit.tsx';
import { OutsideAnchor } from '../../ui/outside-anchor.tsx';
import type { Tone } from '../../ui/state-words.ts';
import { Unread } from './unread.tsx';
import { sourceWords, useSetup } from './use-setup.ts';

const STATES: Readonly<Record<McpState, readonly [tone: Tone, words: string]>> = {
  connected: ['done', 'Works'],
  starting: ['running', 'Starting'],
  signIn: ['needs', 'Needs a sign-in'],
  failed: ['failed', 'Failed'],
  off: ['off', 'Off'],
  notStarted: ['rest', 'Not started'],
  unknown: ['rest', 'Nothing known of it yet'],
};

/** The MCP servers whose tools agents of a workspace have. */
export function Servers({ workspaceId }: { workspaceId: WorkspaceId }) {
  const read = useSetup('mcp/list', workspaceId);
  const restart = useAction('mcp/restart');
  if (read.data === undefined)
    return (
      <Unread
        what="the MCP servers. They are started for it, which may take a moment"
        error={read.error}
        onRetry={() => void read.refetch()}
      />
    );
  const { servers } = read.data;
  if (servers.length === 0)
    return (
      <Empty title="No MCP servers">
        Tools of other programs come from MCP servers. They are added in the configuration of Codex, under{' '}
        <code>mcp_servers</code>, and stand here then.
      </Empty>
    );
  return (
    <>
      <div className="setup-head">
        <p className="muted">What these servers offer, the agents of this workspace can use.</p>
        <Button
          busy={restart.pending || read.isFetching}
          onClick={() => void restart.run({ workspaceId })}
          title="Every thread that uses this configuration starts its servers again"
        >
          Start all again
        </Button>
      </div>
      {restart.failure === null ? null : (
        <Note tone="failed" urgency="alert" title={restart.failure.message} />
      )}
      <ul className="setup-list">
        {servers.map((server) => (
          <Server key={server.name} server={server} workspaceId={workspaceId} />
        ))}
      </ul>
    </>
  );
}

function Server({ server, workspaceId }: { server: McpServer; workspaceId: WorkspaceId }) {
  const { name, state, reason, tools, place, from, on, own, account } = server;
  const [tone, words] = STATES[state];
  const turn = useAction('mcp/switch');
  const signIn = useAction('mcp/signIn');
  const [url, setUrl] = useState<string | null>(null);
  const failure = turn.failure ?? signIn.failure;
  const begin = (): void => {
    setUrl(null);
    void signIn.run({ workspaceId, name }).then((answer) => setUrl(answer?.url ?? null));
  };
  return (
    <li className="setup-row" data-testid="mcp-server" data-state={state}>
      <div className="setup-line">
        <Mark tone={tone} />
        <h2 className="clip">{name}</h2>
        <span className={state === 'failed' ? 'del' : 'muted'}>{words}</span>
        <span className="grow" />
        {account === 'none' || !on ? null : (
          <Button
            size="small"
            look={state === 'signIn' ? 'main' : 'quiet'}
            busy={signIn.pending}
            onClick={begin}
          >
            {account === 'signedIn' ? 'Sign in again…' : 'Sign in…'}
            <span className="visually-hidden"> at {name}</span>
          </Button>
        )}
        <input
          type="checkbox"
          role="switch"
          className="switch"
          aria-label={`Use ${name}`}
          aria-checked={on}
          checked={on}
          disabled={!own || turn.pending}
          title={own || from === null ? undefined : `It stands in what ${sourceWords(from)} says`}
          onChange={(event) => void turn.run({ workspaceId, name, on: event.target.checked })}
        />
      </div>
      <p className="setup-facts">
        {place === null ? null : (
          <code className="setup-path">
            <VisibleText text={place} />
          </code>
        )}
        {from === null ? null : <span title={from.place ?? undefined}>from {sourceWords(from)}</span>}
      </p>
      {reason === null ? null : <p className="setup-reason">{reason}</p>}
      {url === null || state === 'connected' ? null : (
        <p>
          <OutsideAnchor href={url} words="Open the sign-in">
            Open the sign-in
          </OutsideAnchor>{' '}
          <span className="muted">The server starts again when you are done there.</span>
        </p>
      )}
      {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
      {tools.length === 0 ? null : (
        <details>
          <summary>{plural(tools.length, 'tool')}</summary>
          <dl className="setup-tools">
            {tools.map((tool) => (
              <div key={tool.name}>
                <dt>
                  <code>{tool.name}</code>
                </dt>
                <dd className="muted">{tool.description}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}
