import { useRef, useState } from 'react';
import { hostTopic } from '#shared/contract/topics.ts';
import { setUi } from '../../platform/ui-store.ts';
import { sessionKey, useAction, useEntity, useHostFact } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { dayAndTime } from '../../ui/format.ts';
import { Button, Note, VisibleText } from '../../ui/kit.tsx';

/** Who may come in besides this window: each browser with when and from where, and a way to end it. */
export function OtherDevices() {
  const shell = useHostFact('shell');
  const entity = useEntity(hostTopic.topic, hostTopic.sessions.key);
  const end = useAction('session/end');
  const [leaving, setLeaving] = useState(false);
  const link = useRef<HTMLButtonElement>(null);
  if (shell !== 'browser')
    return (
      <p className="muted">
        Only where Muster runs for browsers: start it with <code>npm start -- --browser</code>.
      </p>
    );
  const own = sessionKey()?.id;
  const endNow = (id: string): void => {
    // The row goes with its button: whoever ended it by keys goes on at the next one.
    void end.run({ id }).then((done) => (done === undefined ? undefined : link.current?.focus()));
  };
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
              onClick={() => (session.id === own ? setLeaving(true) : endNow(session.id))}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      {end.failure === null ? null : <Note tone="failed" urgency="alert" title={end.failure.message} />}
      <div className="acts">
        <Button ref={link} onClick={() => setUi({ linkDevice: true })}>
          Link another device…
        </Button>
      </div>
      <ConfirmDialog
        open={leaving}
        title="End the session of this browser?"
        action="End it"
        busy={end.pending}
        onClose={() => setLeaving(false)}
        onConfirm={() => {
          setLeaving(false);
          if (own !== undefined) endNow(own);
        }}
      >
        <p>
          You are out at once, and come back only with a new link or code: from the terminal where Muster
          runs, or from a device that is still in. Agents go on.
        </p>
      </ConfirmDialog>
    </>
  );
}
