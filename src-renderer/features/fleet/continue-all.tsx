import { useState } from 'react';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { tellFailure } from '../../app/messages.tsx';
import { asFailure, useConnection, useFleetRows, useWorkspaces } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/kit.tsx';
import { continueSentence, cutOffRows, type FleetView } from './fleet-picture.ts';

type Shown = Pick<FleetView, 'workspace' | 'filter' | 'workspaceNames'>;

/** Continues everything that was cut off, after it has said what each of them will do. */
export function ContinueAll({ shown }: { shown: Shown }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Continue all…
      </Button>
      {open ? <Confirm shown={shown} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Confirm({ shown, onClose }: { shown: Shown; onClose(): void }) {
  const { client } = useConnection();
  const all = useFleetRows();
  const workspaces = useWorkspaces();
  // What is confirmed is what was read: rows that are cut off later are not among them.
  const [rows] = useState<readonly FleetRow[]>(() => cutOffRows(all, shown));
  const run = (): void => {
    onClose();
    for (const { id, title } of rows) {
      client
        .call('thread/continue', { threadId: id })
        .catch((error: unknown) => tellFailure(`“${title}” did not continue`, asFailure(error)));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Continue ${plural(rows.length, 'thread')}?`}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>Not now</Button>
          <Button look="main" onClick={run}>
            {rows.length === 1 ? 'Continue' : `Continue all ${rows.length}`}
          </Button>
        </>
      }
    >
      <ul className="continue-list" aria-label="What each of them will do">
        {rows.map((row) => (
          <li key={row.id}>
            <b>{row.title === '' ? 'Untitled' : row.title}</b>
            <span className="faint">
              {[workspaces.find(({ id }) => id === row.workspaceId)?.name, row.branch]
                .filter((part) => part != null && part !== '')
                .join(' · ')}
            </span>
            <span className="muted">{continueSentence(row)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
