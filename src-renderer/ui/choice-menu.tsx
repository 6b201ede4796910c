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
}) {
  const { label, value, choices, onChange, disabled = false } = props;
  const current = choices.find((choice) => choice.value === value);
  return (
    <Menu.Root>
      <Menu.Trigger className="chip" disabled={disabled} aria-label={`${label}: ${current?.label ?? value}`}>
        <span className="clip">{current?.label ?? value}</span>
        <ChevronDown size={12} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="start" style={{ zIndex: 20 }}>
          <Menu.Popup className="floating menu" aria-label={label}>
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
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
