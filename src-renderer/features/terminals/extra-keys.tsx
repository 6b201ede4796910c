import type { Terminal } from '@xterm/xterm';

/** Keys that a phone's keyboard does not have. They leave the focus, and so the keyboard, where it is. */
export function ExtraKeys(props: { terminal: Terminal; ctrl: boolean; onCtrl(held: boolean): void }) {
  const { terminal, ctrl, onCtrl } = props;
  const arrow = (letter: string) => () =>
    terminal.input(`\u001b${terminal.modes.applicationCursorKeysMode ? 'O' : '['}${letter}`);
  const keys: readonly (readonly [label: string, name: string, press: () => void])[] = [
    ['Esc', 'Escape', () => terminal.input('\u001b')],
    ['Tab', 'Tab', () => terminal.input('\t')],
    ['Ctrl', 'Control, with the next letter', () => onCtrl(!ctrl)],
    ['←', 'Left', arrow('D')],
    ['↑', 'Up', arrow('A')],
    ['↓', 'Down', arrow('B')],
    ['→', 'Right', arrow('C')],
    ['|', 'Pipe', () => terminal.input('|')],
    ['~', 'Tilde', () => terminal.input('~')],
  ];
  return (
    <div className="term-keys" role="toolbar" aria-label="More keys">
      {keys.map(([label, name, press]) => (
        <button
          type="button"
          key={label}
          aria-label={name}
          aria-pressed={label === 'Ctrl' ? ctrl : undefined}
          onPointerDown={(event) => event.preventDefault()}
          onClick={press}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
