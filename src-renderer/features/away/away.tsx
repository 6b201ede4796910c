import { useMemo, useState } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { commands } from '../../platform/commands.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { formatRoute, toThread } from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useSelected } from '../../connection/index.ts';
import { dayAndTime, plural } from '../../ui/format.ts';
import { Button, Empty, Mark, PlusMinus } from '../../ui/kit.tsx';
import { shownTone, shownWord } from '../../ui/state-words.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { ThreadView } from '../thread/index.ts';
import { awaySelector } from './away-picture.ts';
import './away.css';

/** The place of a thread while none is open: the one that needs the person, else what changed while they were away. */
export function Away() {
  const since = useUi((state) => state.awaySince);
  const selector = useMemo(() => awaySelector(since), [since]);
  const picture = useSelected(fleetTopic.topic, selector);
  // Once it is shown it stays, whatever others come to need: nothing changes under the person's hands.
  const [shown, setShown] = useState(picture.needs);
  if (shown === null && picture.needs !== null) setShown(picture.needs);
  if (shown !== null) return <ThreadView key={shown} id={shown} back={null} />;
  return <Changed {...picture} since={since} />;
}

function Changed(props: { changed: readonly FleetRow[]; running: number; total: number; since: number }) {
  const { changed, running, total, since } = props;
  const newKey = useKeyOf('thread.new');
  if (changed.length === 0)
    return (
      <section className="col detail" aria-label="Thread">
        <Empty
          title={running > 0 ? `${plural(running, 'thread')} at work` : 'Nothing needs you'}
          actions={
            <Button keys={newKey} onClick={() => commands.run('thread.new')}>
              New thread
            </Button>
          }
        >
          {total === 0 ? 'Threads that you open stand here.' : 'Nothing ended since you were here last.'}
        </Empty>
      </section>
    );
  return (
    <section className="col detail" aria-label="Since you were away">
      <header className="bar">
        <h1>Since you were away</h1>
        <span className="sub">
          {since === 0 ? '' : `${dayAndTime(since)} · `}
          {running === 0 ? 'none at work' : `${running} at work`}
        </span>
      </header>
      <ul className="scroll away">
        {changed.map((row) => (
          <li key={row.id}>
            <a href={formatRoute(toThread(row.id))}>
              <Mark tone={shownTone(row)} />
              <b className="clip">
                {row.title} <span className="visually-hidden">({shownWord(row)})</span>
              </b>
              <span className="away-words clip">{row.reason ?? row.activity}</span>
              <PlusMinus added={row.added} removed={row.removed} />
              <span className="faint num">
                <TimeAgo since={row.activeAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
