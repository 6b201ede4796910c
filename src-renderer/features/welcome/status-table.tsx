import { useState, type ReactNode } from 'react';
import type { HomeEntity, HostInfo } from '#shared/model/workspace/workspace.ts';
import { useAction, useHomes, useHostFact } from '../../connection/index.ts';
import { Button, Mark, Note } from '../../ui/kit.tsx';
import type { Tone } from '../../ui/state-words.ts';
import { statusWords } from '../workspaces/index.ts';
import { ProviderForm } from './provider-form.tsx';
import { SignIn } from './sign-in.tsx';

const SOURCES = {
  workspace: 'from the workspace’s setting',
  environment: 'from MUSTER_CODEX',
  bundled: 'comes with Muster',
  path: 'found on PATH',
} as const;

/** What Muster needs and whether it is there; each thing that is not says what to do. */
export function StatusTable() {
  const codex = useHostFact('codex');
  const sandbox = useHostFact('sandbox');
  const git = useHostFact('git');
  const homes = useHomes();
  if (codex === undefined || sandbox === undefined || git === undefined) return null;
  return (
    <table className="facts" aria-label="What Muster needs">
      <tbody>
        <CodexRow codex={codex} />
        {homes.map((home) => (
          <AccountRows key={home.id} home={home} several={homes.length > 1} />
        ))}
        <Row
          tone={sandbox.works === null ? 'rest' : sandbox.works ? 'done' : 'failed'}
          name="Sandbox"
          value={
            sandbox.works === null
              ? 'not tried yet'
              : sandbox.works
                ? 'works on this machine'
                : (sandbox.problem ?? 'does not work here')
          }
        />
        <Row
          tone={git.problem === null ? 'done' : 'needs'}
          name="Git"
          value={git.problem ?? git.version ?? 'found'}
        />
      </tbody>
    </table>
  );
}

function CodexRow({ codex }: { codex: HostInfo['codex'] }) {
  if (codex.problem !== null) return <Row tone="failed" name="Codex" value={codex.problem} />;
  const source = codex.source === null ? '' : `, ${SOURCES[codex.source]}`;
  const value = codex.version === null ? `found${source}` : `${codex.version}${source}`;
  return (
    <Row
      tone={codex.tested ? 'done' : 'needs'}
      name="Codex"
      value={codex.tested ? value : `${value}; Muster was not tested with this version`}
      title={codex.path ?? undefined}
    />
  );
}

function Row({
  tone,
  name,
  value,
  title,
  children,
}: {
  tone: Tone;
  name: string;
  value: ReactNode;
  title?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <tr>
      <td>
        <Mark tone={tone} />
      </td>
      <th scope="row" className="k">
        {name}
      </th>
      <td className="v" title={title}>
        {value}
      </td>
      <td className="do">{children}</td>
    </tr>
  );
}

/** Who is signed in at one CODEX_HOME, and the ways to sign in. */
function AccountRows({ home, several }: { home: HomeEntity; several: boolean }) {
  const [open, setOpen] = useState<'unless-needed' | 'sign-in' | 'provider' | 'none'>('unless-needed');
  const logout = useAction('account/logout');
  const restart = useAction('home/restart');
  const failure = restart.failure ?? logout.failure;
  const { trouble, detail, stderr, word } = statusWords(home.status);
  const name = several ? `Account${home.demo ? ' (demo)' : ''}` : 'Account';
  const signedIn = home.account !== null && home.account.type !== 'none';
  const signInShown = open === 'sign-in' || (open === 'unless-needed' && home.login !== null);
  return (
    <>
      <Row
        tone={
          trouble
            ? 'failed'
            : signedIn || home.needsNoAccount
              ? 'done'
              : home.account === null
                ? 'rest'
                : 'needs'
        }
        name={name}
        value={trouble ? `Codex does not start: ${detail ?? word}` : accountWords(home)}
        title={home.path}
      >
        {trouble ? (
          <Button busy={restart.pending} onClick={() => void restart.run({ homeId: home.id })}>
            Restart
          </Button>
        ) : home.demo ? null : signedIn ? (
          <Button busy={logout.pending} onClick={() => void logout.run({ homeId: home.id })}>
            Sign out
          </Button>
        ) : (
          <span className="acts">
            <Button
              look={home.needsNoAccount ? 'quiet' : 'plain'}
              aria-expanded={signInShown}
              onClick={() => setOpen(signInShown ? 'none' : 'sign-in')}
            >
              {home.needsNoAccount ? 'OpenAI account…' : 'Sign in'}
            </Button>
            <Button
              look="quiet"
              aria-expanded={open === 'provider'}
              onClick={() => setOpen(open === 'provider' ? 'none' : 'provider')}
            >
              {home.needsNoAccount ? 'Another model…' : 'Local model…'}
            </Button>
          </span>
        )}
      </Row>
      {trouble && stderr.length > 0 ? (
        <tr className="fact-more">
          <td>
            <pre className="code-block wrap">{stderr.join('\n')}</pre>
          </td>
        </tr>
      ) : null}
      {failure === null ? null : (
        <tr className="fact-more">
          <td>
            <Note tone="failed" urgency="alert" title={failure.message} />
          </td>
        </tr>
      )}
      {signInShown && !signedIn ? (
        <tr className="fact-more">
          <td>
            <SignIn home={home} onTouched={() => setOpen('sign-in')} />
          </td>
        </tr>
      ) : null}
      {open === 'provider' ? (
        <tr className="fact-more">
          <td>
            <ProviderForm home={home} onDone={() => setOpen('none')} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function accountWords(home: HomeEntity): string {
  const model = home.model === null ? '' : `, ${home.model}`;
  if (home.needsNoAccount) return `not needed: ${home.provider ?? 'its own model provider'}${model}`;
  const { account } = home;
  switch (account?.type) {
    case undefined:
      return 'asking Codex…';
    case 'none':
      return 'not signed in';
    case 'apiKey':
      return 'API key (not checked yet)';
    case 'chatgpt':
      return [account.email ?? 'ChatGPT', account.plan].filter((part) => part !== null).join(', ');
    case 'other':
      return account.name;
  }
}
