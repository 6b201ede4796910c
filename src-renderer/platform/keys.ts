/** What of a keyboard event matters for shortcuts. */
export interface KeyPress {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SYMBOL = /^[^a-z0-9 ]$/i;

/**
 * The name of a key press in the form shortcuts are written in: `Mod+K`, `Shift+A`, `?`, `ArrowDown`. `Mod` is the
 * command key on a Mac and control elsewhere. The shift that a symbol needs on some keyboards is not named.
 */
export function pressName(event: KeyPress, mac: boolean): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return null;
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('Mod');
  if (mac ? event.ctrlKey : event.metaKey) parts.push(mac ? 'Ctrl' : 'Meta');
  if (event.altKey) parts.push('Alt');
  let key = event.key;
  // Option makes another character on a Mac: take the key itself.
  if (event.altKey && event.code !== undefined && /^Key[A-Z]$/.test(event.code)) key = event.code.slice(3);
  if (event.shiftKey && !SYMBOL.test(key)) parts.push('Shift');
  parts.push(key.length === 1 ? key.toUpperCase() : key);
  return parts.join('+');
}

/** How long the second key of a sequence such as `G I` may take. */
export const SEQUENCE_MS = 1200;

/** A press that may begin a sequence. */
export const PENDING = Symbol('pending');

/** Follows key presses and finds the shortcut they complete, sequences of two included. */
export class KeyMatcher {
  #first: { readonly name: string; readonly at: number } | null = null;

  /**
   * Takes one press. Answers the shortcut it completes, or PENDING when it begins a sequence, or null.
   * `shortcuts` are those that could run now.
   */
  press(name: string, at: number, shortcuts: readonly string[]): string | typeof PENDING | null {
    const first = this.#first;
    this.#first = null;
    if (first !== null && at - first.at <= SEQUENCE_MS) {
      const both = `${first.name} ${name}`;
      if (shortcuts.includes(both)) return both;
    }
    const begins = shortcuts.some((shortcut) => shortcut.startsWith(`${name} `));
    // One that does something of its own may begin a sequence as well: Escape goes back, Escape Escape interrupts.
    if (begins) this.#first = { name, at };
    if (shortcuts.includes(name)) return name;
    return begins ? PENDING : null;
  }
}

/** Where a key press lands, as far as shortcuts care. */
export type KeyPlace = 'text' | 'dialog' | 'page' | 'terminal';

/** Whether a shortcut may run there: letters belong to whoever types, and a dialog keeps the page quiet. */
export function mayRun(shortcut: string, place: KeyPlace): boolean {
  if (place === 'page') return true;
  return place === 'text' && shortcut.startsWith('Mod+');
}

/**
 * Whether a shortcut is Muster's while a terminal has the focus. A program gets every key that it can tell from
 * others: on a Mac it never sees the command key, elsewhere it takes Control with Shift for Control alone.
 */
export function mayRunInTerminal(shortcut: string, mac: boolean, always: boolean): boolean {
  const first = shortcut.split(' ', 1)[0] ?? '';
  if (mac ? first.startsWith('Mod+') : first.startsWith('Mod+Shift+')) return true;
  return always && /^(Mod|Ctrl|Alt|Meta)\+|^F\d+$/.test(first);
}
