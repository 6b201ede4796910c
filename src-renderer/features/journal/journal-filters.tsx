import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { kindTitle } from '#shared/model/approval/asks.ts';
import type { JournalFind } from '../../platform/routes.ts';
import { useFleetRow } from '../../connection/index.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { ChoiceMenu, type Choice } from '../../ui/choice-menu.tsx';
import { Button } from '../../ui/kit.tsx';
import { BY_WORDS, OUTCOME_WORDS } from './journal-picture.ts';
import { datesWords, OTHER_TIMES, QUICK_TIMES, quickTime } from './journal-when.ts';
import { useJournalChoices } from './use-journal.ts';

/**
 * The times that are asked for most, one press each, and the filters as a line of menus: each says what it is until it is
 * set, then what it is set to. `since`: in words, when the time begins that is shown.
 */
export function JournalFilters(props: { find: JournalFind; since: string; onFind(find: JournalFind): void }) {
  const { find, since, onFind } = props;
  const choices = useJournalChoices();
  const set = (name: keyof JournalFind) => (value: string) => onFind({ ...find, [name]: value });
  const [dates, setDates] = useState(false);
  const when = find.when ?? '';
  const custom = when.includes('..') || dates;
  const quick = quickTime(when);
  // A quick time is taken back where it was chosen.
  const any = Object.entries(find).some(
    ([name, value]) => name !== 'text' && value !== '' && (name !== 'when' || quick === null),
  );
  const setTime = (value: string): void => {
    setDates(value === 'dates');
    if (value !== 'dates') onFind({ ...find, when: value });
  };
  return (
    <>
      <QuickTimes value={quick} since={since} onChange={setTime} />
      <fieldset className="journal-filters" aria-label="Filters">
        <ChoiceMenu
          label="Outcome"
          unset="Outcome"
          value={find.outcome ?? ''}
          onChange={set('outcome')}
          choices={[ANY('Any outcome'), ...of(OUTCOME_WORDS)]}
        />
        <ChoiceMenu
          label="Decided by"
          unset="By"
          value={find.by ?? ''}
          onChange={set('by')}
          choices={[ANY('Anybody'), ...of(BY_WORDS)]}
        />
        <ChoiceMenu
          label="Kind"
          unset="Kind"
          value={find.kind ?? ''}
          onChange={set('kind')}
          choices={withSet(
            [
              ANY('Every kind'),
              ...(choices?.kinds ?? []).map((kind) => ({ value: kind, label: kindTitle(kind) })),
            ],
            find.kind,
            kindTitle,
          )}
        />
        <ChoiceMenu
          label="Workspace"
          unset="Workspace"
          value={find.workspace ?? ''}
          onChange={set('workspace')}
          choices={withSet(
            [
              ANY('All workspaces'),
              ...(choices?.workspaces ?? []).map((name) => ({ value: name, label: name })),
            ],
            find.workspace,
            (name) => name,
          )}
        />
        {(choices?.rules.length ?? 0) === 0 && find.rule === undefined ? null : (
          <ChoiceMenu
            label="Rule"
            unset="Rule"
            value={find.rule ?? ''}
            onChange={set('rule')}
            choices={withSet(
              [
                ANY('Any rule, or none'),
                ...(choices?.rules ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ],
              find.rule,
              () => (choices === undefined ? 'One rule' : 'A rule that decided nothing yet'),
            )}
          />
        )}
        <ChoiceMenu
          label="Dates"
          unset="Dates"
          value={custom ? 'dates' : quick === null ? when : ''}
          onChange={setTime}
          choices={[...OTHER_TIMES, { value: 'dates', label: datesWords(when) }]}
        />
        {find.thread === undefined ? null : (
          <ThreadChip id={find.thread} onClear={() => onFind({ ...find, thread: '' })} />
        )}
        {any ? (
          <Button
            size="small"
            look="quiet"
            onClick={() => {
              setDates(false);
              onFind(find.text === undefined ? {} : { text: find.text });
            }}
          >
            Clear
          </Button>
        ) : null}
      </fieldset>
      {custom ? <Dates when={when} onChange={set('when')} /> : null}
    </>
  );
}

/** One press for a time, and in words what it comes to. */
function QuickTimes(props: { value: string | null; since: string; onChange(value: string): void }) {
  const { value, since, onChange } = props;
  const id = useId();
  return (
    <div className="journal-times">
      <div
        className="segments"
        data-size="small"
        role="radiogroup"
        aria-label="Time asked"
        aria-describedby={since === '' ? undefined : id}
      >
        {QUICK_TIMES.map((time) => (
          <label key={time.value}>
            <input
              type="radio"
              name={`${id}-time`}
              className="visually-hidden"
              checked={time.value === value}
              onChange={() => onChange(time.value)}
            />
            {time.label}
          </label>
        ))}
      </div>
      {since === '' ? null : (
        <span className="faint num" id={id}>
          asked {since}
        </span>
      )}
    </div>
  );
}

const ANY = (label: string): Choice => ({ value: '', label });

function of(words: Readonly<Record<string, string>>): Choice[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

/** What is set is offered too, also when the journal has nothing of it. */
function withSet(choices: Choice[], value: string | undefined, words: (value: string) => string): Choice[] {
  if (value === undefined || choices.some((choice) => choice.value === value)) return choices;
  return [...choices, { value, label: words(value) }];
}

function ThreadChip({ id, onClear }: { id: string; onClear(): void }) {
  const row = useFleetRow(asId<ThreadId>(id));
  return (
    <span className="chip" data-set>
      <span className="clip">{row?.title ?? 'One thread'}</span>
      <button
        type="button"
        className="chip-clear"
        aria-label="All threads"
        title="All threads"
        onClick={onClear}
      >
        <X size={12} />
      </button>
    </span>
  );
}

function Dates({ when, onChange }: { when: string; onChange(when: string): void }) {
  const [from = '', to = ''] = when.split('..', 2);
  const shown = when.includes('..') ? { from, to } : { from: '', to: '' };
  const next = (change: Partial<typeof shown>): void => {
    const dates = { ...shown, ...change };
    onChange(dates.from === '' && dates.to === '' ? '' : `${dates.from}..${dates.to}`);
  };
  return (
    <div className="journal-dates">
      <label>
        from
        <input
          className="input"
          type="date"
          value={shown.from}
          max={shown.to === '' ? undefined : shown.to}
          onChange={(event) => next({ from: event.target.value })}
        />
      </label>
      <label>
        to
        <input
          className="input"
          type="date"
          value={shown.to}
          min={shown.from === '' ? undefined : shown.from}
          onChange={(event) => next({ to: event.target.value })}
        />
      </label>
    </div>
  );
}
