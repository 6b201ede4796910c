import { quietHoursProblem, type QuietHours } from '../notifications/quiet-hours.ts';

/**
 * Every setting of the app, once: its kind, its default, and the words of the settings page. The host stores what
 * differs from the default and shows all values to its clients.
 */
export const SETTINGS = {
  'appearance.theme': choice({
    group: 'Appearance',
    title: 'Theme',
    detail: 'Light, dark, or whatever the system shows.',
    standard: 'system',
    choices: { system: 'As the system', light: 'Light', dark: 'Dark' },
  }),
  'appearance.zoom': number({
    group: 'Appearance',
    title: 'Size of everything',
    detail: 'In percent. The keys of the window or the browser change it on top of this.',
    standard: 100,
    least: 75,
    most: 200,
  }),
  'threads.place': choice({
    group: 'Threads',
    title: 'New threads work in',
    detail:
      'A worktree is a checkout on a branch of its own, so that agents do not trample each other. A folder is busy while another thread is active in it.',
    standard: 'auto',
    choices: {
      auto: 'A worktree when the folder is busy',
      worktree: 'A new worktree',
      folder: 'The folder itself',
    },
  }),
  'worktrees.branch': text({
    group: 'Threads',
    title: 'Branch of a new worktree',
    detail: '{title} becomes words of the prompt, {date} the day as 2026-01-31. A taken name gets a number.',
    standard: 'muster/{title}',
    longest: 120,
  }),
  'composer.enter': choice({
    group: 'Writing',
    title: 'Enter in the composer',
    detail: 'Shift+Enter is always a new line. What sends in dialogs is always Ctrl+Enter, or ⌘+Enter.',
    standard: 'sends',
    choices: { sends: 'Sends', newLine: 'Is a new line; Ctrl+Enter sends' },
  }),
  'composer.running': choice({
    group: 'Writing',
    title: 'Sending while an agent works',
    detail: 'The other of the two is done with Ctrl+Enter (⌘+Enter), or Alt+Enter.',
    standard: 'steer',
    choices: { steer: 'Steers it: at its next step', queue: 'Queues it: after this turn' },
  }),
  'files.editor': text({
    group: 'Reading',
    title: 'Files open in',
    detail:
      'The command of your editor, such as code -g {file}:{line}. It is run on the machine of the agents, without a shell. Without one files open here.',
    standard: '',
    longest: 1000,
  }),
  'changes.view': choice({
    group: 'Changes',
    title: 'Differences are shown',
    detail: 'Side by side needs room; in a narrow column they are always shown in one.',
    standard: 'split',
    choices: { split: 'Side by side', inline: 'In one column' },
  }),
  'terminal.shell': text({
    group: 'Terminal',
    title: 'Shell',
    detail: 'The program a terminal runs; without one, the shell of your account.',
    standard: '',
    longest: 1000,
  }),
  'terminal.fontSize': number({
    group: 'Terminal',
    title: 'Size of type',
    detail: 'In pixels.',
    standard: 13,
    least: 8,
    most: 32,
  }),
  'terminal.scrollback': number({
    group: 'Terminal',
    title: 'Lines kept above the screen',
    detail: 'Kept by the host for each terminal, so that a reload shows them again.',
    standard: 5000,
    least: 100,
    most: 50_000,
  }),
  'keys.changed': {
    type: 'keys',
    group: 'Keys',
    title: 'Changed keys',
    detail: 'Commands whose keys are not those they come with.',
    standard: {},
  },
  'terminal.screenReader': toggle({
    group: 'Terminal',
    title: 'Read terminals to a screen reader',
    detail: 'What a program writes is then announced, and can be read line by line. It costs some speed.',
    standard: false,
  }),
  'system.keepAwake': toggle({
    group: 'System',
    title: 'Keep the computer awake while agents run',
    detail: 'The screen may still go dark. Only in the desktop app.',
    standard: true,
  }),
  'system.startAtLogin': toggle({
    group: 'System',
    title: 'Start Muster when you log in',
    detail: 'Only in the desktop app.',
    standard: false,
  }),
  'system.quit': choice({
    group: 'System',
    title: 'Quitting while agents run',
    detail: 'What happens to turns that run when Muster is told to quit. Only in the desktop app.',
    standard: 'ask',
    choices: {
      ask: 'Asks',
      keep: 'Keeps them running, with an icon in the tray',
      interrupt: 'Interrupts them and quits',
    },
  }),
  'inbox.undoSeconds': number({
    group: 'Inbox',
    title: 'Seconds to take back a decision for many',
    detail: 'The answers are sent when they are over. A decision for one request is sent at once.',
    standard: 3,
    least: 0,
    most: 30,
  }),
  'notifications.show': toggle({
    group: 'Notifications',
    title: 'Notify when a decision waits and Muster is not in front',
    detail: 'The notification names the thread and what it asks for.',
    standard: true,
  }),
  'notifications.quietHours': {
    type: 'quietHours',
    group: 'Notifications',
    title: 'Quiet hours',
    detail:
      'When nobody is notified. What still waits when they end is told then; title, badge and tray count as always.',
    standard: {},
  },
} as const satisfies Record<string, SettingDefinition>;

