import { ChevronRight, Network } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { needsPerson } from '#shared/model/fleet/fleet-row.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ItemOf } from '#shared/model/item/item.ts';
import { formatRoute, toThread } from '../../platform/routes.ts';
import { spent } from '../../ui/format.ts';
import { DiffFile } from '../../ui/diff-view.tsx';
import { Mark, VisibleText } from '../../ui/kit.tsx';
import { OutsideAnchor } from '../../ui/outside-anchor.tsx';
import { shownTone, shownWord, type Tone } from '../../ui/state-words.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useFleetRow } from '../../connection/index.ts';
import { FileLink } from './file-link.tsx';
import { useSource } from './item-source.ts';
import { Markdown } from './markdown.tsx';

/** A card whose content is folded under one line. */
export function FoldCard(props: {
  tone: Tone;
  running?: boolean;
  title: ReactNode;
  end?: ReactNode;
  open?: boolean;
  children?: ReactNode;
}) {
  const [open, setOpen] = useState(props.open ?? false);
  const empty = props.children === undefined || props.children === null;
  return (
    <div className="card">
      <button
        type="button"
        className="card-head"
        aria-expanded={empty ? undefined : open}
        onClick={() => setOpen(!open)}
      >
        {props.running === true ? (
          <span className="spin running" aria-hidden="true" />
        ) : (
          <Mark tone={props.tone} />
        )}
        {props.title}
        <span className="end">
          {props.end}
          {empty ? null : <ChevronRight size={13} className="chev" aria-hidden="true" />}
        </span>
      </button>
      {open ? props.children : null}
    </div>
  );
}

/** Anything as JSON, made harmless. */
export function Json({ value }: { value: unknown }) {
  let text: string;
  try {
    text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? String(value));
  } catch {
    text = String(value);
  }
  return (
    <pre className="code-block wrap json">
      <VisibleText
        text={
          text.length > 50_000 ? `${text.slice(0, 50_000)}\n… ${text.length - 50_000} more characters` : text
        }
      />
    </pre>
  );
}

const EDIT_STATES = {
  inProgress: 'writing…',
  completed: undefined,
  failed: 'not applied',
  declined: 'declined',
} as const;

const linkToFile = (path: string, line: number | null, name: ReactNode): ReactNode => (
  <FileLink file={{ path, line }} plain>
    {name}
  </FileLink>
);

/** Files that were changed, each with its diff. */
export function FileChangeCard({ item, cut }: { item: ItemOf<'fileChange'>; cut: boolean }) {
  const { cwd } = useSource();
  return (
    <div className="stack">
      {item.changes.map((edit) => (
        <DiffFile
          key={edit.path}
          edit={edit}
          folder={cwd}
          whole={false}
          state={cut ? 'cut off' : EDIT_STATES[item.status]}
          link={linkToFile}
        />
      ))}
      {item.changes.length === 0 ? (
        <FoldCard
          tone="rest"
          title={<span>{cut ? 'Editing files, cut off' : 'Editing files'}</span>}
          running={item.status === 'inProgress' && !cut}
        />
      ) : null}
    </div>
  );
}

/** A tool of an MCP server, with what went in and what came out. */
export function McpCard({ item, cut }: { item: ItemOf<'toolCall'>; cut: boolean }) {
  const tone: Tone = cut ? 'rest' : item.status === 'failed' || item.error !== null ? 'failed' : 'done';
  return (
    <FoldCard
      tone={tone}
      running={item.status === 'inProgress' && !cut}
      title={
        <>
          <span>{cut ? 'Cut off' : item.status === 'inProgress' ? 'Calling' : 'Called'}</span>
          <code className="clip">
            {item.server}.{item.tool}
          </code>
        </>
      }
      end={cut ? null : spent(item.durationMs)}
    >
      <div className="card-line faint">Arguments</div>
      <Json value={item.arguments} />
      {item.error === null ? null : (
        <>
          <div className="card-line del">Error</div>
          <Json value={item.error} />
        </>
      )}
      {item.result === null ? null : (
        <>
          <div className="card-line faint">Result</div>
          <Json value={resultOf(item.result)} />
        </>
      )}
    </FoldCard>
  );
}

/** The one part of a result, where there is but one. */
function resultOf(result: unknown): unknown {
  return Array.isArray(result) && result.length === 1 ? contentText(result[0]) : result;
}

function contentText(content: unknown): unknown {
  const text =
    typeof content === 'object' && content !== null ? (content as { text?: unknown }).text : undefined;
  return typeof text === 'string' ? text : content;
}

/** A tool that the app itself would offer. */
export function DynamicToolCard({ item, cut }: { item: ItemOf<'toolCall'>; cut: boolean }) {
  return (
    <FoldCard
      tone={cut ? 'rest' : item.status === 'failed' ? 'failed' : 'done'}
      running={item.status === 'inProgress' && !cut}
      title={
        <>
          <span>{cut ? 'Tool, cut off' : 'Tool'}</span>
          <code className="clip">{item.server === null ? item.tool : `${item.server}.${item.tool}`}</code>
        </>
      }
      end={cut ? null : spent(item.durationMs)}
    >
      <Json value={item.arguments} />
      {item.result === null ? null : <Json value={item.result} />}
    </FoldCard>
  );
}

