import { Button } from '../ui/kit.tsx';

/** What a browser sees that holds no valid link: why, and how to get a new one. */
export function LinkEnded() {
  return (
    <main className="standalone">
      <div className="standalone-box">
        <div className="brand">
          <i className="brand-mark" aria-hidden="true" /> Muster
        </div>
        <h1>This link is used up or has expired</h1>
        <p className="muted">
          A link lets one browser in, once, for a few minutes. This browser has no session of its own.
        </p>
        <ol className="steps">
          <li>
            On the machine where Muster runs, run <code>npm start</code> again: also while Muster is running,
            it prints a new link.
          </li>
          <li>
            Or, on a device that is in already, open <b>Settings</b> and choose <b>Link another device</b>.
          </li>
        </ol>
        <div className="acts">
          <Button look="main" onClick={() => location.reload()}>
            Try again
          </Button>
        </div>
      </div>
    </main>
  );
}
