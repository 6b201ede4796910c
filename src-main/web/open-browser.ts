import { spawn } from 'node:child_process';

/** The command that opens a URL in the default browser, or undefined where there is no display. */
export function openCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open', url];
  // Unlike `start` it is no shell that would read the & and % of a URL.
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  const display = env['DISPLAY'] ?? env['WAYLAND_DISPLAY'];
  return display === undefined || display === '' ? undefined : ['xdg-open', url];
}

/** Opens a URL in the default browser. A machine without one is no error: the URL is printed as well. */
export function openBrowser(url: string): boolean {
  const command = openCommand(url);
  if (command === undefined) return false;
  const [program, ...args] = command;
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
  return true;
}