/** A search of the web, or a page that was opened. */
export function WebSearchCard({
  item,
  done,
  cut,
}: {
  item: ItemOf<'webSearch'>;
  done: boolean;
  cut: boolean;
}) {
  const { action } = item;
  const url = action?.type === 'openPage' || action?.type === 'findInPage' ? action.url : null;
  return (
    <div className="line-item">
      {done ? <Mark tone="rest" /> : <span className="spin running" aria-hidden="true" />}
      <span className="clip">
        {url === null
          ? cut
            ? 'Cut off: searching the web for '
            : done
              ? 'Searched the web for '
              : 'Searching the web for '
          : action?.type === 'findInPage'
            ? `Looked for “${action.pattern ?? ''}” in `
            : 'Opened '}
        {url === null ? (
          <b>
            {action?.type === 'search'
              ? (action.query ?? action.queries?.join(', ') ?? item.query)
              : item.query}
          </b>
        ) : (
          <OutsideAnchor href={url} words={url}>
            <VisibleText text={url} />
          </OutsideAnchor>
        )}
      </span>
    </div>
  );
}

const SPAWN_WORDS: Readonly<Record<string, string>> = {
  spawnAgent: 'Started a sub-agent',
  sendInput: 'Wrote to a sub-agent',
  sendMessage: 'Wrote to a sub-agent',
  followupTask: 'Gave a sub-agent another task',
  resumeAgent: 'Resumed a sub-agent',
  wait: 'Waited for sub-agents',
  closeAgent: 'Closed a sub-agent',
  interruptAgent: 'Interrupted a sub-agent',
  listAgents: 'Looked at its sub-agents',
};

/** What an agent did with its sub-agents, or what became of one of them. */
export function SubAgentView({ item, cut }: { item: ItemOf<'subAgent'>; cut: boolean }) {
  const [first] = item.agents;
  if (first !== undefined && first.path !== null)
    return <SubAgentLine act={item.act} threadId={first.threadId} path={first.path} />;
  return <SubAgentCard item={item} cut={cut} />;
}

/** What an agent did with its sub-agents, with a way to each of them. */
function SubAgentCard({ item, cut }: { item: ItemOf<'subAgent'>; cut: boolean }) {
  return (
    <FoldCard
      tone={cut ? 'rest' : item.status === 'failed' ? 'failed' : 'done'}
      running={item.status === 'inProgress' && !cut}
      open={item.prompt !== null && item.prompt.length < 400}
      title={<span>{`${SPAWN_WORDS[item.act] ?? item.act}${cut ? ', cut off' : ''}`}</span>}
      end={item.model}
    >
      {item.prompt === null || item.prompt === '' ? null : (
        <div className="card-text">
          <Markdown text={item.prompt} />
        </div>
      )}
      {item.agents.map(({ threadId, state }) => (
        <AgentLink key={threadId} id={asId<ThreadId>(threadId)} state={state} />
      ))}
    </FoldCard>
  );
}

/** A sub-agent that began, ended or was interrupted; one that is known, as it stands now. */
function SubAgentLine({ act, threadId, path }: { act: string; threadId: string; path: string }) {
  const id = asId<ThreadId>(threadId);
  const row = useFleetRow(id);
  if (act === 'started' && row !== undefined) return <AgentCard row={row} />;
  return (
    <div className="line-item">
      <Network size={13} aria-hidden="true" />
      <span className="clip">
        Sub-agent <code>{path}</code> {act === 'interacted' ? 'was written to' : act}
      </span>
      <a href={formatRoute(toThread(id))}>Open</a>
    </div>
  );
}

/** What a sub-agent does, live: also after the turn that started it has ended. */
function AgentCard({ row }: { row: FleetRow }) {
  const needs = needsPerson(row);
  return (
    <div className="agent-card" data-testid="agent-card" data-needs={needs || undefined}>
      <Mark tone={shownTone(row)} label={shownWord(row)} />
      <span className="clip">
        <b>{row.title === '' ? 'Untitled' : row.title}</b> <span className="muted">sub-agent</span>
      </span>
      <span className="faint num">
        <TimeAgo since={row.since} />
      </span>
      <a className="btn" data-size="small" href={formatRoute(toThread(row.id))}>
        Open
      </a>
      <span className="agent-now clip sub">
        {shownWord(row)}
        {row.activity === '' ? '' : `: ${row.activity} `}
        {row.activityCode === '' ? null : (
          <code>
            <VisibleText text={row.activityCode} />
          </code>
        )}
      </span>
    </div>
  );
}

function AgentLink({ id, state }: { id: ThreadId; state: string | null }) {
  const row = useFleetRow(id);
  if (row !== undefined)
    return (
      <div className="card-line">
        <AgentCard row={row} />
      </div>
    );
  return (
    <a className="card-line" href={formatRoute(toThread(id))}>
      Open the sub-agent{state === null ? '' : ` (${state})`}
    </a>
  );
}
