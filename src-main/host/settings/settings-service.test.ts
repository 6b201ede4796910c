import { describe, expect, it } from 'vitest';
import { ContractFailure } from '#shared/contract/errors.ts';
import { SETTINGS } from '#shared/model/settings/settings.ts';
import { Events } from '../base/events.ts';
import { SettingsService } from './settings-service.ts';

function setUp(stored: readonly (readonly [string, unknown])[] = []) {
  const rows = new Map<string, unknown>(stored);
  const full = { disk: false };
  let reads = 0;
  const fail = (error: unknown): never => {
    throw error;
  };
  const events = new Events<{ storageTrusted: undefined }>(fail);
  const settings = new SettingsService(
    {
      settings: () => {
        reads += 1;
        return rows;
      },
      saveSetting: (name, value) => {
        if (full.disk) throw new ContractFailure({ code: 'storage', message: 'The disk is full.' });
        if (value === undefined) rows.delete(name);
        else rows.set(name, value);
      },
    },
    events,
    fail,
  );
  const told: unknown[] = [];
  settings.onChange('terminal.scrollback', (value) => told.push(['scrollback', value]));
  settings.onChange('threads.place', (value) => told.push(['place', value]));
  settings.onAny((all) => told.push(['any', all['terminal.scrollback']]));
  return { settings, rows, full, events, told, reads: () => reads };
}

describe('SettingsService', () => {
  it('has what was stored, and the default of all else', () => {
    const { settings } = setUp([['terminal.scrollback', 200]]);
    expect(settings.get('terminal.scrollback')).toBe(200);
    expect(settings.get('threads.place')).toBe(SETTINGS['threads.place'].standard);
  });

  it('wakes who uses a setting when it has another value, and nobody else; the table is not read again', () => {
    const { settings, rows, told, reads } = setUp();
    settings.set('terminal.scrollback', 300);
    settings.set('terminal.scrollback', 300);
    expect(told).toEqual([
      ['scrollback', 300],
      ['any', 300],
    ]);
    settings.set('terminal.scrollback', undefined);
    expect(settings.get('terminal.scrollback')).toBe(SETTINGS['terminal.scrollback'].standard);
    expect(rows.size).toBe(0);
    expect(told.slice(2)).toEqual([
      ['scrollback', SETTINGS['terminal.scrollback'].standard],
      ['any', SETTINGS['terminal.scrollback'].standard],
    ]);
    expect(reads()).toBe(1);
  });

  it('refuses what no setting can be, and changes nothing that is not stored', () => {
    const { settings, full, told } = setUp();
    expect(() => settings.set('terminal.scrollback', 1)).toThrow('a whole number from');
    expect(() => settings.set('no.such', 1)).toThrow('no setting no.such');
    full.disk = true;
    expect(() => settings.set('terminal.scrollback', 300)).toThrow('The disk is full');
    expect(settings.get('terminal.scrollback')).toBe(SETTINGS['terminal.scrollback'].standard);
    expect(told).toEqual([]);
  });

  it('keeps what a part has among them, and tells it when something else came of it', () => {
    const { settings, rows, events } = setUp([['gateway', { route: 'a' }]]);
    const entry = settings.entry('gateway');
    let changes = 0;
    entry.onChange(() => (changes += 1));
    expect(entry.read()).toEqual({ route: 'a' });
    entry.write({ route: 'b' });
    events.fire('storageTrusted', undefined);
    expect(changes).toBe(0);
    rows.set('gateway', { route: 'c' });
    events.fire('storageTrusted', undefined);
    expect([changes, entry.read()]).toEqual([1, { route: 'c' }]);
  });

  it('takes over what was held back once it is trusted', () => {
    const { settings, rows, events, told } = setUp();
    rows.set('threads.place', 'worktree');
    events.fire('storageTrusted', undefined);
    expect(settings.get('threads.place')).toBe('worktree');
    expect(told[0]).toEqual(['place', 'worktree']);
  });
});
