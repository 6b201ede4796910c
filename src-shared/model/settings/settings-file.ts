import { z } from 'zod';
import {
  isSettingName,
  SETTING_NAMES,
  settingProblem,
  SETTINGS,
  type SettingName,
  type Settings,
} from './settings.ts';

const fileSchema = z.strictObject({
  muster: z.literal('settings'),
  version: z.literal(1),
  settings: z.record(z.string().max(100), z.unknown()),
});

/** What an imported file makes another; undefined is the default again. */
export interface SettingsImport {
  readonly changes: readonly { readonly name: SettingName; readonly value: unknown }[];
}

/** The settings that are not as by default, as a file. Secrets are none of them. */
export function settingsFile(settings: Settings): string {
  const changed = SETTING_NAMES.filter((name) => !same(settings[name], SETTINGS[name].standard));
  const own = Object.fromEntries(changed.map((name) => [name, settings[name]]));
  return `${JSON.stringify({ muster: 'settings', version: 1, settings: own }, null, 2)}\n`;
}

/** Reads a file whole: what it would change, or the first thing that is wrong with it, in words. */
export function readSettingsFile(text: string, now: Settings): SettingsImport | { readonly problem: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { problem: 'It is no JSON.' };
  }
  const file = fileSchema.safeParse(raw);
  if (!file.success) return { problem: 'It is no file of settings that Muster exported.' };
  for (const [name, value] of Object.entries(file.data.settings)) {
    const problem = isSettingName(name) ? settingProblem(name, value) : 'This Muster has no such setting.';
    if (problem !== null) return { problem: `${name}: ${problem}` };
  }
  const changes = SETTING_NAMES.flatMap((name) => {
    const value = file.data.settings[name];
    if (same(value ?? SETTINGS[name].standard, now[name])) return [];
    return [{ name, value }];
  });
  return { changes };
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
