import { useCallback, useSyncExternalStore } from 'react';
import { timeLabel, type TimeStyle } from './format.ts';
import { LabelClock } from './label-clock.ts';

const clock = new LabelClock();
document.addEventListener('visibilitychange', () => clock.pause(document.visibilityState === 'hidden'));

/** How long ago something was, or when; `style` says how. */
export function TimeAgo({ since, style = 'calm' }: { since: number; style?: TimeStyle }) {
  const subscribe = useCallback((changed: () => void) => clock.watch(since, style, changed), [since, style]);
  const label = useSyncExternalStore(subscribe, () => timeLabel(style, since, Date.now()));
  return (
    <time dateTime={new Date(since).toISOString()} title={new Date(since).toLocaleString()}>
      {label}
    </time>
  );
}
