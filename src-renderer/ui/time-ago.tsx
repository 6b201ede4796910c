import { useCallback, useSyncExternalStore } from 'react';
import { ago, agoCalm } from './format.ts';
import { LabelClock } from './label-clock.ts';

const clock = new LabelClock();
document.addEventListener('visibilitychange', () => clock.pause(document.visibilityState === 'hidden'));

/** How long ago something was. `calm` leaves out the seconds, for what does not run. */
export function TimeAgo({ since, calm = true }: { since: number; calm?: boolean }) {
  const subscribe = useCallback((changed: () => void) => clock.watch(since, calm, changed), [since, calm]);
  const label = useSyncExternalStore(subscribe, () =>
    calm ? agoCalm(since, Date.now()) : ago(since, Date.now()),
  );
  return (
    <time dateTime={new Date(since).toISOString()} title={new Date(since).toLocaleString()}>
      {label}
    </time>
  );
}
