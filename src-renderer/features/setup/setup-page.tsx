import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { useWorkspaces } from '../../connection/index.ts';
import { formatRoute, navigate, type SetupPart } from '../../platform/routes.ts';
import { setUi } from '../../platform/ui-store.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Button, Empty } from '../../ui/kit.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Hooks } from './hooks.tsx';
import { Servers } from './servers.tsx';
import { Skills } from './skills.tsx';
import { Values } from './values.tsx';
import './setup.css';

const PARTS: Readonly<Record<SetupPart, string>> = {
  values: 'Configuration',
  servers: 'MCP servers',
  skills: 'Skills',
  hooks: 'Hooks',
};

/** What the agents of a workspace work with, and where each part of it comes from. */
export function SetupPage({ part, workspace: asked }: { part: SetupPart; workspace: WorkspaceId | null }) {
  const workspaces = useWorkspaces();
  const workspace = workspaces.find(({ id }) => id === asked) ?? workspaces[0];
  return (
    <section className="col page" aria-label={PARTS[part]}>
      <header className="bar setup-bar">
        <h1>{PARTS[part]}</h1>
        {workspace === undefined ? null : (
          <>
            <ChoiceMenu
              label="Workspace"
              value={workspace.id}
              choices={workspaces.map(({ id, name, path }) => ({ value: id, label: name, detail: path }))}
              onChange={(id) => navigate({ view: 'setup', part, workspace: id as WorkspaceId }, 'replace')}
            />
            <span className="grow" />
            <Segments
              label="What agents work with"
              current={part}
              segments={Object.entries(PARTS).map(([id, label]) => ({
                id,
                label,
                href: formatRoute({ view: 'setup', part: id as SetupPart, workspace: workspace.id }),
              }))}
            />
          </>
        )}
      </header>
      <div className="scroll">
        <div className="page-body setup">
          {workspace === undefined ? (
            <Empty
              title="No workspaces"
              actions={
                <Button look="main" onClick={() => setUi({ addFolder: true })}>
                  Add a folder
                </Button>
              }
            >
              What agents work with is looked at from the folder in which they work.
            </Empty>
          ) : (
            <Part key={workspace.id} part={part} workspace={workspace} />
          )}
        </div>
      </div>
    </section>
  );
}

function Part({ part, workspace }: { part: SetupPart; workspace: WorkspaceEntity }) {
  if (!workspace.capabilities.setup)
    return (
      <Empty title="Nothing to set up">The agents of {workspace.name} have no configuration of Codex.</Empty>
    );
  switch (part) {
    case 'values':
      return <Values workspace={workspace} />;
    case 'servers':
      return <Servers workspaceId={workspace.id} />;
    case 'skills':
      return <Skills workspaceId={workspace.id} />;
    case 'hooks':
      return <Hooks workspaceId={workspace.id} />;
  }
}
