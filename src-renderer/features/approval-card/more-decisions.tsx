import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import type { DecisionOption } from '#shared/model/approval/decision.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { commandOf } from '../approval/index.ts';

/** The decisions that are taken less often, each with what it reaches; nothing where there are none. */
export function MoreDecisions(props: {
  options: readonly DecisionOption[];
  busy: boolean;
  keys: boolean;
  onRule: (() => void) | null;
  onChoose(option: DecisionOption): void;
}) {
  const { options, busy, keys, onRule, onChoose } = props;
  if (options.length === 0 && onRule === null) return null;
  return (
    <Menu.Root>
      <Menu.Trigger className="btn" data-look="quiet" disabled={busy}>
        More
        <ChevronDown size={13} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="start" style={{ zIndex: 20 }}>
          <Menu.Popup className="floating menu ap-more" aria-label="More decisions">
            {options.map((option) => (
              <Menu.Item key={option.id} onClick={() => onChoose(option)}>
                <span />
                <span className="grow">
                  {option.label}
                  <div className="sub">{option.reach}</div>
                </span>
                {keys ? <KeyOf id={commandOf(option)} /> : null}
              </Menu.Item>
            ))}
            {onRule === null ? null : (
              <>
                {options.length === 0 ? null : <Menu.Separator className="menu-line" />}
                <Menu.Item onClick={onRule}>
                  <span />
                  <span className="grow">
                    Make a rule…
                    <div className="sub">
                      Decides requests like this one from now on; it can be seen and taken back.
                    </div>
                  </span>
                  {keys ? <KeyOf id="approval.rule" /> : null}
                </Menu.Item>
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
