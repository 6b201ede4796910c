import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret of 256 bits, safe in a URL, a header and a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: of 256 random bits a plain hash gives nothing away. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Compares in a time that does not depend on where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const a = Buffer.from(hashToken(one));
  const b = Buffer.from(hashToken(other));
  return timingSafeEqual(a, b);
}

/** What a link token is for. */
export interface LinkOptions {
  readonly validMs: number;
  /** How long after its first use it may be used again: a browser that opens twice, a person who presses twice. */
  readonly graceMs: number;
}

interface Link extends LinkOptions {
  expiresAt: number;
  used: boolean;
}

/** Links that can wait at a time; the oldest gives way. */
const MAX_LINKS = 32;

/**
 * Tokens that stand in links. Each is exchanged for a session of the browser that opens it. They live in memory only:
 * a restart makes all of them void.
 */
export class LinkTokens {
  readonly #links = new Map<string, Link>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  create(options: LinkOptions): string {
    const token = newToken();
    this.#links.set(hashToken(token), { ...options, expiresAt: this.#now() + options.validMs, used: false });
    for (const hash of this.#links.keys()) {
      if (this.#links.size <= MAX_LINKS) break;
      this.#links.delete(hash);
    }
    return token;
  }

  /** Whether `token` lets a browser in, now. Looked up by hash, so time tells nothing of the secret. */
  use(token: string): boolean {
    const hash = hashToken(token);
    const link = this.#links.get(hash);
    const now = this.#now();
    if (link === undefined || now >= link.expiresAt) {
      this.#links.delete(hash);
      return false;
    }
    if (!link.used) {
      link.used = true;
      link.expiresAt = Math.min(link.expiresAt, now + link.graceMs);
    }
    return true;
  }
}
