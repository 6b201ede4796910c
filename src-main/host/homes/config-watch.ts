import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { HomeId } from '#shared/model/ids.ts';
import type { Hears, Tells } from '../base/events.ts';
import type { HomeEvents, HomeNotices, Trouble } from './ports.ts';

/** How soon a change is seen. A look reads a file or two, and only while something is wrong. */
const LOOK_MS = 1000;

export interface ConfigWatchOptions {
  readonly clock: Clock;
  /** The folder of a home in use. */
  readonly pathOf: (id: HomeId) => string | undefined;
  readonly notices: Pick<HomeNotices, 'over'>;
  readonly events: Hears<Pick<HomeEvents, 'configTrouble'>> & Tells<Pick<HomeEvents, 'configChanged'>>;
}

/** What notices about a home's configuration have in common: they are over when it is another. */
export function configCause(id: HomeId, what: Trouble): string {
  return `${what} of ${id}`;
}

/**
 * Looks at configurations that something was wrong with, until they change: Codex reads them when an app-server starts
 * and tells of no change. What is still wrong then is told again, and looked at again.
 */
export class ConfigWatch implements Disposable {
  readonly #options: ConfigWatchOptions;
  readonly #watched: Readonly<Record<Trouble, Map<HomeId, Map<string, string>>>> = {
    configuration: new Map(),
    servers: new Map(),
  };
  #timer: unknown;

  constructor(options: ConfigWatchOptions) {
    this.#options = options;
    options.events.on('configTrouble', ({ id, what, file }) => this.#watch(id, what, file));
  }

  /** Something is wrong with the configuration of a home: with that file, or (null) its own. */
  #watch(id: HomeId, what: Trouble, file: string | null): void {
    const home = this.#options.pathOf(id);
    if (home === undefined) return;
    const files = this.#watched[what].get(id) ?? new Map<string, string>();
    for (const path of [join(home, 'config.toml'), file]) {
      if (path !== null && !files.has(path)) files.set(path, stamp(path, what));
    }
    this.#watched[what].set(id, files);
    this.#timer ??= this.#options.clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  dispose(): void {
    this.#options.clock.clearTimeout(this.#timer);
    for (const homes of Object.values(this.#watched)) homes.clear();
  }

  #look(): void {
    this.#timer = undefined;
    for (const what of ['configuration', 'servers'] as const) this.#compare(what);
    if (Object.values(this.#watched).some(({ size }) => size > 0))
      this.#timer ??= this.#options.clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  #compare(what: Trouble): void {
    for (const [id, files] of this.#watched[what]) {
      if ([...files].every(([path, before]) => stamp(path, what) === before)) continue;
      this.#watched[what].delete(id);
      // A home that is gone takes its files with it: nothing was mended.
      if (this.#options.pathOf(id) === undefined) continue;
      this.#options.notices.over(configCause(id, what));
      this.#options.events.fire('configChanged', { id, what });
    }
  }
}

/** Parts of a configuration by the first name of their tables; null is what stands before any table. */
type Part = string | null;

/**
 * What of a configuration counts for a trouble, as it is written. Codex writes which folders are trusted into it by
 * itself, at any time: that mends nothing.
 */
const COUNTS: Readonly<Record<Trouble, (part: Part, line: string) => boolean>> = {
  configuration: (part) => part !== 'projects',
  servers: (part, line) => part === 'mcp_servers' || /^\s*["']?mcp_servers/.test(line),
};

/** What tells one state of a file from another; that it cannot be read is one. */
function stamp(path: string, what: Trouble): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  }
  let part: Part = null;
  const counted = text.split('\n').filter((line) => {
    if (/^\s*\[/.test(line)) part = /^\s*\[+\s*["']?([\w-]*)/.exec(line)?.[1] ?? '';
    return line.trim() !== '' && COUNTS[what](part, line);
  });
  return createHash('sha256').update(counted.join('\n')).digest('hex');
}
