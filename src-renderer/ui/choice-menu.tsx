import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string | undefined;
}

/** A chip that opens a menu of choices, one of which is taken. */
export function ChoiceMenu(props: {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChange(value: string): void;
  disabled?: boolean;
  /** The chip's tabIndex: -1 where the keys of a list lead to it, and not Tab. */
  tabIndex?: number;
  /** What the chip says while the value is empty; any other then stands out, as a filter that is set does. */
  unset?: string;
}) {
  const { label, value, choices, onChange, disabled = false, tabIndex, unset } = props;
  const current =
    unset !== undefined && value === '' ? { label: unset } : choices.find((choice) => choice.value === value);
  return (
    <Menu.Root>
      <Menu.Trigger
        className="chip"
        data-set={(unset !== undefined && value !== '') || undefined}
        disabled={disabled}
        {...(tabIndex !== undefined && { tabIndex })}
        aria-label={`${label}: ${current?.label ?? value}`}
      >
        <span className="clip">{current?.label ?? value}</span>
        <ChevronDown size={12} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="start" style={{ zIndex: 20 }}>
          <Menu.Popup className="floating menu" aria-label={label}>
            <ChoiceItems value={value} choices={choices} onChange={onChange} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The choices of a menu, the one that is taken with a tick. */
export function ChoiceItems(props: {
  value: string;
  choices: readonly Choice[];
  onChange(value: string): void;
}) {
  const { value, choices, onChange } = props;
  return (
    <Menu.RadioGroup value={value} onValueChange={(next: string) => onChange(next)}>
      {choices.map((choice) => (
        <Menu.RadioItem key={choice.value} value={choice.value} closeOnClick>
          {choice.value === value ? <Check size={14} aria-hidden="true" /> : <span />}
          <span>
            {choice.label}
            {choice.detail === undefined ? null : <div className="sub">{choice.detail}</div>}
          </span>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
