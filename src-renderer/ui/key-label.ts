const MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const MAC_NAMES: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  Delete: '⌦',
  Backspace: '⌫',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  Enter: '↵',
  Escape: 'Esc',
  Shift: '⇧',
  Alt: 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** How a shortcut is written: one label per key press. `Mod+K` → `⌘K` or `Ctrl K`; `g i` → `G`, `I`. */
export function keyLabels(keys: string, mac: boolean = MAC): readonly string[] {
  const names = mac ? MAC_NAMES : OTHER_NAMES;
  return keys.split(' ').map((press) => {
    const parts = press
      .split('+')
      .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
    return parts.join(mac || parts.every((part) => part.length === 1) ? '' : ' ');
  });
}
