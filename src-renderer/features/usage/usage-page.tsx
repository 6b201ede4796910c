import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ThreadUsage, Usage } from '#shared/contract/calls/usage.ts';
import { asFailure, useConnection, useFleetRow, useHomes, useWorkspaces } from '../../connection/index.ts';
import { formatRoute, toThread } from '../../platform/routes.ts';
import { dayAndTime, percent, short } from '../../ui/format.ts';
import { Button, Empty, Loading } from '../../ui/kit.tsx';
import { daysOf, workspacesOf } from './usage-picture.ts';
import './usage.css';

const SPANS = [7, 30, 90] as const;
/** Columns that a phone has no room for. */
const WIDE: ReadonlySet<string> = new Set(['Workspace', 'Context', 'Written', 'Read again']);
/** How soon what was used meanwhile is seen. */
const REFRESH_MS = 30_000;

/** What agents used: by day, workspace and thread, and what is left of the limits. */
export function UsagePage() {
  const { client } = useConnection();
  const [days, setDays] = useState<(typeof SPANS)[number]>(7);
  const read = useQuery({
    queryKey: ['usage', days],
    queryFn: () => client.call('usage/read', { days }),
    staleTime: 0,
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  return (
    <section className="col page" aria-label="Usage">
      <header className="bar">
        <h1>Usage</h1>
        <span className="grow" />
        <div className="segments" role="radiogroup" aria-label="How far back">
          {SPANS.map((span) => (
            <label key={span}>
              <input
                type="radio"
                name="usage-span"
                className="visually-hidden"
                checked={days === span}
                onChange={() => setDays(span)}
              />
              {span} days
            </label>
          ))}
        </div>
      </header>
      <div className="scroll">
        <div className="page-body usage">
          <Limits />
          {read.isError ? (
            <Empty
              title="This could not be read"
              actions={<Button onClick={() => void read.refetch()}>Try again</Button>}
            >
              {asFailure(read.error).message}
            </Empty>
          ) : read.data === undefined ? (
            <Loading what="Reading what was used" />
          ) : read.data.threads.length === 0 ? (
            <Empty title="Nothing was used yet">
              What agents read and write is counted here from their next step on.
            </Empty>
          ) : (
            <Figures usage={read.data} days={days} />
          )}
        </div>
      </div>
    </section>
  );
}

function Figures({ usage, days: count }: { usage: Usage; days: number }) {
  const names = new Map(useWorkspaces().map(({ id, name }) => [id, name]));
  const days = daysOf(usage, count);
  const total = days.reduce((sum, { tokens }) => sum + tokens, 0);
  const name = (id: ThreadUsage['workspaceId']): string => names.get(id) ?? 'removed workspace';
  return (
    <>
      <p className="usage-now">
        <b className="num">{short(usage.lastHour)}</b> tokens in the last hour
        <span className="muted">
          {' '}
          · <span className="num">{short(days.at(-1)?.tokens ?? 0)}</span> today ·{' '}
          <span className="num">{short(total)}</span> in {count} days
        </span>
      </p>
      <ol className="usage-days" aria-label="Tokens by day">
        {days.map(({ day, tokens, share }) => (
          <li key={day} title={`${dayWords(day)}: ${short(tokens)} tokens`}>
            <i style={{ height: `${share * 100}%` }} data-none={tokens === 0 || undefined} />
            <span className="visually-hidden">
              {dayWords(day)}: {short(tokens)} tokens
            </span>
          </li>
        ))}
      </ol>
      <p className="usage-ends faint" aria-hidden="true">
        <span>{dayWords(days[0]?.day ?? usage.today)}</span>
        <span>{dayWords(usage.today)}</span>
      </p>
      <Table head={['Of workspaces', 'Tokens']} label="Tokens by workspace">
        {workspacesOf(usage).map(([id, tokens]) => (
          <tr key={id}>
            <td>{name(id)}</td>
            <td className="num">{short(tokens)}</td>
          </tr>
        ))}
      </Table>
      <Table
        head={['Thread', 'Workspace', 'Context', 'Last hour', 'Written', 'Read again', 'Tokens']}
        label="Tokens by thread"
      >
        {usage.threads.map((thread) => (
          <ThreadRow key={thread.threadId} thread={thread} workspace={name(thread.workspaceId)} />
        ))}
      </Table>
      <p className="faint">
        Read again: the provider had it already, which most bill at a lower price. Counted while Muster runs,
        kept for three months.
      </p>
    </>
  );
}

function Table(props: { head: readonly string[]; label: string; children: React.ReactNode }) {
  const { head, label, children } = props;
  return (
    <div className="usage-table">
      <table aria-label={label}>
        <thead>
          <tr>
            {head.map((words) => (
              <th key={words} data-wide={WIDE.has(words) || undefined}>
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function ThreadRow({ thread, workspace }: { thread: ThreadUsage; workspace: string }) {
  const row = useFleetRow(thread.threadId);
  const title = row?.title ?? thread.title ?? 'A thread that is gone';
  const share = row?.contextShare ?? null;
  return (
    <tr data-testid="usage-thread">
      <td className="usage-title">
        {row === undefined ? title : <a href={formatRoute(toThread(thread.threadId))}>{title}</a>}
      </td>
      <td className="muted" data-wide>
        {workspace}
      </td>
      <td className="num" data-wide>
        {share === null ? '' : percent(share)}
      </td>
      <td className="num">{thread.lastHour === 0 ? '' : short(thread.lastHour)}</td>
      <td className="num" data-wide>
        {short(thread.output)}
      </td>
      <td className="num" data-wide>
        {short(thread.cached)}
      </td>
      <td className="num">{short(thread.tokens)}</td>
    </tr>
  );
}

/** What is left of each account's limits, and when they begin anew. */
function Limits() {
  const homes = useHomes().filter(({ demo, rateLimits }) => !demo && rateLimits.length > 0);
  return homes.map(({ id, path, rateLimits }) => (
    <section key={id} aria-label={`Limits of ${path}`} className="usage-limits">
      {rateLimits.map(({ name, usedPercent, resetsAt }) => (
        <div key={name}>
          <div>
            {name}: <span className="num">{Math.round(usedPercent)} %</span> used
          </div>
          <div className="meter">
            <i
              style={{ width: `${Math.min(100, Math.max(0, usedPercent))}%` }}
              data-high={usedPercent >= 90 || undefined}
            />
          </div>
          <div className="muted">
            {resetsAt === null ? 'When it begins anew is not known' : `Begins anew ${dayAndTime(resetsAt)}`}
            {homes.length > 1 ? ` · ${path}` : ''}
          </div>
        </div>
      ))}
    </section>
  ));
}

/** `2026-11-29` as a day of a calendar. */
function dayWords(day: string): string {
  return new Date(`${day}T12:00:00`).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}
