import { useRef, useState } from 'react';
import type { Params } from '#shared/contract/requests.ts';
import { hostTopic } from '#shared/contract/topics.ts';
import { readSettingsFile, settingsFile, type SettingsImport } from '#shared/model/settings/settings-file.ts';
import { settingOf } from '#shared/model/settings/settings.ts';
import { asFailure, useConnection, useEntity } from '../../connection/index.ts';
import { tellFailure, tellShortly } from '../../platform/messages.tsx';
import { saveFile } from '../../platform/save-file.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';

/** Files that are read at all, bytes: settings are some kilobytes. */
const MOST = 1_000_000;

/** Takes the settings to another machine, or back: one file, of which is said what it changes before it does. */
export function SettingsTransfer() {
  const { client } = useConnection();
  const settings = useEntity(hostTopic.topic, hostTopic.info.key)?.settings;
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asked, setAsked] = useState<SettingsImport['changes'] | null>(null);
  if (settings === undefined) return null;
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const found =
      file.size > MOST
        ? { problem: 'It is too large to be one.' }
        : readSettingsFile(await file.text(), settings);
    setProblem('problem' in found ? found.problem : null);
    if ('problem' in found) return;
    if (found.changes.length > 0) setAsked(found.changes);
    else tellShortly('rest', 'Nothing to change', 'The settings are as the file says.');
  };
  const apply = async (changes: SettingsImport['changes']): Promise<void> => {
    setAsked(null);
    for (const { name, value } of changes)
      await client
        .call('settings/set', { name, value: value as Params<'settings/set'>['value'] })
        .catch((error: unknown) => tellFailure(`${settingOf(name).title} stays as it was`, asFailure(error)));
  };
  return (
    <>
      <p className="muted">All settings that are not as by default, in one file. Secrets are never in it.</p>
      <div className="acts">
        <Button onClick={() => saveFile('muster-settings.json', 'json', [settingsFile(settings)])}>
          Export settings
        </Button>
        <Button onClick={() => field.current?.click()}>Import settings…</Button>
        <input
          ref={field}
          type="file"
          hidden
          accept=".json,application/json"
          aria-label="A file of settings"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {problem === null ? null : (
        <Note tone="failed" urgency="alert" title="Nothing was imported">
          <p>{problem}</p>
        </Note>
      )}
      <ConfirmDialog
        open={asked !== null}
        title={`Change ${plural(asked?.length ?? 0, 'setting')}?`}
        action="Import"
        keep="Cancel"
        onClose={() => setAsked(null)}
        onConfirm={() => void apply(asked ?? [])}
      >
        <ul>
          {(asked ?? []).map(({ name, value }) => (
            <li key={name}>
              {settingOf(name).title}: {value === undefined ? 'as by default' : JSON.stringify(value)}
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </>
  );
}
