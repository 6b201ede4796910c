import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hashToken, newToken } from './tokens.ts';

/** Sessions that are kept; the one unused for longest gives way. */
const MAX_SESSIONS = 50;
/** A browser that did not come back for this long needs a new link. */
const IDLE_LIMIT_MS = 30 * 24 * 60 * 60 * 1000;
/** Last use is written at most this often: it only serves the limit above. */
const TOUCH_STEP_MS = 60 * 60 * 1000;

const fileSchema = z.object({
  version: z.literal(1),
  /** Names this data folder's cookie: cookies are shared by all ports of a host. */
  install: z.string().regex(/^[0-9a-f]{8}$/),
  /** Where the server listened last; the same again keeps open pages and bookmarks working over a restart. */
  port: z.number().int().min(1).max(65535).optional(),
  sessions: z.array(
    z.object({ hash: z.string(), label: z.string(), createdAt: z.number(), usedAt: z.number() }),
  ),
});
type SessionFile = z.infer<typeof fileSchema>;
type Session = SessionFile['sessions'][number];

/**
 * Browsers that were let in. They outlive a restart of the host: hashes only, in a file that only the owner can read.
 */
export class Sessions {
  readonly #file: string;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();
  #install: string;
  #port: number | undefined;

  /** `warn` hears, once, of a file that could not be read or written; sessions then last as long as the process. */
  constructor(
    file: string,
    options: { readonly now: () => number; readonly warn: (message: string) => void },
  ) {
    this.#file = file;
    this.#now = options.now;
    this.#warn = options.warn;
    this.#install = randomBytes(4).toString('hex');
    const stored = this.#load();
    if (stored === undefined) return;
    this.#install = stored.install;
    this.#port = stored.port;
    for (const session of stored.sessions) this.#sessions.set(session.hash, session);
    this.#prune();
  }

  readonly #warn: (message: string) => void;

  get cookieName(): string {
    return `muster-${this.#install}`;
  }

  get port(): number | undefined {
    return this.#port;
  }

  rememberPort(port: number): void {
    if (this.#port === port) return;
    this.#port = port;
    this.#save();
  }

  /** Lets a browser in; the answer is the value of its cookie, kept nowhere else. */
  create(label: string): string {
    const token = newToken();
    const now = this.#now();
    const hash = hashToken(token);
    this.#sessions.set(hash, { hash, label: label.slice(0, 200), createdAt: now, usedAt: now });
    this.#prune();
    this.#save();
    return token;
  }

  /** The label of the session that a cookie's value stands for, or undefined. */
  find(token: string | undefined): string | undefined {
    if (token === undefined) return undefined;
    const session = this.#sessions.get(hashToken(token));
    if (session === undefined) return undefined;
    const now = this.#now();
    if (now - session.usedAt > IDLE_LIMIT_MS) {
      this.#sessions.delete(session.hash);
      this.#save();
      return undefined;
    }
    if (now - session.usedAt > TOUCH_STEP_MS) {
      session.usedAt = now;
      this.#save();
    }
    return session.label;
  }

  #prune(): void {
    const now = this.#now();
    const kept = [...this.#sessions.values()]
      .filter((session) => now - session.usedAt <= IDLE_LIMIT_MS)
      .sort((a, b) => b.usedAt - a.usedAt || b.createdAt - a.createdAt)
      .slice(0, MAX_SESSIONS);
    this.#sessions.clear();
    for (const session of kept) this.#sessions.set(session.hash, session);
  }

  #load(): SessionFile | undefined {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#warn(`cannot read ${this.#file}: ${String(error)}`);
      return undefined;
    }
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch {
      const aside = `${this.#file}.broken-${this.#now()}`;
      this.#warn(`${this.#file} is damaged and was set aside as ${aside}: browsers need a new link.`);
      this.#attempt(() => renameSync(this.#file, aside));
      return undefined;
    }
  }

  #save(): void {
    const content: SessionFile = {
      version: 1,
      install: this.#install,
      ...(this.#port === undefined ? {} : { port: this.#port }),
      sessions: [...this.#sessions.values()],
    };
    this.#attempt(() => {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writePrivate(this.#file, JSON.stringify(content));
    });
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#warn(
        `cannot write ${this.#file}: ${String(error)}. Browsers will need a new link after a restart.`,
      );
    }
  }
}

/** Writes a file that only its owner can read, whole or not at all. */
export function writePrivate(file: string, content: string): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  // The mode above counts only for a file that did not exist.
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}
