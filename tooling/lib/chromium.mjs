// Finds a Chromium for the browser tests, or gets one. Any of the family will do: Chromium, Chrome, Edge.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CliError, ROOT, run, say } from './cli.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** How long getting one may take: it is some hundred megabytes. */
const INSTALL_LIMIT_MS = 300_000;

/**
 * The path of a browser that is there already.
 * @param {{ platform?: NodeJS.Platform, env?: NodeJS.ProcessEnv, home?: string,
 *   exists?: (path: string) => boolean }} [machine] for tests
 * @returns {string | undefined}
 */
export function findChromium({
  platform = process.platform,
  env = process.env,
  home = homedir(),
  exists = existsSync,
} = {}) {
  const wanted = env['MUSTER_CHROMIUM'];
  if (wanted) {
    if (exists(wanted)) return wanted;
    throw new CliError(`MUSTER_CHROMIUM names ${wanted}, which does not exist. Correct it or unset it.`);
  }
  return usualPlaces(platform, env, home).find((path) => exists(path)) ?? playwrights(platform, env, home);
}

/** Keeps the browser from the network and from first-run pages; without a GPU it starts quicker and draws the same. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
];

/**
 * How a browser of the tests is started; without one the path is missing, and starting it fails.
 * @returns {{ executablePath?: string, args: string[] }}
 */
export function launchOptions() {
  const executablePath = findChromium();
  // Chromium's own sandbox refuses to run as root, which is what CI machines are.
  const args = [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return executablePath === undefined ? { args } : { executablePath, args };
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @returns {string[]}
 */
function usualPlaces(platform, env, home) {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return apps.flatMap((app) => [
      `/Applications/${app}.app/Contents/MacOS/${app}`,
      join(home, `Applications/${app}.app/Contents/MacOS/${app}`),
    ]);
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    const tails = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return tails.flatMap((tail) => roots.flatMap((base) => (base ? [join(base, tail)] : [])));
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'].filter(
    Boolean,
  );
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * The newest Chromium in Playwright's own cache.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @returns {string | undefined}
 */
function playwrights(platform, env, home) {
  const caches = {
    darwin: join(home, 'Library/Caches/ms-playwright'),
    win32: join(env['LOCALAPPDATA'] ?? join(home, 'AppData/Local'), 'ms-playwright'),
  };
  const cache =
    env['PLAYWRIGHT_BROWSERS_PATH'] ||
    (platform === 'darwin' || platform === 'win32' ? caches[platform] : join(home, '.cache/ms-playwright'));
  if (!existsSync(cache)) return undefined;
  const builds = readdirSync(cache)
    .filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name))
    .sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]) || a.length - b.length);
  for (const build of builds) {
    const found = executableUnder(join(cache, build), 3);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Playwright's folders are named after platform and build; the executable's own name does not change.
 * @param {string} folder
 * @param {number} depth
 * @returns {string | undefined}
 */
function executableUnder(folder, depth) {
  const names = new Set([
    'chrome',
    'chrome.exe',
    'headless_shell',
    'chrome-headless-shell',
    'Chromium',
    'headless_shell.exe',
  ]);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && names.has(entry.name)) return path;
    const bundle = entry.name.endsWith('.app') ? join(path, 'Contents', 'MacOS') : path;
    if (!entry.isDirectory() || depth === 0 || !existsSync(bundle)) continue;
    const found = executableUnder(bundle, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The path of a browser, installed first where that is possible. Throws with one clear line where it is not.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('no Chromium found: installing the package "chromium" with apt-get …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '--no-install-recommends', 'chromium'];
    await run('apt-get', ['update', '-qq'], { env, capture: true, timeoutMs: INSTALL_LIMIT_MS });
    await run('apt-get', install, { env, capture: true, timeoutMs: INSTALL_LIMIT_MS });
  } else {
    say("no Chromium found: fetching Playwright's …");
    const script = join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
    await run(process.execPath, [script, 'install', 'chromium'], { timeoutMs: INSTALL_LIMIT_MS });
  }
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new CliError(
    'no Chromium for the browser tests. Install Chrome, Chromium or Edge, or set MUSTER_CHROMIUM to its path.',
  );
}
