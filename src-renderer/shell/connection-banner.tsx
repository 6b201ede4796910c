import { useEffect, useRef, useState } from 'react';
import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import { useConnection, useConnectionState, useTopicStatus } from '../connection/index.ts';
import { Button, Note } from '../ui/kit.tsx';
import { tellShortly } from '../platform/messages.tsx';

/** Reconnections shorter than this are not worth a word. */
const PATIENCE_MS = 600;

/** Says that the host cannot be reached, that it is tried again, and how to try now. Silent while all is well. */
export function ConnectionBanner() {
  const { client } = useConnection();
  const state = useConnectionState();
  const connected = state.type === 'connected';
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (connected) return undefined;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [connected]);
  useStartedOver();

  return (
    <div data-testid="connection" data-state={state.type} className="connection">
      {state.type === 'refused' ? (
        <Note
          tone="failed"
          urgency="alert"
          title="This page and its host do not fit together"
          actions={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          <p>{state.error.message}</p>
        </Note>
      ) : late && !connected ? (
        <Note
          tone="needs"
          urgency="status"
          title="Connection to Muster’s host is broken. Trying again…"
          actions={
            <Button size="small" onClick={() => client.reconnectNow()}>
              Try now
            </Button>
          }
        >
          <p>
            What you see may be out of date. If Muster itself was ended, start it again: this page comes back
            by itself.
            {state.type === 'broken' ? ` (${state.reason})` : ''}
          </p>
        </Note>
      ) : null}
    </div>
  );
}

/** Tells once when what is shown had to be loaded anew, because too much was missed to catch up. */
function useStartedOver(): void {
  const host = useTopicStatus(hostTopic.topic).restarts;
  const fleet = useTopicStatus(fleetTopic.topic).restarts;
  const inbox = useTopicStatus(inboxTopic.topic).restarts;
  const restarts = host + fleet + inbox;
  const before = useRef(restarts);
  useEffect(() => {
    if (restarts > before.current) {
      tellShortly(
        'rest',
        'Started over',
        'The host was restarted, or the connection was gone for too long to catch up: everything shown was loaded anew. Nothing was sent again.',
      );
    }
    before.current = restarts;
  }, [restarts]);
}
