import { describe, expect, it } from 'vitest';
import { SETTING_NAMES, settingOf } from '#shared/model/settings/settings.ts';
import { finds, settingGroups } from './settings-search.ts';

describe('settings search', () => {
  it('shows every setting with a row of its own when nothing is searched', () => {
    const rows = [...settingGroups('').values()].flat();
    expect(rows).toEqual(SETTING_NAMES.filter((name) => settingOf(name).type !== 'keys'));
  });

  it('finds by title, detail, choice, group and name, words in any order', () => {
    expect([...(settingGroups('dark').get('Appearance') ?? [])]).toEqual(['appearance.theme']);
    expect(settingGroups('TYPE size').get('Terminal')).toEqual(['terminal.fontSize']);
    expect([...settingGroups('worktrees.branch').values()].flat()).toEqual(['worktrees.branch']);
    expect(settingGroups('no such thing').size).toBe(0);
    expect(finds('b  a', 'a and b')).toBe(true);
    expect(finds('a c', 'a and b')).toBe(false);
  });
});
