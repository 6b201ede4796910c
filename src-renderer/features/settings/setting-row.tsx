import { useId, useRef, useState } from 'react';
import type { Params } from '#shared/contract/requests.ts';
import type { QuietHours } from '#shared/model/notifications/quiet-hours.ts';
import {
  settingOf,
  settingProblem,
  type ChoiceSetting,
  type SettingName,
} from '#shared/model/settings/settings.ts';
import { useAction, useSetting } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { BrowserPermission, QuietHoursControl } from '../notifications/index.ts';
import { Button } from '../../ui/kit.tsx';

type NewValue = Params<'settings/set'>['value'];

/** Choices up to this length in all stand beside each other; longer ones open a menu. */
const SHORT = 40;

/** One setting: what it is called, what it does, and the control for it. */
export function SettingRow({ name }: { name: SettingName }) {
  const setting = settingOf(name);
  const value = useSetting(name);
  const action = useAction('settings/set');
  const id = useId();
  const set = useLatest((next: NewValue) => action.run({ name, value: next }));
  // Some are objects, which come anew with every change of the host's state.
  const changed = JSON.stringify(value) !== JSON.stringify(setting.standard);
  return (
    <div className="setting" data-setting={name} data-wide={setting.type === 'quietHours' || undefined}>
      <div className="setting-words">
        <label id={`${id}-title`} htmlFor={id}>
          {setting.title}
        </label>
        <p className="sub" id={`${id}-detail`}>
          {setting.detail}
        </p>
        {name === 'notifications.show' ? <BrowserPermission /> : null}
        {action.failure === null ? null : (
          <p className="setting-problem" role="alert">
            {action.failure.message}
          </p>
        )}
      </div>
      <div className="setting-control">
        {changed ? (
          <Button size="small" look="quiet" busy={action.pending} onClick={() => void action.run({ name })}>
            Reset<span className="visually-hidden"> {setting.title}</span>
          </Button>
        ) : null}
        {setting.type === 'choice' ? (
          <ChoiceControl id={id} setting={setting} value={String(value)} set={set} />
        ) : setting.type === 'toggle' ? (
          <input
            id={id}
            type="checkbox"
            role="switch"
            aria-checked={value === true}
            className="switch"
            checked={value === true}
            aria-describedby={`${id}-detail`}
            onChange={(event) => set(event.target.checked)}
          />
        ) : setting.type === 'quietHours' ? (
          <QuietHoursControl
            value={value as QuietHours}
            set={(next) =>
              set(Object.fromEntries(Object.entries(next).map(([key, list]) => [key, [...list]])))
            }
          />
        ) : setting.type === 'keys' ? null : (
          <TypedControl
            // A value that was set elsewhere replaces what is being typed.
            key={String(value)}
            id={id}
            name={name}
            value={String(value)}
            set={set}
          />
        )}
      </div>
    </div>
  );
}

/** Sets one value after the other: one that comes while another is being set is not lost, and the last one stays. */
function useLatest<T>(run: (value: T) => Promise<unknown>): (value: T) => void {
  const wanted = useRef<{ readonly value: T } | null>(null);
  const running = useRef(false);
  return (value) => {
    wanted.current = { value };
    if (running.current) return;
    running.current = true;
    const next = async (): Promise<void> => {
      for (let now = wanted.current; now !== null; now = wanted.current) {
        wanted.current = null;
        await run(now.value);
      }
      running.current = false;
    };
    void next();
  };
}

function ChoiceControl(props: {
  id: string;
  setting: ChoiceSetting;
  value: string;
  set(value: string): void;
}) {
  const { id, setting, value, set } = props;
  const choices = Object.entries(setting.choices);
  if (choices.reduce((sum, [, label]) => sum + label.length, 0) > SHORT)
    return (
      <ChoiceMenu
        label={setting.title}
        value={value}
        onChange={set}
        choices={choices.map(([choice, label]) => ({ value: choice, label }))}
      />
    );
  return (
    <div className="segments" role="radiogroup" aria-labelledby={`${id}-title`}>
      {choices.map(([choice, label]) => (
        <label key={choice}>
          <input
            type="radio"
            name={id}
            className="visually-hidden"
            checked={value === choice}
            onChange={() => set(choice)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}

/** A text or a number: taken with Enter or when the field is left, put back with Escape. */
function TypedControl(props: {
  id: string;
  name: SettingName;
  value: string;
  set(value: string | number): void;
}) {
  const { id, name, value, set } = props;
  const setting = settingOf(name);
  const [typed, setTyped] = useState(value);
  const next = setting.type === 'number' ? Number(typed) : typed;
  const problem =
    typed === value
      ? null
      : typed.trim() === '' && setting.type === 'number'
        ? 'A number is needed.'
        : settingProblem(name, next);
  const take = (): void => {
    if (typed !== value && problem === null) set(next);
  };
  return (
    <div className="setting-typed">
      <input
        id={id}
        className="input"
        data-kind={setting.type}
        inputMode={setting.type === 'number' ? 'numeric' : 'text'}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        aria-describedby={`${id}-detail`}
        aria-invalid={problem !== null}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape' && typed !== value) {
            event.preventDefault();
            setTyped(value);
          }
        }}
      />
      {problem === null ? null : (
        <p className="setting-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
