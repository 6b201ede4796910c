// Facts that differ between machines: where data lives, whether there is a display, where Electron's binary is.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT, run, say } from './cli.mjs';

/**
 * Muster's own folder when `--data` names none. The demo has one of its own: it can be thrown away.
 * @param {{ demo: boolean, platform?: NodeJS.Platform, env?: NodeJS.ProcessEnv, home?: string }} options
 */
export function defaultDataDir({ demo, platform = process.platform, env = process.env, home = homedir() }) {
  const suffix = demo ? '-demo' : '';
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', `Muster${suffix}`);
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), `Muster${suffix}`);
  const xdg = env['XDG_DATA_HOME'];
  // The specification says to ignore a relative one.
  const base = xdg?.startsWith('/') ? xdg : join(home, '.local', 'share');
  return join(base, `muster${suffix}`);
}

/**
 * @param {NodeJS.Platform} [platform]
 * @param {NodeJS.ProcessEnv} [env]
 */
export function hasDisplay(platform = process.platform, env = process.env) {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** How long fetching Electron (about 110 MB) may take before the browser is used instead. */
const FETCH_LIMIT_MS = 60_000;
/** After a failed fetch the next starts do not try again for this long, so that they are quick. */
const FETCH_RETRY_MS = 12 * 60 * 60 * 1000;

/**
 * Electron's executable, or why there is none. The package comes without the binary; its own install.js fetches it.
 * @param {{ insist: boolean }} options insist: the person asked for Electron, so an old failure does not count
 * @returns {Promise<{ binary: string } | { reason: string }>}
 */
export async function findElectron({ insist }) {
  const present = electronOnDisk();
  if (present !== undefined) return { binary: present };
  const note = join(ROOT, 'out', '.electron-fetch-failed');
  if (!insist && existsSync(note) && Date.now() - statSync(note).mtimeMs < FETCH_RETRY_MS) {
    return { reason: `Electron could not be fetched a while ago (--electron tries again)` };
  }
  say(`fetching Electron (at most ${FETCH_LIMIT_MS / 1000} s) …`);
  const installer = join(ROOT, 'node_modules', 'electron', 'install.js');
  const { code, output, timedOut } = await run(process.execPath, [installer], {
    capture: true,
    timeoutMs: FETCH_LIMIT_MS,
  });
  const fetched = code === 0 ? electronOnDisk() : undefined;
  if (fetched !== undefined) {
    rmSync(note, { force: true });
    return { binary: fetched };
  }
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  writeFileSync(note, output);
  if (timedOut) return { reason: `Electron could not be fetched within ${FETCH_LIMIT_MS / 1000} s` };
  return { reason: `Electron could not be fetched (${firstError(output)})` };
}

/**
 * Electron's executable as npm placed it; undefined where its binary was not fetched.
 * @returns {string | undefined}
 */
export function electronOnDisk() {
  const folder = join(ROOT, 'node_modules', 'electron');
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : platformPath();
  const binary = resolve(override ?? join(folder, 'dist'), name);
  return existsSync(binary) ? binary : undefined;
}

/** Where Electron's zip has its executable; the same table as its install.js. */
function platformPath() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * The line of a stack trace that says what went wrong.
 * @param {string} output
 */
function firstError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.find((text) => /error|refused|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/i.test(text)) ?? lines[0];
  return (line || 'no reason given').slice(0, 160);
}
