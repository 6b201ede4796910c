import { ALL_WORKSPACES, ALWAYS, WEEKEND, type QuietHours } from '#shared/model/notifications/quiet-hours.ts';
import { useWorkspaces } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { QuietTimes } from './quiet-times.tsx';

type Mode = 'inherit' | 'never' | 'hours' | 'always';

const MODES: Readonly<Record<Mode, string>> = {
  inherit: 'As all workspaces',
  never: 'Never quiet',
  hours: 'Quiet between…',
  always: 'Always quiet',
};
const USUAL = '22:00-07:00';

/** Quiet hours of all workspaces, and of those that differ. */
export function QuietHoursControl({ value, set }: { value: QuietHours; set(value: QuietHours): void }) {
  const workspaces = useWorkspaces();
  const change = (key: string, list: readonly string[] | undefined): void => {
    const { [key]: _before, ...others } = value;
    set(list === undefined ? others : { ...others, [key]: list });
  };
  return (
    <ul className="quiet-hours">
      <Line
        name="All workspaces"
        modes={['never', 'hours', 'always']}
        list={value[ALL_WORKSPACES] ?? []}
        change={(list) => change(ALL_WORKSPACES, list)}
      />
      {workspaces.map(({ id, name }) => (
        <Line
          key={id}
          name={name}
          modes={['inherit', 'never', 'hours', 'always']}
          list={value[id]}
          change={(list) => change(id, list)}
        />
      ))}
    </ul>
  );
}

function Line(props: {
  name: string;
  modes: readonly Mode[];
  list: readonly string[] | undefined;
  change(list: readonly string[] | undefined): void;
}) {
  const { name, modes, list, change } = props;
  const mode = modeOf(list);
  return (
    <li>
      <span className="clip">{name}</span>
      <ChoiceMenu
        label={`Quiet hours of ${name}`}
        value={mode}
        onChange={(next) => {
          if (next !== mode)
            change({ inherit: undefined, never: [], always: [ALWAYS], hours: [USUAL] }[next as Mode]);
        }}
        choices={modes.map((choice) => ({ value: choice, label: MODES[choice] }))}
      />
      {mode !== 'hours' ? null : (
        <QuietTimes
          name={name}
          span={list?.find((entry) => entry.includes(':')) ?? USUAL}
          weekend={list?.includes(WEEKEND) === true}
          change={change}
        />
      )}
    </li>
  );
}

function modeOf(list: readonly string[] | undefined): Mode {
  if (list === undefined) return 'inherit';
  if (list.length === 0) return 'never';
  return list.includes(ALWAYS) ? 'always' : 'hours';
}
