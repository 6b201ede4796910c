import type { FileConflict } from '#shared/model/changes/conflicts.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { formatRoute, toChanges, toThread, useRoute } from '../../platform/routes.ts';
import { useFleetRow } from '../../connection/index.ts';
import { plural, relativePath } from '../../ui/format.ts';
import { Note, VisibleText } from '../../ui/kit.tsx';

/** Files that are named; of more there is a number. */
const NAMED = 3;

/** Says that another thread edited the same file of this checkout, and leads to it. */
export function ConflictNote({ id, cwd }: { id: ThreadId; cwd: string }) {
  const conflicts = useFleetRow(id)?.conflicts ?? [];
  if (conflicts.length === 0) return null;
  const more = conflicts.length - NAMED;
  return (
    <div className="conflicts" data-testid="conflicts">
      <Note
        tone="needs"
        urgency="status"
        title={
          conflicts.length === 1
            ? 'Another thread edited the same file'
            : 'Other threads edited the same files'
        }
      >
        <ul>
          {conflicts.slice(0, NAMED).map((conflict) => (
            <Conflict key={conflict.path} id={id} conflict={conflict} cwd={cwd} />
          ))}
        </ul>
        {more > 0 ? <p>And {plural(more, 'more file')}.</p> : null}
      </Note>
    </div>
  );
}

function Conflict({ id, conflict, cwd }: { id: ThreadId; conflict: FileConflict; cwd: string }) {
  const route = useRoute();
  const workspace = route.view === 'fleet' ? route.workspace : null;
  const name = relativePath(conflict.path, cwd);
  return (
    <li>
      <a href={formatRoute(toChanges(id, { file: name.replaceAll('\\', '/') }, workspace))}>
        <code>
          <VisibleText text={name} />
        </code>
      </a>{' '}
      also by{' '}
      {conflict.others.map((other, at) => (
        <span key={other}>
          {at === 0 ? '' : ', '}
          <Other id={other} />
        </span>
      ))}
    </li>
  );
}

function Other({ id }: { id: ThreadId }) {
  const row = useFleetRow(id);
  const route = useRoute();
  const workspace = route.view === 'fleet' ? route.workspace : null;
  if (row === undefined) return <>a thread that is gone</>;
  return <a href={formatRoute(toThread(id, workspace))}>“{row.title}”</a>;
}
