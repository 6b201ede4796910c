import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry, setStartAtLogin } from './start-at-login.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-autostart-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The two functions of Electron's app, with a memory. */
function electronApp() {
  const calls: unknown[] = [];
  let open = false;
  return {
    calls,
    getLoginItemSettings: () => ({ openAtLogin: open }) as Electron.LoginItemSettings,
    setLoginItemSettings: (settings: Electron.Settings) => {
      calls.push(settings);
      open = settings.openAtLogin ?? false;
    },
  };
}

describe('setStartAtLogin', () => {
  it('writes the file that desktops of Linux read, and takes it away', () => {
    const app = electronApp();
    const machine = { platform: 'linux', executable: '/opt/Muster/muster', env: { HOME: home } };
    const file = join(home, '.config', 'autostart', 'muster.desktop');
    setStartAtLogin(true, app, machine);
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Muster/muster" --hidden\n');
    setStartAtLogin(false, app, machine);
    expect(existsSync(file)).toBe(false);
    setStartAtLogin(false, app, machine);
    expect(app.calls).toEqual([]);
  });

  it('tells macOS and Windows, and only what is new to them', () => {
    const app = electronApp();
    const machine = { platform: 'win32', executable: 'C:\\Muster.exe', env: {} };
    setStartAtLogin(true, app, machine);
    setStartAtLogin(true, app, machine);
    expect(app.calls).toEqual([{ openAtLogin: true, args: ['--hidden'] }]);
    setStartAtLogin(false, app, { ...machine, platform: 'darwin' });
    expect(app.calls[1]).toEqual({ openAtLogin: false, args: [] });
  });

  it('quotes a path with odd characters', () => {
    expect(autostartEntry('/a b/$x%y/"m"')).toContain('Exec="/a b/\\\\$x%%y/\\\\"m\\\\"" --hidden');
  });
});
