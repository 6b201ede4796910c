import { useState } from 'react';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { SettingsChange } from '#shared/model/thread/settings.ts';
import { setUi } from '../../platform/ui-store.ts';
import { useConnection } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button } from '../../ui/kit.tsx';
import { useSendKey } from '../../ui/send-key.ts';
import { SettingsBar } from '../composer/index.ts';
import { each } from './use-verbs.ts';

/** What many threads work with: only what is chosen here changes, in each of them. */
export function SettingsAll({ rows, onClose }: { rows: readonly FleetRow[]; onClose(): void }) {
  const { client } = useConnection();
  const [change, setChange] = useState<SettingsChange>({});
  const [first] = rows;
  const some = Object.keys(change).length > 0;
  const apply = (): void => {
    if (!some) return;
    each(client, 'Changed', rows, (threadId) => client.call('thread/settings', { threadId, ...change }));
    setUi({ fleetSelected: [] });
    onClose();
  };
  useSendKey(apply);
  if (first === undefined) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Model and permissions of ${rows.length === 1 ? `“${first.title}”` : plural(rows.length, 'thread')}`}
      footer={
        <>
          <span className="muted">What runs goes on as it began where it cannot be changed.</span>
          <span className="grow" />
          <Button look="main" keys="Mod+Enter" aria-disabled={!some} onClick={apply}>
            Change
          </Button>
        </>
      }
    >
      <div className="body settings-all">
        <SettingsBar
          workspaceId={first.workspaceId}
          value={{
            model: change.model ?? null,
            effort: change.effort ?? null,
            permission: change.permission ?? null,
            plan: change.plan ?? false,
          }}
          onChange={(more) => setChange((before) => ({ ...before, ...more }))}
        />
      </div>
    </Dialog>
  );
}
