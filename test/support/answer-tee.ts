/**
 * What app-servers asked and what they were answered, counted at the app-servers: an executable that runs the real
 * Codex with answer-tee.mjs in front of it, and the reader of what that noted.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { testedCodex } from './tested-codex.ts';

/** One request of an app-server. */
export interface Asked {
  readonly id: number | string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One answer that arrived at an app-server's stdin. */
export interface Answered {
  readonly id: number | string;
  /** Unix ms, finer than that, at which it was read. */
  readonly at: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** One process of an app-server, from its spawn on. */
export interface TeedProcess {
  /** Of the process that the host spawned. */
  readonly pid: number;
  /** Of the real app-server below it. */
  readonly codexPid: number;
  /** The folder it works in: of its workspace. */
  readonly cwd: string;
  /** Unix ms at which it began. */
  readonly began: number;
  /** The name that the host gave this spawn; null where it gave none. */
  readonly generation: string | null;
  readonly asked: readonly Asked[];
  /** In the order in which they came. */
  readonly answered: readonly Answered[];
}

type Line =
  | ({ readonly type: 'spawned' } & Pick<TeedProcess, 'pid' | 'codexPid' | 'cwd' | 'began' | 'generation'>)
  | ({ readonly type: 'asked' } & Asked)
  | ({ readonly type: 'answered' } & Answered);

/** A Codex whose requests and answers are noted. `path` is what a workspace's settings, or `MUSTER_CODEX`, name. */
export class TeedCodex {
  readonly path: string;
  readonly #folder: string;

  /** Makes the executable in `folder`, and a folder beside it for the notes. `root` is the checkout of Muster. */
  constructor(folder: string, root = resolve(import.meta.dirname, '../..')) {
    this.path = join(folder, 'teed-codex');
    this.#folder = join(folder, 'answers');
    mkdirSync(this.#folder);
    const { binary } = testedCodex(root);
    const words = [process.execPath, join(root, 'test/support/answer-tee.mjs'), this.#folder, binary];
    writeFileSync(this.path, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`, {
      mode: 0o755,
    });
  }

  /** Every process so far with what was noted of it. A line that is being written is left for the next look. */
  read(): TeedProcess[] {
    return readdirSync(this.#folder).flatMap((name) => readNotes(join(this.#folder, name)) ?? []);
  }
}

/** Whether a process still runs. The system gives a pid again, to threads as well, so the name of the spawn says which. */
export function isRunning({ pid, generation }: TeedProcess): boolean {
  try {
    return generation !== null && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`=${generation}\0`);
  } catch {
    return false;
  }
}

function readNotes(file: string): TeedProcess | undefined {
  const text = readFileSync(file, 'utf8');
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const [first] = lines;
  if (first?.type !== 'spawned') return undefined;
  const { pid, codexPid, cwd, began, generation } = first;
  return {
    pid,
    codexPid,
    cwd,
    began,
    generation,
    asked: lines.filter((line) => line.type === 'asked'),
    answered: lines.filter((line) => line.type === 'answered'),
  };
}
