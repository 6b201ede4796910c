import { useState } from 'react';
import type { HomeEntity, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { useAction, useHomes } from '../../connection/index.ts';
import { tell } from '../../platform/messages.tsx';
import { formatRoute } from '../../platform/routes.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';

/** Which account and configuration a workspace uses: the usual CODEX_HOME, or one of its own. */
export function HomeDialog({ workspace, onClose }: { workspace: WorkspaceEntity; onClose(): void }) {
  const { id: workspaceId, name, settings } = workspace;
  const homes = useHomes().filter(({ demo }) => !demo);
  const [typed, setTyped] = useState(settings.codexHome ?? '');
  const update = useAction('workspace/update');
  const wanted = typed.trim() === '' ? null : typed.trim();
  const save = (): void => {
    void update.run({ workspaceId, codexHome: wanted }).then((done) => {
      if (done === undefined) return;
      onClose();
      tell(
        'rest',
        `${name} uses ${wanted ?? 'the usual CODEX_HOME'} now`,
        'Whether somebody is signed in there stands under Set up.',
      );
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Account and configuration of ${name}`}
      footer={
        <>
          <a className="btn" data-look="quiet" href={formatRoute({ view: 'welcome' })} onClick={onClose}>
            Sign in…
          </a>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" busy={update.pending} disabled={wanted === settings.codexHome} onClick={save}>
            Use it
          </Button>
        </>
      }
    >
      <div className="body home-choice">
        <label htmlFor="codex-home">CODEX_HOME</label>
        <input
          id="codex-home"
          className="input mono"
          list="codex-homes"
          placeholder="The usual one"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <datalist id="codex-homes">
          {homes.map(({ id, path }) => (
            <option key={id} value={path} aria-label={path} />
          ))}
        </datalist>
        <ul className="muted">
          {homes.map((home) => (
            <li key={home.id}>
              <code>{home.path}</code> · {accountWords(home)}
            </li>
          ))}
        </ul>
        <p className="muted">
          A folder of its own has its own account, limits, configuration and threads. It is made if it is not
          there. The app-server of {name} starts again with it: what runs is interrupted, and threads that
          were made with the other one are shown again when that is chosen.
        </p>
        {update.failure === null ? null : (
          <Note tone="failed" urgency="alert" title={update.failure.message} />
        )}
      </div>
    </Dialog>
  );
}

function accountWords({ account, needsNoAccount, provider }: HomeEntity): string {
  if (needsNoAccount) return `no account needed (${provider ?? 'own provider'})`;
  switch (account?.type) {
    case 'chatgpt':
      return account.email ?? 'ChatGPT';
    case 'apiKey':
      return 'API key';
    case 'other':
      return account.name;
    case 'none':
      return 'nobody is signed in';
    case undefined:
      return 'not known yet';
  }
}
