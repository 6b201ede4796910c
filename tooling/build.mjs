// Builds src-* into the git-ignored out/, only what is stale. `npm run build` builds all; other scripts call
// buildIfStale. A stamp beside each target holds a hash of everything that went into it.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError, ROOT, isMain, run, runScript, say } from './lib/cli.mjs';
import { generateTypes } from './generate-types.mjs';

/** @typedef {'main' | 'preload' | 'renderer' | 'bench' | 'chaos'} Target */

/** @type {Record<Target, { out: string, inputs: readonly string[] }>} What each target is made of. */
const TARGETS = {
  main: { out: 'main', inputs: ['src-main', 'src-shared'] },
  preload: { out: 'preload', inputs: ['src-preload', 'src-shared'] },
  renderer: { out: 'renderer', inputs: ['src-renderer', 'src-shared'] },
  bench: { out: 'bench', inputs: ['test/bench', 'test/support', 'src-main', 'src-shared', 'src-renderer'] },
  chaos: { out: 'chaos', inputs: ['test/chaos', 'test/support', 'src-main', 'src-shared', 'src-renderer'] },
};

/** Of every target: a change in how things are built makes all of them stale. */
const COMMON_INPUTS = [
  'package-lock.json',
  'tooling/build.mjs',
  'tooling/vite.mjs',
  'tooling/generate-validators.mjs',
  'tooling/lib/licences.mjs',
];

/** What an application needs to run. */
export const APP_TARGETS = /** @type {const} */ (['main', 'preload', 'renderer']);

/**
 * Builds the targets whose inputs changed since their last build. Safe to call from several processes at once.
 * @param {{ targets?: readonly Target[], root?: string }} [options] root: another checkout, for tests
 * @returns {Promise<Target[]>} what was built
 */
export async function buildIfStale({ targets = APP_TARGETS, root = ROOT } = {}) {
  if (root === ROOT) generateTypes();
  /** @type {Target[]} */
  const built = [];
  for (const target of targets) {
    if (!isStale(target, root)) continue;
    const release = await lock(root);
    try {
      // Another process may have built it while we waited.
      if (!isStale(target, root)) continue;
      say(`building ${target} …`);
      await buildInChild(target, root);
      built.push(target);
    } finally {
      release();
    }
  }
  return built;
}

/**
 * The entries of a target by the name of the file each becomes. Absent ones are left out.
 * @param {Target} target
 * @param {string} [root]
 * @returns {Record<string, string>}
 */
export function entriesOf(target, root = ROOT) {
  /** @type {Record<string, string>} */
  const wanted = {};
  if (target === 'main') {
    wanted['web'] = 'src-main/web/main.ts';
    wanted['electron'] = 'src-main/electron/main.ts';
    wanted['demo-headless'] = 'src-main/demo-headless.ts';
  } else if (target === 'preload') {
    wanted['preload'] = 'src-preload/preload.ts';
  } else if (target === 'renderer') {
    wanted['index'] = 'src-renderer/index.html';
  } else if (target === 'chaos') {
    wanted['main'] = 'test/chaos/main.ts';
  } else {
    const folder = join(root, 'test', 'bench');
    for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
      if (file.endsWith('.bench.ts')) wanted[basename(file, '.bench.ts')] = `test/bench/${file}`;
    }
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, path]) => existsSync(join(root, path))));
}

/**
 * @param {Target} target
 * @param {string} root
 */
function isStale(target, root) {
  if (Object.keys(entriesOf(target, root)).length === 0) return false;
  const stamp = stampFile(target, root);
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== inputHash(target, root);
}

/**
 * @param {Target} target
 * @param {string} root
 */
function stampFile(target, root) {
  return join(root, 'out', TARGETS[target].out, '.stamp');
}

/**
 * A hash of the content of every input, tests and generated schemas left out. Content rather than times: a checkout
 * touches times without changing anything. Takes some tens of milliseconds.
 * @param {Target} target
 * @param {string} root
 */
export function inputHash(target, root) {
  const hash = createHash('sha256');
  for (const input of [...TARGETS[target].inputs, ...COMMON_INPUTS]) {
    for (const file of filesUnder(join(root, input))) {
      hash
        .update(relative(root, file).split(sep).join('/'))
        .update('\0')
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = join(path, entry.name);
      // The generated bindings stand for the bundled Codex, and its version is in the lockfile.
      if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesUnder(file);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [file];
    });
}

/**
 * Vite runs in a process of its own, so that its memory does not stay with a long-lived caller.
 * @param {Target} target
 * @param {string} root
 */
async function buildInChild(target, root) {
  const stampNow = inputHash(target, root);
  const fresh = join(root, 'out', `.new-${TARGETS[target].out}`);
  const final = join(root, 'out', TARGETS[target].out);
  rmSync(fresh, { recursive: true, force: true });
  const { code, output } = await run(
    process.execPath,
    [join(ROOT, 'tooling', 'vite.mjs'), target, root, fresh],
    { cwd: root, capture: true },
  );
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new CliError(`building ${target} failed:\n${output.trim()}`);
  }
  writeFileSync(join(fresh, '.stamp'), stampNow);
  // Swapped in whole: a reader sees the old build or the new one, not half of each.
  const old = `${fresh}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(final)) renameSync(final, old);
  renameSync(fresh, final);
  rmSync(old, { recursive: true, force: true });
}

/** A build takes seconds; a lock older than this was left by a process that is gone. */
const LOCK_STALE_MS = 120_000;

/**
 * One build at a time per checkout.
 * @param {string} root
 * @returns {Promise<() => void>} releases it
 */
async function lock(root) {
  const folder = join(root, 'out', '.lock');
  mkdirSync(join(root, 'out'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, 'pid'), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (lockIsDead(folder)) rmSync(folder, { recursive: true, force: true });
    else await delay(100);
  }
}

/** @param {string} folder */
function lockIsDead(folder) {
  try {
    const age = Date.now() - statSync(folder).mtimeMs;
    if (age > LOCK_STALE_MS) return true;
    // Between mkdir and writing the pid there is none: give it a second.
    if (!existsSync(join(folder, 'pid'))) return age > 1_000;
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return code === 'ESRCH';
  }
}

if (isMain(import.meta.url)) {
  runScript(async () => {
    const names = process.argv.slice(2);
    for (const name of names) {
      if (!Object.hasOwn(TARGETS, name)) {
        throw new CliError(`unknown target "${name}"; there are ${Object.keys(TARGETS).join(', ')}.`, 2);
      }
    }
    const targets = names.length > 0 ? /** @type {Target[]} */ (names) : APP_TARGETS;
    const built = await buildIfStale({ targets });
    say(built.length > 0 ? `built ${built.join(', ')}` : 'everything is up to date');
  });
}
