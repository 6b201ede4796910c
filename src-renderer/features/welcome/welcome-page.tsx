import { setUi } from '../../platform/ui-store.ts';
import { musterShell, useAction, useHostFact, useWorkspaces } from '../../connection/index.ts';
import { Note } from '../../ui/kit.tsx';
import { StatusTable } from './status-table.tsx';
import './welcome.css';

/** The way in: add a folder, try the demo, and the truth about what is there. */
export function WelcomePage() {
  const demoProblem = useHostFact('demoProblem');
  const workspaces = useWorkspaces();
  const demo = useAction('demo/start');
  const state = useHostFact('demo') ?? 'off';
  return (
    <section className="col page welcome" aria-label="Welcome">
      <div className="scroll">
        <div className="welcome-box">
          <div className="welcome-head">
            <h1>Run many agents. Decide once.</h1>
            <p className="muted">
              Add a folder and start as many agents in it as you like. What needs you comes to one inbox.
            </p>
          </div>
          <div className="options">
            <button
              type="button"
              className="option"
              data-main={workspaces.length === 0 || undefined}
              onClick={() => setUi({ addFolder: true })}
            >
              <b>Add a folder</b>
              <span className="muted">
                {musterShell() === undefined
                  ? 'a repository, or any other folder'
                  : 'or drop one anywhere in this window'}
              </span>
            </button>
            <button
              type="button"
              className="option"
              disabled={state === 'preparing' || state === 'running' || demo.pending}
              onClick={() => void demo.run({})}
            >
              <b>
                {state === 'preparing' || demo.pending
                  ? 'Preparing the demo…'
                  : state === 'running'
                    ? 'The demo is running'
                    : 'Try the demo'}
              </b>
              <span className="muted">10 agents, 4 sample repositories, no account and no network</span>
            </button>
          </div>
          {demo.failure !== null ? (
            <Note tone="failed" urgency="alert" title="The demo did not start">
              <p>{demo.failure.message}</p>
            </Note>
          ) : state === 'failed' ? (
            <Note tone="failed" urgency="alert" title="The demo did not start">
              <p>{demoProblem ?? 'It gave no reason.'}</p>
            </Note>
          ) : null}
          <StatusTable />
        </div>
      </div>
    </section>
  );
}
