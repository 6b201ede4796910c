import { useId, useState } from 'react';
import { spanProblem, WEEKEND } from '#shared/model/notifications/quiet-hours.ts';
import { timeOfDay } from '../../ui/format.ts';

/**
 * The times between which it is quiet. What is typed is taken with Enter or when a field is left, if it can be; until
 * then it stays as it was typed, and what holds instead is said beside it. Escape puts back what holds.
 */
export function QuietTimes(props: {
  name: string;
  /** What is kept, as `22:00-07:00`. */
  span: string;
  weekend: boolean;
  change(list: readonly string[]): void;
}) {
  const { name, span, weekend, change } = props;
  const [typed, setTyped] = useState<string | null>(null);
  // It is kept now: what comes from elsewhere after it is shown.
  if (typed === span) setTyped(null);
  const shown = typed ?? span;
  const [from = '', to = ''] = shown.split('-');
  const problem = spanProblem(from, to);
  const id = useId();
  const keep = (times: string, withWeekend: boolean): void =>
    change([times, ...(withWeekend ? [WEEKEND] : [])]);
  const take = (): void => {
    if (shown !== span && problem === null) keep(shown, weekend);
  };
  const field = (label: string, value: string, spanWith: (time: string) => string) => (
    <input
      className="input"
      type="time"
      aria-label={`${label}, ${name}`}
      aria-invalid={problem !== null}
      aria-describedby={shown === span ? undefined : id}
      value={value}
      onChange={(event) => setTyped(spanWith(event.target.value))}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key === 'Escape' && shown !== span) {
          event.preventDefault();
          setTyped(null);
        }
      }}
    />
  );
  return (
    <span className="quiet-times">
      {field('Quiet from', from, (time) => `${time}-${to}`)}–
      {field('Quiet until', to, (time) => `${from}-${time}`)}
      <label>
        <input
          type="checkbox"
          checked={weekend}
          onChange={(event) => keep(problem === null ? shown : span, event.target.checked)}
        />{' '}
        and weekends
      </label>
      {shown === span ? null : (
        <p
          id={id}
          className={problem === null ? 'sub' : 'setting-problem'}
          role={problem === null ? undefined : 'alert'}
        >
          {problem === null ? 'Taken with Enter, or when you leave the field.' : `${problem} ${holds(span)}`}
        </p>
      )}
    </span>
  );
}

/** In the notation of the fields above, which is the person's own. */
function holds(span: string): string {
  const [from, to] = span.split('-').map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return timeOfDay(new Date(2000, 0, 1, hours, minutes).getTime());
  });
  return `Until you change it, ${from} – ${to} holds.`;
}
