import { Monitor, Moon, Sun } from 'lucide-react';
import { setUi } from '../../app/ui-store.ts';
import { useAction, useHostInfo } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { StatusTable } from '../welcome/index.ts';
import { DiagnosticsPanel } from './diagnostics.tsx';
import './settings.css';

const THEMES = [
  ['system', 'As the system', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
] as const;

/** What can be set, and what is going on behind it. */
export function SettingsPage() {
  const info = useHostInfo();
  const set = useAction('settings/set');
  const theme = info?.settings['appearance.theme'] ?? 'system';
  return (
    <section className="col page" aria-label="Settings">
      <header className="bar">
        <h1>Settings</h1>
        <span className="grow" />
        <span className="sub">{info === undefined ? '' : `Muster ${info.version}`}</span>
      </header>
      <div className="scroll">
        <div className="page-body settings">
          <section>
            <h2>Appearance</h2>
            <div className="segments" role="radiogroup" aria-label="Theme">
              {THEMES.map(([value, label, Icon]) => (
                <label key={value}>
                  <input
                    type="radio"
                    name="theme"
                    className="visually-hidden"
                    checked={theme === value}
                    onChange={() => void set.run({ name: 'appearance.theme', value })}
                  />
                  <Icon size={14} aria-hidden="true" /> {label}
                </label>
              ))}
            </div>
            {set.failure === null ? null : <Note tone="failed" urgency="alert" title={set.failure.message} />}
          </section>
          <section>
            <h2>Other devices</h2>
            {info?.shell === 'browser' ? (
              <>
                <p className="muted">
                  A link lets one more browser in: approve from a phone, or look at this machine from another.
                </p>
                <div className="acts">
                  <Button onClick={() => setUi({ linkDevice: true })}>Link another device…</Button>
                </div>
              </>
            ) : (
              <p className="muted">
                Only where Muster runs for browsers: start it with <code>npm start -- --browser</code>.
              </p>
            )}
          </section>
          <section>
            <h2>Codex, account, machine</h2>
            <StatusTable />
          </section>
          <section>
            <h2>Diagnostics</h2>
            <DiagnosticsPanel dataDir={info?.dataDir ?? ''} />
          </section>
        </div>
      </div>
    </section>
  );
}
