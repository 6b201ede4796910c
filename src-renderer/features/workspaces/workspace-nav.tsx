import { useSelected, useWorkspaces } from '../../connection/index.ts';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { formatRoute, toFleet } from '../../platform/routes.ts';
import { initials } from './initials.ts';
import { COUNTS, type WorkspaceCount } from '../fleet/index.ts';
import { statusWords } from './status-words.ts';
import './workspaces.css';

/** The workspaces in the left column: what wants attention in each, and how its app-server is. */
export function WorkspaceNav({ current }: { current: WorkspaceId | null }) {
  const workspaces = useWorkspaces();
  const { byWorkspace } = useSelected(fleetTopic.topic, COUNTS);
  return workspaces.map((workspace) => (
    <WorkspaceLink
      key={workspace.id}
      workspace={workspace}
      count={byWorkspace.get(workspace.id)}
      current={workspace.id === current}
    />
  ));
}

function WorkspaceLink({
  workspace,
  count,
  current,
}: {
  workspace: WorkspaceEntity;
  count: WorkspaceCount | undefined;
  current: boolean;
}) {
  const { word, tone, detail, trouble } = statusWords(workspace.status);
  const threads = count?.threads ?? 0;
  const needs = count?.needs ?? 0;
  const shown = trouble
    ? word
    : needs > 0
      ? String(needs)
      : threads > 0
        ? String(threads)
        : word === 'ready'
          ? ''
          : word;
  return (
    <a
      className="nav"
      href={formatRoute(toFleet(workspace.id))}
      aria-current={current ? 'page' : undefined}
      data-testid="workspace-row"
      data-workspace-id={workspace.id}
      data-status={workspace.status.type}
      title={`${workspace.path}\n${detail ?? word}`}
      aria-label={`${workspace.name}, ${word}, ${threads} threads${needs > 0 ? `, ${needs} need you` : ''}`}
    >
      <span className="initials" data-tone={trouble ? tone : undefined} aria-hidden="true">
        {initials(workspace.name)}
      </span>
      <span className="nav-text clip">{workspace.name}</span>
      <span className="nav-count" data-trouble={trouble || undefined} data-needs={needs > 0 || undefined}>
        {shown}
      </span>
    </a>
  );
}
