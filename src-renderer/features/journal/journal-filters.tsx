import { X } from 'lucide-react';
import { useState } from 'react';
import type { JournalFind } from '../../app/routes.ts';
import { useFleetRow } from '../../connection/index.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { ChoiceMenu, type Choice } from '../../ui/choice-menu.tsx';
import { Button } from '../../ui/kit.tsx';
import { BY_WORDS, datesWords, DAYS, kindWords, OUTCOME_WORDS } from './journal-picture.ts';
import { useJournalChoices } from './use-journal.ts';

/** The filters as a line of menus: each says what it is until it is set, then what it is set to. */
export function JournalFilters({ find, onFind }: { find: JournalFind; onFind(find: JournalFind): void }) {
  const choices = useJournalChoices();
  const set = (name: keyof JournalFind) => (value: string) => onFind({ ...find, [name]: value });
  const [dates, setDates] = useState(false);
  const when = find.when ?? '';
  const custom = when.includes('..') || dates;
  const any = Object.entries(find).some(([name, value]) => name !== 'text' && value !== '');
  return (
    <>
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
              ...(choices?.kinds ?? []).map((kind) => ({ value: kind, label: kindWords(kind) })),
            ],
            find.kind,
            kindWords,
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
          label="Time"
          unset="Time"
          value={custom ? 'dates' : when}
          onChange={(value) => {
            setDates(value === 'dates');
            if (value !== 'dates') onFind({ ...find, when: value });
          }}
          choices={[
            ANY('Any time'),
            ...Object.entries(DAYS).map(([value, { label }]) => ({ value, label })),
            { value: 'dates', label: datesWords(when) },
          ]}
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
