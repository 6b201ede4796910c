import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import { z } from 'zod';
import { writePrivateFile } from '../host/base/private-file.ts';
import { WebStartError } from './options.ts';

/**
 * How a second start finds the first. It holds no secret, and nothing that a reader runs: whoever can read it can ask
 * the first to show itself, and whoever can write it can only send a person to another address.
 */
const instanceSchema = z.object({
  pid: z.number(),
  kind: z.enum(['browser', 'electron']),
  /** A UUID of the run, so that another program on the same port is not taken for it. */
  instance: z.string(),
  /** Where a browser host listens. */
  origin: z.string().optional(),
});
export type InstanceInfo = z.infer<typeof instanceSchema>;

const FILE = 'instance.json';

/** Given up at the end; held by the operating system, so that a killed process leaves nothing behind. */
export interface InstanceLock {
  readonly id: string;
  /** Tells second starts where this one is. */
  announce(where: { readonly kind: InstanceInfo['kind']; readonly origin?: string }): void;
  release(): void;
}

/**
 * Takes the data folder for this process, or answers undefined when another process has it. What is held is an
 * exclusive transaction on an empty database: a lock that every platform frees with the process that held it.
 */
export function lockDataDir(dataDir: string): InstanceLock | undefined {
  let database: Database.Database;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    database = new Database(join(dataDir, 'instance.lock'), { timeout: 0 });
  } catch (error) {
    throw new WebStartError(
      `cannot use the data folder ${dataDir}: ${(error as Error).message}. Choose another with --data DIR.`,
    );
  }
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return undefined;
    throw new WebStartError(
      `cannot lock the data folder ${dataDir}: ${(error as Error).message}. It must be on a local disk that can be ` +
        `written; choose another with --data DIR.`,
    );
  }
  const id = randomUUID();
  let held = true;
  return {
    id,
    announce(where) {
      const info: InstanceInfo = { pid: process.pid, instance: id, ...where };
      writePrivateFile(join(dataDir, FILE), JSON.stringify(info));
    },
    release() {
      if (!held) return;
      held = false;
      rmSync(join(dataDir, FILE), { force: true });
      database.close();
    },
  };
}

/** What the process that has the data folder says of itself, or undefined while it says nothing. */
export function readInstance(dataDir: string): InstanceInfo | undefined {
  try {
    return instanceSchema.parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** A first start that is under way becomes ready within this time. */
const READY_LIMIT_MS = 15_000;
const ASK_AGAIN_MS = 200;
const ANSWER_LIMIT_MS = 2_000;

/**
 * Asks the process that has the data folder to show itself to the person; that is all a second start gets. Rejects when
 * it does not answer, which is when it hangs. Only for data folders whose lock was refused: then a process lives, and
 * its answer is worth waiting for. A desktop app is only found: its own lock brings its window to the front.
 */
export async function showFirst(dataDir: string, limitMs = READY_LIMIT_MS): Promise<InstanceInfo> {
  const until = Date.now() + limitMs;
  for (;;) {
    const info = readInstance(dataDir);
    if (info?.kind === 'electron' || (info !== undefined && (await askToShow(info)))) return info;
    if (Date.now() > until) {
      const who = info === undefined ? 'another process' : `process ${info.pid}`;
      throw new WebStartError(
        `${who} has the data folder ${dataDir} but does not answer. End it, or choose another folder with --data DIR.`,
      );
    }
    await delay(ASK_AGAIN_MS);
  }
}

async function askToShow(info: InstanceInfo): Promise<boolean> {
  if (info.origin === undefined) return false;
  // A certificate made at home cannot be verified: only say where it runs.
  if (info.origin.startsWith('https:')) return true;
  try {
    const answer = await fetch(`${info.origin}/control/show`, {
      method: 'POST',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    return z.object({ instance: z.string() }).parse(await answer.json()).instance === info.instance;
  } catch {
    return false;
  }
}
