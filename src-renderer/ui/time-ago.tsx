import { useCallback, useSyncExternalStore } from 'react';
import {
  msUntilNextLabel,
  msUntilNextStep,
  stepStart,
  timeLabel,
  type Step,
  type TimeStyle,
} from './format.ts';
import { LabelClock } from './label-clock.ts';

let made: LabelClock | undefined;

/** The one clock of the page, made at its first use: what only imports this file needs no page. */
function clock(): LabelClock {
  if (made !== undefined) return made;
  const label = new LabelClock();
  document.addEventListener('visibilitychange', () => label.pause(document.visibilityState === 'hidden'));
  made = label;
  return label;
}

/** How long ago something was, or when; `style` says how. */
export function TimeAgo({ since, style = 'calm' }: { since: number; style?: TimeStyle }) {
  const subscribe = useCallback(
    (changed: () => void) => clock().watch((now) => msUntilNextLabel(style, since, now), changed),
    [since, style],
  );
  const label = useSyncExternalStore(subscribe, () => timeLabel(style, since, Date.now()));
  return (
    <time dateTime={new Date(since).toISOString()} title={new Date(since).toLocaleString()}>
      {label}
    </time>
  );
}

/** When the present minute or day began, Unix ms; re-renders when another begins, and at no other time. */
export function usePresent(step: Step): number {
  const subscribe = useCallback(
    (changed: () => void) => clock().watch((now) => msUntilNextStep(step, now), changed),
    [step],
  );
  return useSyncExternalStore(subscribe, () => stepStart(step, Date.now()));
}
