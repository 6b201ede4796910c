import { useMemo, useState } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { commands } from '../../platform/commands.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { formatRoute, toThread } from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useSelected } from '../../connection/index.ts';
import { dayAndTime, plural } from '../../ui/format.ts';
import { Button, Empty, Mark, PlusMinus } from '../../ui/kit.tsx';
import { shownTone, shownWord } from '../../ui/state-words.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { awaySelector, needsSelector } from './away-picture.ts';
import './away.css';

/**
 * While no thread is open: the one that needs the person, if one does. Once it is shown it stays, whatever others come to
 * need: nothing changes under the person's hands.
 */
export function useNeedsNow(open: boolean): ThreadId | null {
  const needs = useSelected(fleetTopic.topic, NEEDS);
  const [shown, setShown] = useState<ThreadId | null>(null);
  const next = open ? null : (shown ?? needs);
  if (next !== shown) setShown(next);
  return next;
}

const NEEDS = needsSelector();

/** What changed while the person was away, for the place of a thread while none is open and none needs them. */
export function Away() {
  const since = useUi((state) => state.awaySince);
  const selector = useMemo(() => awaySelector(since), [since]);
  const picture = useSelected(fleetTopic.topic, selector);
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
