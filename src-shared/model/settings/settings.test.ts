import { describe, expect, it } from 'vitest';
import { readSettings, SETTING_NAMES, settingOf, settingProblem } from './settings.ts';

describe('settings', () => {
  it('have a default that is allowed', () => {
    for (const name of SETTING_NAMES) expect(settingProblem(name, settingOf(name).standard), name).toBeNull();
  });

  it('are as stored, and as by default where nothing usable was stored', () => {
    const stored = new Map<string, unknown>([
      ['appearance.theme', 'dark'],
      ['terminal.fontSize', 400],
      ['changes.view', 7],
      ['of another version', true],
    ]);
    const settings = readSettings(stored);
    expect(settings['appearance.theme']).toBe('dark');
    expect(settings['terminal.fontSize']).toBe(13);
    expect(settings['changes.view']).toBe('split');
    expect(Object.keys(settings)).toEqual(SETTING_NAMES);
    const keys = { 'go.fleet': ['Mod+1', 'G F'], 'go.inbox': [] };
    expect(readSettings(new Map([['keys.changed', keys]]))['keys.changed']).toEqual(keys);
  });

  it.each([
    ['appearance.theme', 'pink', 'Theme is one of system, light, dark.'],
    ['appearance.theme', 'toString', 'Theme is one of system, light, dark.'],
    ['system.keepAwake', 1, 'Keep the computer awake while agents run is on or off.'],
    ['terminal.fontSize', 12.5, 'Size of type is a whole number from 8 to 32.'],
    ['keys.changed', { 'go.fleet': 'F' }, 'Keys are given as a command with at most eight keys each.'],
    ['keys.changed', ['F'], 'Keys are given as a command with at most eight keys each.'],
    ['worktrees.branch', 'x'.repeat(121), 'Branch of a new worktree has at most 120 characters.'],
  ] as const)('%s refuses %j', (name, value, problem) => {
    expect(settingProblem(name, value)).toBe(problem);
  });
});
