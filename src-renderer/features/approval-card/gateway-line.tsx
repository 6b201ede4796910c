import { mayLast, type GatewayStanding } from '#shared/model/gateway/gateway.ts';
import { duration } from '../../ui/format.ts';
import { Mark, VisibleText } from '../../ui/kit.tsx';
import './gateway-line.css';

/** Where a request that waits stands with the gateway, in one quiet line. */
export function GatewayLine({ standing }: { standing: GatewayStanding }) {
  return (
    <output className="gateway-line" data-testid="gateway-line">
      {standing.type === 'asking' ? (
        <span className="spin" aria-hidden="true" />
      ) : (
        <Mark tone={standing.type === 'failed' ? 'needs' : 'rest'} />
      )}
      <span>
        <Words standing={standing} />
        {mayLast(standing) || standing.type === 'asking' ? null : (
          <span className="faint"> · it can be accepted once, not for longer</span>
        )}
      </span>
    </output>
  );
}

function Words({ standing }: { standing: GatewayStanding }) {
  switch (standing.type) {
    case 'asking':
      return 'The gateway is being asked. You can decide meanwhile.';
    case 'asksPerson':
      return (
        <>
          The gateway leaves this to you
          {standing.reason === null ? null : (
            <>
              {': '}“<VisibleText text={standing.reason} />”
            </>
          )}
          {standing.ticket === null ? null : (
            <>
              {' · '}
              <span className="gateway-ticket">
                <VisibleText text={standing.ticket} />
              </span>
            </>
          )}
        </>
      );
    case 'failed':
      return (
        <>
          The gateway did not decide, so it is yours: <VisibleText text={standing.why} />
          <span className="faint"> · after {duration(standing.tookMs)}</span>
        </>
      );
  }
}
