import type { MenuItemConstructorOptions } from 'electron';
import { COMMANDS, commandOf, type CommandId } from '#shared/model/commands/commands.ts';
import type { Keymap } from '#shared/model/commands/keymap.ts';

/** What the menu shows, as plain values. */
export interface MenuState {
  readonly platform: string;
  /** A checkout shows the developer's tools; a package does not. */
  readonly packaged: boolean;
  /** What the window in front can do now; null when there is none. */
  readonly runnable: ReadonlySet<CommandId> | null;
  readonly keymap: Keymap;
  /** A new version that waits for a restart. */
  readonly update: string | null;
}

/** What the menu can bring about. */
export interface MenuActions {
  readonly run: (id: CommandId) => void;
  readonly quit: () => void;
  readonly installUpdate: () => void;
}

/** Commands that stand elsewhere than under the name of their group. */
const PLACES: Partial<Record<CommandId, 'File' | 'View' | 'Help' | 'Settings'>> = {
  'thread.new': 'File',
  'window.new': 'File',
  'workspace.add': 'File',
  'app.stopAll': 'File',
  'go.settings': 'Settings',
  'palette.open': 'View',
  'rail.toggle': 'View',
  'theme.next': 'View',
  'help.keys': 'Help',
  'diagnostics.copy': 'Help',
  'link.create': 'File',
  'demo.start': 'Help',
  'demo.remove': 'Help',
};

/** These open a window when there is none, and do their work there. */
const ALWAYS: ReadonlySet<CommandId> = new Set([
  'window.new',
  'thread.new',
  'app.stopAll',
  'workspace.add',
  'go.inbox',
  'go.fleet',
  'go.workspaces',
  'go.settings',
  'help.keys',
]);

/**
 * The application's menu out of the one table of actions: every action that is not for keys alone stands in it exactly
 * once, also one of a group that is new. What the window in front cannot do now is greyed.
 */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = state.platform === 'darwin';
  const item = (id: CommandId): MenuItemConstructorOptions => menuItem(id, state, actions);
  const placed = (place: string): MenuItemConstructorOptions[] =>
    visible()
      .filter((id) => PLACES[id] === place)
      .map(item);
  const quit: MenuItemConstructorOptions = {
    label: mac ? 'Quit Muster' : state.platform === 'win32' ? 'Exit' : 'Quit',
    ...(mac && { accelerator: 'Cmd+Q' }),
    ...(state.platform === 'linux' && { accelerator: 'Ctrl+Q' }),
    click: actions.quit,
  };
  const update: MenuItemConstructorOptions[] =
    state.update === null
      ? []
      : [{ label: `Restart to update to ${state.update}`, click: actions.installUpdate }];
  const appMenu: MenuItemConstructorOptions = {
    label: 'Muster',
    submenu: [
      { role: 'about', label: 'About Muster' },
      ...update,
      { type: 'separator' },
      ...placed('Settings'),
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide', label: 'Hide Muster' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quit,
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: [
      ...placed('File'),
      { type: 'separator' },
      ...(mac ? [] : placed('Settings')),
      { role: 'close' },
      ...(mac ? [] : [...update, { type: 'separator' as const }, quit]),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      ...placed('View'),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(state.packaged ? [] : [{ role: 'toggleDevTools' as const }]),
    ],
  };
  const groups = new Map<string, MenuItemConstructorOptions[]>();
  for (const id of visible()) {
    if (PLACES[id] !== undefined) continue;
    const { group } = commandOf(id);
    groups.set(group, [...(groups.get(group) ?? []), item(id)]);
  }
  return [
    ...(mac ? [appMenu] : []),
    file,
    { role: 'editMenu' },
    view,
    ...[...groups].map(([label, submenu]) => ({ label, submenu })),
    { role: 'windowMenu' },
    { role: 'help', label: 'Help', submenu: placed('Help') },
  ];
}

function visible(): CommandId[] {
  return (Object.keys(COMMANDS) as CommandId[]).filter((id) => commandOf(id).hidden !== true);
}

function menuItem(id: CommandId, state: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  const accelerator = state.keymap
    .keysOf(id)
    .map((keys) => acceleratorOf(keys))
    .find((found) => found !== null);
  return {
    id,
    label: commandOf(id).title.replaceAll('&', '&&'),
    enabled: state.runnable === null ? ALWAYS.has(id) : state.runnable.has(id) || id === 'window.new',
    // Shown here, acted on by the page: keys mean something else while one types, and only the page knows.
    ...(accelerator !== undefined && accelerator !== null && { accelerator, registerAccelerator: false }),
    click: () => actions.run(id),
  };
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  ' ': 'Space',
  '+': 'Plus',
};

/**
 * A shortcut of ours as Electron writes it; null for what a menu cannot have: sequences, and letters without a modifier,
 * which belong to whoever types.
 */
export function acceleratorOf(keys: string): string | null {
  if (!keys.startsWith('Mod+') || keys.includes(' ')) return null;
  const parts = keys.split('+');
  const [key = ''] = parts.splice(-1);
  const modifiers = parts.map((part) => (part === 'Mod' ? 'CmdOrCtrl' : part === 'Meta' ? 'Super' : part));
  return [...modifiers, KEY_NAMES[key] ?? key].join('+');
}
