import { useRef, useState, type ReactNode } from 'react';
import { useKeymap } from '../../platform/keymap.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useHostFact } from '../../connection/index.ts';
import { Button, Empty } from '../../ui/kit.tsx';
import { StatusTable } from '../welcome/index.ts';
import { DiagnosticsPanel } from './diagnostics.tsx';
import { GatewaySettings } from './gateway-settings.tsx';
import { foundCommands, KeysEditor } from './keys-editor.tsx';
import { HeldBackPanel } from './held-back.tsx';
import { OtherDevices } from './other-devices.tsx';
import { SettingsTransfer } from './settings-transfer.tsx';
import { SettingRow } from './setting-row.tsx';
import { finds, settingGroups } from './settings-search.ts';
import './settings.css';

/** What can be set, and what is going on behind it. */
export function SettingsPage() {
  const version = useHostFact('version');
  const dataDir = useHostFact('dataDir') ?? '';
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useCommand('list.search', () => field.current?.focus());
  const keymap = useKeymap();
  const groups = settingGroups(search);
  const commands = foundCommands(search, keymap);
  const panels: readonly (readonly [title: string, words: string, body: ReactNode])[] = [
    [
      'Gateway',
      'Gateway organisation approval system address url command shared secret ask first',
      <GatewaySettings key="gateway" />,
    ],
    ['Storage', 'Storage held back changed outside rules settings seal', <HeldBackPanel key="held" />],
    ['Export and import', 'Export and import settings file another machine', <SettingsTransfer key="t" />],
    ['Other devices', 'Other devices link phone browser', <OtherDevices key="devices" />],
    [
      'Codex, account, machine',
      'Codex account machine sign in version git sandbox',
      <StatusTable key="codex" />,
    ],
    ['Diagnostics', 'Diagnostics app-servers memory', <DiagnosticsPanel key="d" dataDir={dataDir} />],
  ];
  const shown = panels.filter(([, words]) => finds(search, words));
  return (
    <section className="col page" aria-label="Settings">
      <header className="bar">
        <h1>Settings</h1>
        <span className="grow" />
        <span className="sub">{version === undefined ? '' : `Muster ${version}`}</span>
      </header>
      <div className="scroll">
        <div className="page-body settings">
          <input
            ref={field}
            type="search"
            className="input settings-search"
            placeholder="Search the settings and keys"
            aria-label="Search the settings"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              if (search === '') field.current?.blur();
              setSearch('');
            }}
          />
          {groups.size + commands.length + shown.length === 0 ? (
            <Empty
              title="No setting is called that"
              actions={<Button onClick={() => setSearch('')}>Show all settings</Button>}
            />
          ) : null}
          {[...groups].map(([group, names]) => (
            <section key={group} aria-label={group}>
              <h2>{group}</h2>
              <div className="setting-list">
                {names.map((name) => (
                  <SettingRow key={name} name={name} />
                ))}
              </div>
            </section>
          ))}
          {shown.map(([title, , body]) => (
            <section key={title} aria-label={title}>
              <h2>{title}</h2>
              {body}
            </section>
          ))}
          {commands.length === 0 ? null : (
            <section aria-label="Keys">
              <h2>Keys</h2>
              <KeysEditor ids={commands} />
            </section>
          )}
        </div>
      </div>
    </section>
  );
}
