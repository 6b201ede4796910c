import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import { readSettingsFile, settingsFile } from './settings-file.ts';

const usual = readSettings(new Map());
const light = readSettings(new Map([['appearance.theme', 'light']]));

describe('a file of settings', () => {
  it('has what is not as by default, and says what it changes', () => {
    expect(JSON.parse(settingsFile(light))).toEqual({
      muster: 'settings',
      version: 1,
      settings: { 'appearance.theme': 'light' },
    });
    expect(readSettingsFile(settingsFile(light), usual)).toEqual({
      changes: [{ name: 'appearance.theme', value: 'light' }],
    });
    expect(readSettingsFile(settingsFile(usual), light)).toEqual({
      changes: [{ name: 'appearance.theme', value: undefined }],
    });
    expect(readSettingsFile(settingsFile(light), light)).toEqual({ changes: [] });
  });

  it('is refused whole where anything of it is wrong', () => {
    const file = (settings: object) => JSON.stringify({ muster: 'settings', version: 1, settings });
    expect(readSettingsFile('{', usual)).toEqual({ problem: 'It is no JSON.' });
    expect(readSettingsFile('{}', usual)).toHaveProperty('problem');
    expect(readSettingsFile(file({ 'no.such': 1 }), usual)).toEqual({
      problem: 'no.such: This Muster has no such setting.',
    });
    expect(readSettingsFile(file({ 'appearance.theme': 'pink' }), usual)).toHaveProperty('problem');
  });
});
