import type { WorkspaceId } from '#shared/model/ids.ts';
import type { SkillState } from '#shared/model/workspace/setup.ts';
import { useAction } from '../../connection/index.ts';
import { Empty, Note } from '../../ui/kit.tsx';
import { Problems, Unread } from './unread.tsx';
import { useSetup } from './use-setup.ts';

const SCOPES: Readonly<Record<SkillState['scope'], string>> = {
  folder: 'Of this folder',
  user: 'Yours, in every workspace',
  managed: 'From your administrator',
  system: 'Come with Codex',
};

/** The skills that agents have in a workspace, each to be switched on or off. */
export function Skills({ workspaceId }: { workspaceId: WorkspaceId }) {
  const read = useSetup('skills/all', workspaceId);
  if (read.data === undefined)
    return <Unread what="the skills" error={read.error} onRetry={() => void read.refetch()} />;
  const { skills, problems } = read.data;
  return (
    <>
      <p className="muted">
        Agents take up a skill when it fits, or when you name it with <code>$</code>. One that is off is
        neither offered nor used.
      </p>
      <Problems problems={problems} />
      {skills.length === 0 ? (
        <Empty title="No skills">
          A skill is a folder with a <code>SKILL.md</code>, in <code>.agents/skills</code> of the workspace.
        </Empty>
      ) : null}
      {Object.entries(SCOPES).map(([scope, title]) => {
        const own = skills.filter((skill) => skill.scope === scope);
        return own.length === 0 ? null : (
          <section key={scope} aria-label={title} className="setup-section">
            <h2>{title}</h2>
            <ul className="setup-list">
              {own.map((skill) => (
                <Skill key={skill.path} skill={skill} workspaceId={workspaceId} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Skill({ skill, workspaceId }: { skill: SkillState; workspaceId: WorkspaceId }) {
  const { name, description, path, on } = skill;
  const turn = useAction('skills/switch');
  return (
    <li className="setup-row" data-testid="skill">
      <div className="setup-line">
        <div className="grow">
          <h3>{name}</h3>
          <p className="muted setup-clamp" title={description}>
            {description}
          </p>
          <code className="setup-path faint">{path}</code>
        </div>
        <input
          type="checkbox"
          role="switch"
          className="switch"
          aria-label={`Use ${name}`}
          aria-checked={on}
          checked={on}
          disabled={turn.pending}
          onChange={(event) => void turn.run({ workspaceId, path, on: event.target.checked })}
        />
      </div>
      {turn.failure === null ? null : <Note tone="failed" urgency="alert" title={turn.failure.message} />}
    </li>
  );
}