export type SettingDefinition =
  ChoiceSetting | TextSetting | NumberSetting | ToggleSetting | KeysSetting | QuietHoursSetting;

/** Command → its keys, for commands whose keys were changed; without any it has none. */
export type ChangedKeys = Readonly<Record<string, readonly string[]>>;

interface Words {
  readonly group: string;
  readonly title: string;
  readonly detail: string;
}

export interface ChoiceSetting<T extends string = string> extends Words {
  readonly type: 'choice';
  readonly standard: T;
  /** Value → what it is called. */
  readonly choices: Readonly<Record<T, string>>;
}

export interface TextSetting extends Words {
  readonly type: 'text';
  readonly standard: string;
  /** In UTF-16 units. */
  readonly longest: number;
}

export interface NumberSetting extends Words {
  readonly type: 'number';
  readonly standard: number;
  readonly least: number;
  readonly most: number;
}

export interface ToggleSetting extends Words {
  readonly type: 'toggle';
  readonly standard: boolean;
}

export type SettingName = keyof typeof SETTINGS;

export interface KeysSetting extends Words {
  readonly type: 'keys';
  readonly standard: ChangedKeys;
}

export interface QuietHoursSetting extends Words {
  readonly type: 'quietHours';
  readonly standard: QuietHours;
}

type ValueOf<D> = D extends { type: 'keys' }
  ? ChangedKeys
  : D extends { type: 'quietHours' }
    ? QuietHours
    : D extends { type: 'choice'; choices: Readonly<Record<infer T, string>> }
      ? T
      : D extends { type: 'toggle' }
        ? boolean
        : D extends { type: 'number' }
          ? number
          : string;

export type SettingValue<N extends SettingName> = ValueOf<(typeof SETTINGS)[N]>;

/** The value of every setting. */
export type Settings = { readonly [N in SettingName]: SettingValue<N> };

/** The definition of a setting, with all its parts. */
export function settingOf(name: SettingName): SettingDefinition {
  return SETTINGS[name];
}

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** Whether a text names a setting of this version. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** Why a value cannot be the setting's, in words for the person; null when it can. */
export function settingProblem(name: SettingName, value: unknown): string | null {
  const setting = settingOf(name);
  switch (setting.type) {
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(setting.choices, value)
        ? null
        : `${setting.title} is one of ${Object.keys(setting.choices).join(', ')}.`;
    case 'toggle':
      return typeof value === 'boolean' ? null : `${setting.title} is on or off.`;
    case 'number':
      return Number.isInteger(value) &&
        (value as number) >= setting.least &&
        (value as number) <= setting.most
        ? null
        : `${setting.title} is a whole number from ${setting.least} to ${setting.most}.`;
    case 'text':
      return typeof value === 'string' && value.length <= setting.longest
        ? null
        : `${setting.title} has at most ${setting.longest} characters.`;
    case 'quietHours':
      return quietHoursProblem(value);
    case 'keys':
      return isChangedKeys(value) ? null : 'Keys are given as a command with at most eight keys each.';
  }
}

/** All values, from what was stored: what is not there, or cannot be, is as by default. */
export function readSettings(stored: ReadonlyMap<string, unknown>): Settings {
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const value = stored.get(name);
    values[name] = settingProblem(name, value) === null ? value : SETTINGS[name].standard;
  }
  return values as Settings;
}

const MOST_COMMANDS = 500;
const MOST_KEYS = 8;
const LONGEST_NAME = 60;

function isChangedKeys(value: unknown): value is ChangedKeys {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_COMMANDS &&
    entries.every(
      ([command, keys]) =>
        command.length <= LONGEST_NAME &&
        Array.isArray(keys) &&
        keys.length <= MOST_KEYS &&
        keys.every((key) => typeof key === 'string' && key.length > 0 && key.length <= LONGEST_NAME),
    )
  );
}

function choice<const T extends string>(
  definition: Words & { standard: NoInfer<T>; choices: Readonly<Record<T, string>> },
): ChoiceSetting<T> {
  return { type: 'choice', ...definition };
}

function text(definition: Omit<TextSetting, 'type'>): TextSetting {
  return { type: 'text', ...definition };
}

function number(definition: Omit<NumberSetting, 'type'>): NumberSetting {
  return { type: 'number', ...definition };
}

function toggle(definition: Omit<ToggleSetting, 'type'>): ToggleSetting {
  return { type: 'toggle', ...definition };
}
