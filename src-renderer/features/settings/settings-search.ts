import {
  SETTING_NAMES,
  settingOf,
  type SettingDefinition,
  type SettingName,
} from '#shared/model/settings/settings.ts';

/** Whether a text has every word of a search, in any order and letter case. An empty search finds everything. */
export function finds(search: string, text: string): boolean {
  const inside = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => inside.includes(word));
}

/** Settings that have a row of their own, by group, in the order of the table; only those a search finds. */
export function settingGroups(search: string): ReadonlyMap<string, readonly SettingName[]> {
  const groups = new Map<string, SettingName[]>();
  for (const name of SETTING_NAMES) {
    const setting = settingOf(name);
    if (setting.type === 'keys' || !finds(search, words(name, setting))) continue;
    groups.set(setting.group, [...(groups.get(setting.group) ?? []), name]);
  }
  return groups;
}

function words(name: string, setting: SettingDefinition): string {
  const choices = setting.type === 'choice' ? Object.values(setting.choices).join(' ') : '';
  return `${setting.group} ${setting.title} ${setting.detail} ${choices} ${name}`;
}
