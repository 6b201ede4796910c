import { HOST_TOPIC } from '#shared/contract/topics.ts';
import type { SessionsEntity } from '#shared/model/access/session.ts';
import { setUi } from '../../app/ui-store.ts';
import { sessionKey, useAction, useEntity, useHostInfo } from '../../connection/index.ts';
import { dayAndTime } from '../../ui/format.ts';
import { Button, Note, VisibleText } from '../../ui/kit.tsx';

/** Who may come in besides this window: each browser with when and from where, and a way to end it. */
export function OtherDevices() {
  const info = useHostInfo();
  const entity = useEntity<SessionsEntity>(HOST_TOPIC, 'sessions');
  const end = useAction('session/end');
  if (info?.shell !== 'browser')
    return (
      <p className="muted">
        Only where Muster runs for browsers: start it with <code>npm start -- --browser</code>.
      </p>
    );
  const own = sessionKey()?.id;
  return (
    <>
      <p className="muted">
        A link lets one more browser in: approve from a phone, or look at this machine from another. Whoever
        is in can do all that you can.
      </p>
      <ul className="device-list" aria-label="Browsers that may come in">
        {(entity?.sessions ?? []).map((session) => (
          <li key={session.id}>
            <div className="grow">
              <div>
                <VisibleText text={session.label} />
                {session.id === own ? ' (this one)' : ''}
              </div>
              <small className="muted">
                let in {dayAndTime(session.createdAt)} from {session.address} ·{' '}
                {session.connected ? 'connected now' : 'not connected'}
              </small>
            </div>
            <Button
              size="small"
              look="danger"
              aria-label={`End the session of ${session.label}, let in ${dayAndTime(session.createdAt)}`}
              busy={end.pending}
              onClick={() => void end.run({ id: session.id })}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      {end.failure === null ? null : <Note tone="failed" urgency="alert" title={end.failure.message} />}
      <div className="acts">
        <Button onClick={() => setUi({ linkDevice: true })}>Link another device…</Button>
      </div>
    </>
  );
}
