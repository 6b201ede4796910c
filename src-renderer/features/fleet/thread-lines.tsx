import type { ReactNode } from 'react';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { useWorkspaces } from '../../connection/index.ts';
import { placeWords } from '../../ui/format.ts';

/** Threads that a dialog is about, each with what becomes of it. */
export function ThreadLines(props: {
  rows: readonly FleetRow[];
  label: string;
  className?: string;
  what(row: FleetRow): ReactNode;
}) {
  const { rows, label, className = '', what } = props;
  const workspaces = useWorkspaces();
  return (
    <ul className={`continue-list ${className}`} aria-label={label}>
      {rows.map((row) => (
        <li key={row.id}>
          <b>{row.title === '' ? 'Untitled' : row.title}</b>
          <span className="faint">
            {placeWords(workspaces.find(({ id }) => id === row.workspaceId)?.name, row.branch)}
          </span>
          <span className="muted">{what(row)}</span>
        </li>
      ))}
    </ul>
  );
}
