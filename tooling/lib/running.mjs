// Whether a Muster already runs on a data folder, asked before anything is installed or built under its feet.
// The host writes instance.json when it is ready (src-main/web/instance.ts).
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ pid: number, kind: 'browser' | 'electron', instance: string, origin?: string, secret?: string,
 *   focus?: string[] }} Instance
 */

/** The host answers at once; a loopback port that keeps us waiting longer is not ours. */
const ANSWER_LIMIT_MS = 2_000;

/**
 * Brings a running Muster to the front, or finds where it runs.
 * @param {string} dataDir
 * @returns {Promise<{ url: string, pid: number } | undefined>} undefined: none runs
 */
export async function findRunning(dataDir) {
  const instance = readInstance(dataDir);
  if (instance === undefined || !isAlive(instance.pid)) return undefined;
  if (instance.kind === 'electron') return focusElectron(instance);
  return freshLink(instance);
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
 * A second Electron on the same data folder hands over to the first, which shows its window.
 * @param {Instance} instance
 */
function focusElectron({ pid, focus }) {
  const [command, ...args] = focus ?? [];
  if (command === undefined) return undefined;
  spawn(command, args, { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
  return { url: 'app://muster/', pid };
}

/**
 * A pid may have been given to another process: only the answer of the right instance counts.
 * @param {Instance} instance
 */
async function freshLink({ pid, origin, secret, instance }) {
  if (origin === undefined || secret === undefined) return undefined;
  try {
    const answer = await fetch(`${origin}/control/link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const body = /** @type {{ instance?: string, url?: string }} */ (await answer.json());
    return body.instance === instance && body.url !== undefined ? { url: body.url, pid } : undefined;
  } catch {
    return undefined;
  }
}
