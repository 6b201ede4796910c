import { useState } from 'react';
import { isUnderWay } from '#shared/model/fleet/fleet-row.ts';
import { tell, tellFailure, tellShortly } from '../../platform/messages.tsx';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useConnection, useFleetRows } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { stateWord } from '../../ui/state-words.ts';
import { ThreadLines } from './thread-lines.tsx';

/** *Stop everything*: one key, and one question that names what it stops. */
export function StopAllDialog() {
  const open = useUi((state) => state.stopAll);
  const rows = useFleetRows();
  useCommand('app.stopAll', () => {
    if (rows.some(isUnderWay)) setUi({ stopAll: true });
    else tellShortly('rest', 'Nothing runs', 'There is no turn to stop.');
  });
  return open ? <Confirm /> : null;
}

function Confirm() {
  const { client } = useConnection();
  const rows = useFleetRows().filter(isUnderWay);
  const [busy, setBusy] = useState(false);
  const close = (): void => {
    setUi({ stopAll: false });
  };
  const stop = (): void => {
    setBusy(true);
    client
      .call('fleet/stopAll', { resumable: true })
      .then(({ stopped, failed }) => {
        if (stopped.length > 0) tellShortly('rest', `Stopped ${plural(stopped.length, 'thread')}`);
        for (const { title, message } of failed) tell('failed', `“${title}” was not stopped`, message);
      })
      .catch((error: unknown) => tellFailure('Not everything was stopped', asFailure(error)))
      .finally(close);
  };
  const queued = rows.reduce((sum, row) => sum + row.queued, 0);
  return (
    <ConfirmDialog
      open
      title={`Stop ${rows.length === 1 ? 'the thread that runs' : `all ${rows.length} threads that run`}?`}
      action={rows.length === 1 ? 'Stop it' : `Stop all ${rows.length}`}
      busy={busy}
      onConfirm={stop}
      onClose={close}
    >
      <p>
        Their turns are interrupted now; what they have done stays, and you can continue them all afterwards.
        {queued === 0
          ? ''
          : ` ${queued === 1 ? 'The queued prompt waits' : `${queued} queued prompts wait`} until you continue.`}
      </p>
      <ThreadLines
        rows={rows}
        label="What is stopped"
        className="stop-list"
        what={({ state, queued: waiting }) =>
          `${stateWord(state)}${waiting === 0 ? '' : `, ${waiting} queued`}`
        }
      />
    </ConfirmDialog>
  );
}
