// Checks before anything is built or started: node, git, node_modules as the lockfile says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, ROOT, run, say } from './cli.mjs';

/** Oldest Node that runs the tools (vite 8 and libsql's prebuilt binaries set it). */
const MIN_NODE = /** @type {const} */ ([20, 19]);

/** @param {string} [version] */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  throw new CliError(
    `Node ${MIN_NODE.join('.')} or newer is needed; this is ${version} (${process.execPath}). ` +
      `Install a newer one from https://nodejs.org and run the command again.`,
  );
}

/**
 * Muster runs without git but shows no branches, changes or worktrees; the demo's repositories need it.
 * @param {{ required: boolean }} options
 */
export async function checkGit({ required }) {
  const { code } = await run('git', ['--version'], { capture: true });
  if (code === 0) return;
  const what = 'git was not found on PATH. Install it (https://git-scm.com/downloads)';
  if (required) throw new CliError(`${what} and run the command again: the demo's repositories need it.`);
  say(`${what}: until then branches, changes and worktrees are not shown.`);
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Why node_modules does not stand for the lockfile, or undefined when it does. Compares with the record that npm
 * itself keeps, so an installation made by hand counts as well.
 * @param {string} root
 * @returns {string | undefined}
 */
export function staleInstall(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'node_modules is absent';
  /** @type {Lockfile} */
  let installed;
  try {
    installed = JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    return 'the record of node_modules is unreadable';
  }
  /** @type {Lockfile} */
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, wanted] of Object.entries(locked.packages ?? {})) {
    if (path === '' || wanted.link) continue;
    const found = installed.packages?.[path];
    if (found === undefined) {
      // Optional ones are for other platforms: npm leaves them out.
      if (wanted.optional) continue;
      return `${path} is missing`;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return `${path} is ${found.version}, the lockfile wants ${wanted.version}`;
    }
    if (!wanted.optional && !existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  return undefined;
}

/**
 * `npm ci --ignore-scripts` when it is needed. No package of ours needs its install script.
 * @param {string} [root]
 */
export async function installIfStale(root = ROOT) {
  const reason = staleInstall(root);
  if (reason === undefined) return false;
  say(`installing packages (${reason}) …`);
  const [command, ...args] = npm('ci', '--ignore-scripts', '--no-audit', '--no-fund');
  const { code } = await run(command, args, { cwd: root });
  if (code !== 0) {
    throw new CliError(
      `npm ci ended with code ${code}; its own words are above. Check the network and the free disk space ` +
        `(about 1.5 GB), then run the command again.`,
    );
  }
  return true;
}

/**
 * npm as a command that works without a shell. Started through npm, the very same npm is used again.
 * @param {...string} args
 * @returns {[string, ...string[]]}
 */
export function npm(...args) {
  const cli = process.env['npm_execpath'];
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli)) return [process.execPath, cli, ...args];
  // npm is a .cmd on Windows, which only its interpreter can start.
  if (process.platform === 'win32')
    return [process.env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', 'npm', ...args];
  return ['npm', ...args];
}
