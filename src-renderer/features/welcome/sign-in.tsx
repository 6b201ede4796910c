import { ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Params } from '#shared/contract/requests.ts';
import type { HomeEntity } from '#shared/model/workspace/workspace.ts';
import { useAction } from '../../connection/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Button, Note } from '../../ui/kit.tsx';

/** The three ways to sign in at OpenAI, and what the one that was chosen waits for. `onTouched`: it is in use. */
export function SignIn({ home, onTouched }: { home: HomeEntity; onTouched(): void }) {
  const login = useAction('account/login');
  const cancel = useAction('account/cancelLogin');
  const [typing, setTyping] = useState(false);
  const [apiKey, setApiKey] = useState('');
  const { login: state } = home;
  const waiting = state !== null && state.type !== 'failed';
  // Cancelling is no failure, and an old failure says nothing about another way.
  const [hidden, setHidden] = useState<HomeEntity['login'] | 'next'>(null);
  const failed = state?.type === 'failed' && hidden !== state && hidden !== 'next' ? state : null;
  const failure = login.failure ?? (waiting ? cancel.failure : null);
  const another = (): void => {
    login.clear();
    cancel.clear();
    setHidden(state);
  };
  const begin = (how: Params<'account/login'>['how']): ReturnType<typeof login.run> => {
    another();
    onTouched();
    return login.run({ homeId: home.id, how });
  };
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typing) field.current?.focus();
  }, [typing]);
  return (
    <div className="sign-in">
      {waiting ? (
        <Waiting
          state={state}
          onCancel={() => {
            onTouched();
            setHidden('next');
            void cancel.run({ homeId: home.id });
          }}
        />
      ) : (
        <>
          <div className="acts">
            <Button
              look="main"
              busy={login.pending && !typing}
              onClick={() => {
                setTyping(false);
                void begin({ type: 'chatgpt' });
              }}
            >
              ChatGPT in the browser
            </Button>
            <Button
              onClick={() => {
                setTyping(false);
                void begin({ type: 'device' });
              }}
            >
              With a code on another device
            </Button>
            <Button
              aria-expanded={typing}
              onClick={() => {
                another();
                setTyping(!typing);
              }}
            >
              API key
            </Button>
          </div>
          {typing ? (
            <form
              className="inline-form"
              onSubmit={(event) => {
                event.preventDefault();
                if (apiKey.trim() === '') return;
                void begin({ type: 'apiKey', apiKey: apiKey.trim() }).then((done) => {
                  if (done !== undefined) setApiKey('');
                });
              }}
            >
              <input
                ref={field}
                className="input"
                type="password"
                autoComplete="off"
                aria-label="API key"
                placeholder="sk-…"
                value={apiKey}
                onChange={(event) => setApiKey(event.target.value)}
              />
              <Button type="submit" busy={login.pending} disabled={apiKey.trim() === ''}>
                Use this key
              </Button>
            </form>
          ) : null}
        </>
      )}
      {failed === null ? null : (
        <Note tone="failed" urgency="alert" title="Not signed in">
          <p>{failed.message}</p>
        </Note>
      )}
      {home.needsNoAccount ? (
        <p className="small muted">
          Threads go on with {home.provider ?? 'the model provider of the configuration'} also when you are
          signed in. To go back to OpenAI, take the lines <code>model_provider</code> and <code>model</code>{' '}
          out of <code>{home.path}/config.toml</code> and restart the workspaces.
        </p>
      ) : null}
      {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
      <p className="faint small">
        Codex keeps the sign-in in <code>{home.path}/auth.json</code>. A command that an agent runs in its
        sandbox can read that file.
      </p>
    </div>
  );
}

function Waiting({
  state,
  onCancel,
}: {
  state: Extract<NonNullable<HomeEntity['login']>, { url: string }>;
  onCancel(): void;
}) {
  const web = /^https?:\/\//i.test(state.url);
  return (
    <div className="waiting">
      {state.type === 'device' ? (
        <>
          <p>Open this page on any device and enter the code:</p>
          <div className="device-code">
            <code>{state.code}</code>
            <CopyButton size="small" text={state.code} label="Copy" />
          </div>
        </>
      ) : (
        <p>
          Finish in your browser; this page notices by itself. The page that opens must be on the machine
          where Muster runs.
        </p>
      )}
      <code className="login-url">{state.url}</code>
      <div className="acts">
        {web ? (
          <a className="btn" data-look="main" href={state.url} target="_blank" rel="noopener noreferrer">
            <ExternalLink size={14} aria-hidden="true" /> Open the page
          </a>
        ) : null}
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </div>
  );
}
