import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Disposable } from '#shared/base/disposable.ts';
import { Emitter } from '#shared/base/emitter.ts';
import type { SessionInfo } from '#shared/model/access/session.ts';
import { writePrivateFile } from '../host/base/private-file.ts';
import { hashToken, newToken } from './tokens.ts';

/** Sessions that are kept; the one unused for longest gives way. */
const MAX_SESSIONS = 50;
/** A browser that did not come back for this long needs a new link. */
const IDLE_LIMIT_MS = 30 * 24 * 60 * 60 * 1000;
/** The name under which the file is sealed. */
const SEALED_AS = 'browser-sessions';
/** Last use is written at most this often: it only serves the limit above. */
const TOUCH_STEP_MS = 60 * 60 * 1000;

const sessionSchema = z.object({
  /** Names it to people and calls; lets nobody in. */
  id: z.string(),
  hash: z.string(),
  keyHash: z.string(),
  label: z.string(),
  address: z.string(),
  createdAt: z.number(),
  usedAt: z.number(),
});
const fileSchema = z.object({
  version: z.literal(2),
  /** Names this data folder's cookie: cookies are shared by all ports of a host. */
  install: z.string().regex(/^[0-9a-f]{8}$/),
  /** Where the server listened last; the same again keeps open pages and bookmarks working over a restart. */
  port: z.number().int().min(1).max(65535).optional(),
  sessions: z.array(sessionSchema),
});
type SessionFile = z.infer<typeof fileSchema>;
type Session = z.infer<typeof sessionSchema>;
/** The file as it is written: its content as a text, and the mark that it is ours. */
const sealedSchema = z.object({ content: z.string(), mark: z.string() });
/** From version 1 only the name and the port are taken over: its sessions would let somebody in. */
const oldSchema = z.object({
  version: z.literal(1),
  install: fileSchema.shape.install,
  port: fileSchema.shape.port,
});

/** What a browser gets that was let in: its cookie, and the key that its page keeps for this origin alone. */
export interface Admission {
  readonly id: string;
  readonly cookie: string;
  readonly key: string;
}

/** Marks a text as written by Muster, and knows its own marks (see `Seal`). */
export interface FileSeal {
  sign(name: string, text: string): string;
  holds(name: string, text: string, mark: string): boolean;
}

/**
 * Browsers that were let in. They outlive a restart of the host: hashes only, in a file that only the owner can read,
 * under a seal, so that a session that somebody else wrote into it is noticed.
 *
 * A session has two secrets, because cookies do not tell the ports of a host apart: another program's page on this
 * machine gets the cookie with each request, but never the key, which the page keeps for its own origin.
 */
export class Sessions {
  readonly #file: string;
  readonly #now: () => number;
  readonly #seal: FileSeal;
  readonly #warn: (message: string) => void;
  readonly #sessions = new Map<string, Session>();
  readonly #changed = new Emitter<void>();
  #install: string;
  #port: number | undefined;

  /** `warn` hears, once, of a file that could not be read or written; sessions then last as long as the process. */
  constructor(
    file: string,
    options: {
      readonly now: () => number;
      readonly warn: (message: string) => void;
      readonly seal: FileSeal;
    },
  ) {
    this.#file = file;
    this.#now = options.now;
    this.#warn = options.warn;
    this.#seal = options.seal;
    this.#install = randomBytes(4).toString('hex');
    const stored = this.#load();
    if (stored === undefined) return;
    this.#install = stored.install;
    this.#port = stored.port;
    for (const session of stored.sessions) this.#sessions.set(session.hash, session);
    this.#prune();
  }

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

  /** Lets a browser in. The secrets are kept nowhere else. */
  create(label: string, address: string): Admission {
    const [cookie, key] = [newToken(), newToken()];
    const now = this.#now();
    const hash = hashToken(cookie);
    const session: Session = {
      id: randomUUID(),
      hash,
      keyHash: hashToken(key),
      label: label.slice(0, 200),
      address,
      createdAt: now,
      usedAt: now,
    };
    this.#sessions.set(hash, session);
    this.#prune();
    this.#save();
    this.#changed.fire();
    return { id: session.id, cookie, key };
  }

  /**
   * The session that a key and one of these cookies stand for together, or undefined. Several cookies may have the same
   * name: another port's page can set one beside ours.
   */
  find(cookies: readonly string[], key: string | undefined): SessionInfo | undefined {
    if (key === undefined) return undefined;
    const keyHash = hashToken(key);
    const session = cookies
      .map((cookie) => this.#sessions.get(hashToken(cookie)))
      .find((candidate) => candidate?.keyHash === keyHash);
    if (session === undefined) return undefined;
    const now = this.#now();
    if (now - session.usedAt > IDLE_LIMIT_MS) {
      this.end(session.id);
      return undefined;
    }
    if (now - session.usedAt > TOUCH_STEP_MS) {
      session.usedAt = now;
      this.#save();
    }
    return infoOf(session);
  }

  /** All of them, the latest first. */
  list(): readonly SessionInfo[] {
    return [...this.#sessions.values()].sort((a, b) => b.createdAt - a.createdAt).map(infoOf);
  }

  /** Ends a session: its browser needs a new link. Answers whether there was one. */
  end(id: string): boolean {
    const session = [...this.#sessions.values()].find((candidate) => candidate.id === id);
    if (session === undefined) return false;
    this.#sessions.delete(session.hash);
    this.#save();
    this.#changed.fire();
    return true;
  }

  /** Tells of each change of the list. */
  onChanged(listener: () => void): Disposable {
    return this.#changed.event(listener);
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
      const raw: unknown = JSON.parse(text);
      const old = oldSchema.safeParse(raw);
      if (old.success) {
        this.#warn('sessions of an earlier Muster are not taken over: browsers need a new link.');
        return { ...old.data, version: 2, sessions: [] };
      }
      const { content, mark } = sealedSchema.parse(raw);
      const file = fileSchema.parse(JSON.parse(content));
      if (this.#seal.holds(SEALED_AS, content, mark)) return file;
      this.#setAside('was not written by this Muster');
      return { ...file, sessions: [] };
    } catch {
      this.#setAside('is damaged');
      return undefined;
    }
  }

  #setAside(why: string): void {
    const aside = `${this.#file}.broken-${this.#now()}`;
    this.#warn(`${this.#file} ${why} and was set aside as ${aside}: browsers need a new link.`);
    this.#attempt(() => renameSync(this.#file, aside));
  }

  #save(): void {
    const file: SessionFile = {
      version: 2,
      install: this.#install,
      ...(this.#port === undefined ? {} : { port: this.#port }),
      sessions: [...this.#sessions.values()],
    };
    const content = JSON.stringify(file);
    this.#attempt(() => {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writePrivateFile(this.#file, JSON.stringify({ content, mark: this.#seal.sign(SEALED_AS, content) }));
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

/** A session without what lets it in. */
function infoOf({ id, label, address, createdAt, usedAt }: Session): SessionInfo {
  return { id, label, address, createdAt, usedAt };
}
