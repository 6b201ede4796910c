import type { GatewayTrial } from '#shared/contract/calls/gateway.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import { duration, timeOfDay } from '../../ui/format.ts';
import { Mark, Note, VisibleText } from '../../ui/kit.tsx';

/** What is in force, whatever is being typed: whether somebody is asked, who, and how they do. */
export function InForce({ gateway }: { gateway: GatewayState }) {
  const { route } = gateway;
  return (
    <div className="gateway-force" data-testid="gateway-in-force">
      <span className="sub">In force now</span>
      {route === null ? (
        <span className="gateway-health">
          <Mark tone="off" />
          <span>
            <b>Off.</b> No gateway is asked.
          </span>
        </span>
      ) : (
        <>
          <span className="gateway-health">
            <Mark tone={TONES[gateway.health.type]} />
            <span>
              <b>On.</b> {route.type === 'url' ? 'Asks' : 'Runs'}{' '}
              <code>
                <VisibleText text={route.type === 'url' ? route.url : route.argv.join(' ')} />
              </code>
            </span>
          </span>
          <Health gateway={gateway} />
        </>
      )}
    </div>
  );
}

const TONES = { unused: 'rest', answering: 'done', failing: 'failed' } as const;

function Health({ gateway: { health, asking } }: { gateway: GatewayState }) {
  const now = asking === 0 ? '' : ` · ${asking} being asked`;
  switch (health.type) {
    case 'unused':
      return <span className="sub">Not asked yet{now}</span>;
    case 'answering':
      return (
        <span className="sub">
          Answers: the last at {timeOfDay(health.at)}, in {duration(health.tookMs)}
          {now}
        </span>
      );
    case 'failing':
      return (
        <span className="sub">
          Fails since {timeOfDay(health.since)}, {health.times}×: <VisibleText text={health.why} />
          {now}
        </span>
      );
  }
}

const SAID = { accept: 'It accepts', decline: 'It declines', ask: 'It asks you' } as const;

/** What came of trying. */
export function Trial({ trial }: { trial: GatewayTrial }) {
  if (trial.type === 'failed')
    return (
      <Note tone="failed" urgency="alert" title={<VisibleText text={trial.why} />}>
        <p>after {duration(trial.tookMs)}. A request would wait for you.</p>
      </Note>
    );
  const { decision, reason, ticket, signed, tookMs } = trial;
  return (
    <Note tone="done" urgency="status" title={`${SAID[decision]}, after ${duration(tookMs)}`}>
      <p>
        {reason === null ? 'It gave no reason' : <VisibleText text={`“${reason}”`} />}
        {ticket === null ? '' : ' · '}
        {ticket === null ? null : <VisibleText text={ticket} />}
        {signed ? ' · signed with the shared secret' : ' · not signed: there is no shared secret'}
      </p>
    </Note>
  );
}
