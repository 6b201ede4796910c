import { useId, useState, type ReactNode } from 'react';
import type { GatewayTrial } from '#shared/contract/calls/gateway.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import { useAction, useGateway, usePendingCount } from '../../connection/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Loading, Note } from '../../ui/kit.tsx';
import {
  draftOf,
  draftProblems,
  newSecret,
  paramsOf,
  type DraftProblems,
  type GatewayDraft,
} from './gateway-draft.ts';
import { keepTyped, savedAs, typedBefore, type Typed } from './gateway-kept.ts';
import { InForce, Trial } from './gateway-standing.tsx';
import './gateway-settings.css';

const WAYS = { off: 'Off', url: 'Address', command: 'Command' } as const;

/** An organisation's own approval system: how it is reached, how it does, and a way to try it. */
export function GatewaySettings() {
  const gateway = useGateway();
  if (gateway === undefined) return <Loading what="Loading the gateway" />;
  // A value saved elsewhere replaces the one being typed.
  return <GatewayForm key={savedAs(gateway)} gateway={gateway} />;
}

function GatewayForm({ gateway }: { gateway: GatewayState }) {
  const saved = draftOf(gateway);
  const pending = usePendingCount();
  const [typed, setTyped] = useState(() => typedBefore(gateway));
  const save = useAction('gateway/set');
  const test = useAction('gateway/test');
  const [trial, setTrial] = useState<GatewayTrial | null>(null);
  const { draft, made, tried } = typed;
  const problems = draftProblems(draft, gateway.secret);
  const wrong = Object.values(problems).some((problem) => problem !== null);
  const changed = JSON.stringify(paramsOf(draft)) !== JSON.stringify(paramsOf(saved));
  const shown: DraftProblems = tried ? problems : { route: null, seconds: null, secret: null };
  const failure = save.failure ?? test.failure;
  const put = (next: Typed): void => {
    setTyped(next);
    keepTyped(gateway, next);
  };
  const clear = (): void => {
    setTrial(null);
    save.clear();
    test.clear();
  };
  const change = (patch: Partial<GatewayDraft>, generated: string | null = made): void => {
    put({ ...typed, draft: { ...draft, ...patch }, made: generated });
    clear();
  };
  const discard = (): void => {
    put({ draft: saved, made: null, tried: false });
    clear();
  };
  const attempt = (run: () => void): void => {
    put({ ...typed, tried: true });
    if (!wrong) run();
  };
  const tryIt = (): void => {
    const { route, ...rest } = paramsOf(draft);
    if (route !== null) void test.run({ route, ...rest }).then((result) => setTrial(result ?? null));
  };
  return (
    <form
      className="gateway"
      onSubmit={(event) => {
        event.preventDefault();
        attempt(() => {
          void save.run(paramsOf(draft)).then((done) => {
            // It is kept by the host now, and nobody is shown it again.
            if (done === undefined) return;
            keepTyped(gateway, null);
            setTyped((now) => ({ draft: { ...now.draft, secret: undefined }, made: null, tried: false }));
          });
        });
      }}
    >
      <p className="muted">
        Your organisation’s own approval system is asked before anybody else. It accepts, declines, or asks
        you; when it is slow, broken or out of reach, you are asked, and nothing is accepted without you. It
        sees commands and changes whole. What it is asked and answers is described in{' '}
        <code>docs/gateway.md</code>.
      </p>
      <div className="setting-list">
        <InForce gateway={gateway} />
        <WayRow draft={draft} unsaved={draft.way !== saved.way} change={change} />
        {draft.way === 'off' ? null : (
          <>
            <RouteRow draft={draft} problem={shown.route} change={change} />
            <SecretRow gateway={gateway} draft={draft} made={made} problem={shown.secret} change={change} />
            <Row
              title="Seconds to answer in"
              detail="What takes longer is asked of you. You can decide at any time, also before."
              problem={shown.seconds}
            >
              {(id) => (
                <input
                  id={id}
                  className="input"
                  data-kind="number"
                  inputMode="numeric"
                  autoComplete="off"
                  value={draft.seconds}
                  aria-invalid={shown.seconds !== null}
                  onChange={(event) => change({ seconds: event.target.value })}
                />
              )}
            </Row>
          </>
        )}
      </div>
      <div className="acts">
        {changed ? (
          <>
            <Button type="submit" look="main" busy={save.pending}>
              {draft.way === 'off' ? 'Switch it off' : 'Save'}
            </Button>
            <Button look="quiet" onClick={discard}>
              Discard changes
            </Button>
          </>
        ) : null}
        {draft.way === 'off' ? null : (
          <Button busy={test.pending} onClick={() => attempt(tryIt)}>
            Try it
          </Button>
        )}
        {changed ? (
          <span className="sub">
            Not saved yet
            {draft.way === 'off'
              ? ': it is asked until you switch it off.'
              : pending > 0
                ? `. Once it is, it is asked about ${plural(pending, 'request')} that wait now, too.`
                : '.'}
          </span>
        ) : null}
      </div>
      {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
      {trial === null ? null : <Trial trial={trial} />}
    </form>
  );
}

function Row(props: {
  title: string;
  detail: ReactNode;
  problem?: string | null;
  /** There is no field that the title could be the name of. */
  noField?: boolean;
  children: (id: string) => ReactNode;
}) {
  const { title, detail, problem = null, noField = false, children } = props;
  const id = useId();
  return (
    <div className="setting">
      <div className="setting-words">
        {noField ? <span className="gateway-title">{title}</span> : <label htmlFor={id}>{title}</label>}
        <p className="sub">{detail}</p>
        {problem === null ? null : (
          <p className="setting-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className="setting-control">{children(id)}</div>
    </div>
  );
}

interface RowProps {
  readonly draft: GatewayDraft;
  change(patch: Partial<GatewayDraft>): void;
}

function WayRow({ draft, unsaved, change }: RowProps & { unsaved: boolean }) {
  const id = useId();
  return (
    <div className="setting">
      <div className="setting-words">
        <span className="gateway-choice">
          <span className="gateway-title" id={id}>
            Ask a gateway first
          </span>
          {unsaved ? (
            <span className="pill" data-tone="needs">
              not saved
            </span>
          ) : null}
        </span>
        <p className="sub">
          For all workspaces. While it is on, your rules decline, and accept only what it leaves to them.
        </p>
      </div>
      <div className="setting-control">
        <div className="segments" role="radiogroup" aria-labelledby={id}>
          {Object.entries(WAYS).map(([way, label]) => (
            <label key={way}>
              <input
                type="radio"
                name={id}
                className="visually-hidden"
                checked={draft.way === way}
                onChange={() => change({ way: way as GatewayDraft['way'] })}
              />
              {label}
            </label>
          ))}
        </div>
      </div>
    </div>
  );
}

function RouteRow({ draft, problem, change }: RowProps & { problem: string | null }) {
  if (draft.way === 'url')
    return (
      <Row
        title="Address"
        detail="https, or http on this machine. Requests are sent there by POST."
        problem={problem}
      >
        {(id) => (
          <input
            id={id}
            className="input mono gateway-wide"
            inputMode="url"
            spellCheck={false}
            autoComplete="off"
            placeholder="https://approvals.example.com/muster"
            value={draft.url}
            aria-invalid={problem !== null}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Row>
    );
  return (
    <Row
      title="Command"
      detail="The program, then one argument on each line. No shell reads them. The request comes on its stdin."
      problem={problem}
    >
      {(id) => (
        <textarea
          id={id}
          className="textarea mono gateway-wide"
          rows={Math.min(8, Math.max(3, draft.command.split('\n').length))}
          spellCheck={false}
          placeholder={'/usr/local/bin/approve\n--policy\n/etc/approve.json'}
          value={draft.command}
          aria-invalid={problem !== null}
          onChange={(event) => change({ command: event.target.value })}
        />
      )}
    </Row>
  );
}

function SecretRow(props: {
  gateway: GatewayState;
  draft: GatewayDraft;
  made: string | null;
  problem: string | null;
  change(patch: Partial<GatewayDraft>, made: string | null): void;
}) {
  const { gateway, draft, made, problem, change } = props;
  const set = (secret: string | null | undefined, generated: string | null = null): void => {
    change({ secret }, generated);
  };
  const typing = typeof draft.secret === 'string';
  const generated = made !== null && made === draft.secret;
  return (
    <Row
      title="Shared secret"
      detail={
        generated
          ? 'Give it to the gateway now: once it is saved, it is not shown again.'
          : `Signs what is asked and what is answered. ${secretWords(gateway, draft)}`
      }
      problem={problem}
      noField={!typing}
    >
      {(id) => (
        <>
          {typing ? (
            <input
              id={id}
              className="input mono gateway-wide"
              type={generated ? 'text' : 'password'}
              readOnly={generated}
              autoComplete="off"
              spellCheck={false}
              value={draft.secret ?? ''}
              aria-invalid={problem !== null}
              onFocus={(event) => (generated ? event.target.select() : undefined)}
              onChange={(event) => change({ secret: event.target.value }, null)}
            />
          ) : null}
          {generated ? <CopyButton size="small" text={made} label="Copy" /> : null}
          {typing ? (
            <Button size="small" look="quiet" onClick={() => set(undefined)}>
              Cancel
            </Button>
          ) : (
            <>
              <Button
                size="small"
                onClick={() => {
                  const secret = newSecret();
                  set(secret, secret);
                }}
              >
                {gateway.secret === 'none' ? 'Generate' : 'Generate another'}
                <span className="visually-hidden"> shared secret</span>
              </Button>
              <Button size="small" onClick={() => set('')}>
                Enter…
              </Button>
              {gateway.secret === 'none' || draft.secret === null ? null : (
                <Button size="small" look="quiet" onClick={() => set(null)}>
                  Remove
                </Button>
              )}
            </>
          )}
        </>
      )}
    </Row>
  );
}

function secretWords({ secret, keptIn }: GatewayState, draft: GatewayDraft): string {
  if (draft.secret === null) return 'It is removed when you save.';
  switch (secret) {
    case 'kept':
      return `One is kept in ${keptIn}.`;
    case 'unreadable':
      return 'One is kept that cannot be read here: enter it again.';
    case 'none':
      return draft.way === 'command' ? 'None is set; a command can do without.' : 'None is set.';
  }
}
