import { useState, type FormEvent } from 'react';
import { enterTyped, type Session } from '../connection/index.ts';
import { Button, Note } from '../ui/kit.tsx';
import { useKeptTheme } from '../platform/theme.ts';

type Why = Extract<Session, { type: 'refused' }>['why'] | 'unreachable';

const TITLES: Readonly<Record<Why, string>> = {
  noSession: 'This browser is not let in yet',
  badLink: 'This link or code does not let anybody in',
  tooManyAttempts: 'Too many links or codes were refused just now',
  unreachable: 'Muster cannot be reached',
};

/** What a browser sees that has no session: why, and how it is let in. */
export function LinkEnded({ why: first }: { why: Why }) {
  useKeptTheme();
  const [why, setWhy] = useState<Why>(first);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || typed.trim() === '') return;
    setBusy(true);
    const session = await enterTyped(typed);
    setBusy(false);
    if (session.type === 'open') location.reload();
    else setWhy(session.type === 'refused' ? session.why : 'unreachable');
  };
  return (
    <main className="standalone">
      <form className="standalone-box" onSubmit={(event) => void enter(event)}>
        <div className="brand">
          <i className="brand-mark" aria-hidden="true" /> Muster
        </div>
        <h1>{TITLES[why]}</h1>
        <p className="muted">
          {why === 'badLink' ? 'It is mistyped, used up or too old, or Muster was started anew since. ' : ''}A
          link or its code lets one browser in, once, for ten minutes.
        </p>
        <label className="field">
          <span>Code or link from the terminal where Muster runs</span>
          <input
            className="input mono"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder="XXXXX-XXXXX"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is for nothing else
            autoFocus
          />
        </label>
        {why === 'tooManyAttempts' ? (
          <Note tone="needs" urgency="alert" title="Wait ten seconds, then try again." />
        ) : null}
        {why === 'unreachable' ? (
          <Note tone="failed" urgency="alert" title="Look whether Muster still runs." />
        ) : null}
        <ol className="steps">
          <li>
            In the terminal where Muster runs, press <kbd className="kbd">Enter</kbd>: it prints a new code.
          </li>
          <li>
            Or, on a device that is in already, open <b>Settings</b> and choose <b>Link another device</b>.
          </li>
        </ol>
        <div className="acts">
          <Button look="main" type="submit" busy={busy}>
            Let this browser in
          </Button>
        </div>
      </form>
    </main>
  );
}
