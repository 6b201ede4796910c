import type { BodyOf } from '#shared/model/approval/approval.ts';
import type { Reading } from '#shared/model/command/reading.ts';
import { shellScript } from '#shared/model/thread/describe.ts';
import { plural } from '../../../ui/format.ts';
import { Code, Raw } from '../code.tsx';
import { PermissionParts } from '../permission-parts.tsx';
import { folderPills, partPills, riskPills, textPills, type Pill } from '../pill.ts';
import type { DrawnKind } from './kind.ts';

type Bodies = BodyOf<'command'> | BodyOf<'stdin'>;

/** A command as a person means it; the shell that Codex hands it to stands below, so that nothing is left out. */
function Command({ text, reading }: { text: string; reading: Reading | null }) {
  const wrapped = shellScript(text);
  if (wrapped === null) return <Code text={text} label="Command" reading={reading} />;
  return (
    <>
      <Code text={wrapped.script} label="Command" reading={reading} />
      <div className="ap-for">
        <span className="faint">run by</span> <code>{wrapped.shell}</code>
      </div>
    </>
  );
}

function More({ body: { extraPermissions, extraParts } }: { body: Bodies }) {
  if (extraPermissions === null) return null;
  if (extraParts === undefined)
    return <Raw label="More permissions it asks for" value={extraPermissions} open />;
  return (
    <>
      <p className="muted">For this it also asks to</p>
      <PermissionParts parts={extraParts} />
    </>
  );
}

const MORE_PERMISSIONS: Pill = { text: 'more permissions', tone: 'needs' };

const pills: DrawnKind<Bodies>['pills'] = ({ body, approval, home }) => {
  const found = textPills(body.command);
  const lines = body.command.split('\n').length;
  if (lines > 1) found.push({ text: plural(lines, 'line'), tone: undefined });
  found.push(...riskPills(approval.reading));
  // Codex 0.169.0 asks about input only of a command that runs there.
  if (body.kind === 'stdin') found.push({ text: 'to a command outside the sandbox', tone: 'needs' });
  if (approval.decisions.some(({ id, reach }) => id === 'accept' && /outside the sandbox/i.test(reach)))
    found.push({ text: 'outside the sandbox', tone: 'needs' });
  if (body.extraPermissions !== null) {
    const parts = partPills(body.extraParts ?? [], home);
    found.push(...(parts.length > 0 ? parts : [MORE_PERMISSIONS]));
  }
  return [...found, ...folderPills(body.cwd, home)];
};

export const command: DrawnKind<BodyOf<'command'>> = {
  touches: () => '',
  pills,
  Body: ({ body, approval }) => (
    <>
      <Command text={body.command} reading={approval.reading} />
      <More body={body} />
    </>
  ),
  cwd: (body) => body.cwd,
  content: (body) => [body.command, body.extraPermissions],
  ruled: true,
};

export const stdin: DrawnKind<BodyOf<'stdin'>> = {
  touches: () => 'input',
  pills,
  Body: ({ body }) => (
    <>
      <Code text={body.command} label="Input" />
      <More body={body} />
    </>
  ),
};
