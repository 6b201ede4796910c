// Whether a Muster already runs on a data folder, asked before anything is installed or built under its feet.
// The host writes instance.json when it is ready (src-main/web/instance.ts).
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cli.mjs';
import { electronOnDisk } from './platform.mjs';

/** @typedef {{ pid: number, kind: 'browser' | 'electron', instance: string, origin?: string }} Instance */

/** The host answers at once; a loopback port that keeps us waiting longer is not ours. */
const ANSWER_LIMIT_MS = 2_000;

/**
 * Asks a running Muster to show itself, or finds that none runs. Where it shows itself is its own affair: whoever asks
 * gets nothing that lets anybody in.
 * @param {string} dataDir
 * @returns {Promise<{ url: string, pid: number } | undefined>} undefined: none runs
 */
export async function findRunning(dataDir) {
  const instance = readInstance(dataDir);
  if (instance === undefined || !isAlive(instance.pid)) return undefined;
  return instance.kind === 'electron' ? showElectron(instance.pid, dataDir) : showBrowserHost(instance);
}

/**
 * @param {string} dataDir
 * @returns {Instance | undefined}
 */
function readInstance(dataDir) {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * A second Electron on the same data folder hands over to the first, which shows its window. The program is our own:
 * the file that names the first is not asked what to run.
 * @param {number} pid
 * @param {string} dataDir
 */
function showElectron(pid, dataDir) {
  const binary = electronOnDisk();
  if (binary === undefined) return undefined;
  spawn(binary, [ROOT, '--data', dataDir], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
  return { url: 'app://muster/', pid };
}

/**
 * A pid may have been given to another process: only the answer of the right instance counts.
 * @param {Instance} instance
 */
async function showBrowserHost({ pid, origin, instance }) {
  if (origin === undefined) return undefined;
  try {
    const answer = await fetch(`${origin}/control/show`, {
      method: 'POST',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const body = /** @type {{ instance?: string }} */ (await answer.json());
    return body.instance === instance ? { url: `${origin}/`, pid } : undefined;
  } catch {
    return undefined;
  }
}
