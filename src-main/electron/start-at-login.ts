import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from 'electron';

/** Started by the system and not by the person: the app comes up in the tray, without a window. */
export const HIDDEN_OPTION = '--hidden';

/**
 * Makes the system start Muster when the person logs in, or not. macOS and Windows have a place for it that Electron
 * knows; on Linux it is a file in the folder that desktops read. Throws what the system says.
 */
export function setStartAtLogin(
  wanted: boolean,
  app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings'>,
  machine: { readonly platform: string; readonly executable: string; readonly env: NodeJS.ProcessEnv },
): void {
  if (machine.platform === 'linux') {
    setAutostartFile(wanted, machine.executable, machine.env);
    return;
  }
  const args = machine.platform === 'win32' ? [HIDDEN_OPTION] : [];
  // Windows tells an entry apart by its arguments.
  if (app.getLoginItemSettings({ args }).openAtLogin === wanted) return;
  app.setLoginItemSettings({ openAtLogin: wanted, args });
}

function setAutostartFile(wanted: boolean, executable: string, env: NodeJS.ProcessEnv): void {
  const config = env['XDG_CONFIG_HOME'];
  const base = config?.startsWith('/') === true ? config : join(env['HOME'] ?? homedir(), '.config');
  const file = join(base, 'autostart', 'muster.desktop');
  if (!wanted) {
    rmSync(file, { force: true });
    return;
  }
  const text = autostartEntry(executable);
  if (read(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The entry as desktops read it; the path is quoted as their specification wants. */
export function autostartEntry(executable: string): string {
  const quoted = `"${executable
    .replace(/(["`$\\])/g, '\\$1')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Muster',
    `Exec=${quoted} ${HIDDEN_OPTION}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
