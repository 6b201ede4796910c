import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A secret of 256 bits, safe in a URL, a header and a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Letters and digits that nobody takes for one another. */
const CODE_SIGNS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 10;
const CODE = new RegExp(`^[${CODE_SIGNS}]{${CODE_LENGTH}}$`);

/**
 * A code that a person can type, in two groups: 49 bits. With the attempts that `Attempts` lets through while a link is
 * valid, guessing one is less likely than one in ten thousand million.
 */
function newCode(): string {
  const signs = Array.from({ length: CODE_LENGTH }, () => CODE_SIGNS[randomInt(CODE_SIGNS.length)] ?? '');
  return `${signs.slice(0, 5).join('')}-${signs.slice(5).join('')}`;
}

/** A token as it was made, from one that a person may have typed: codes without their hyphen, in small letters. */
function asMade(token: string): string {
  const signs = token.toUpperCase().replaceAll(/[\s-]/g, '');
  return CODE.test(signs) ? `${signs.slice(0, 5)}-${signs.slice(5)}` : token;
}

/** What is kept of a token: of so many random bits a plain hash gives nothing away. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** What a link is, in a word for the person. */
export type LinkKind = 'start' | 'device';

interface Link {
  readonly kind: LinkKind;
  readonly expiresAt: number;
}

/** Links that can wait at a time; the oldest gives way. */
const MAX_LINKS = 32;

/**
 * Tokens that stand in links. Each is exchanged for a session of the browser that opens it, once. They live in memory
 * only: a restart makes all of them void.
 */
export class LinkTokens {
  readonly #links = new Map<string, Link>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new token for a link that is valid for `validMs`; as a code where a person may have to type it. */
  create(kind: LinkKind, validMs: number, form: 'token' | 'code'): string {
    const token = form === 'code' ? newCode() : newToken();
    this.#links.set(hashToken(token), { kind, expiresAt: this.#now() + validMs });
    for (const hash of this.#links.keys()) {
      if (this.#links.size <= MAX_LINKS) break;
      this.#links.delete(hash);
    }
    return token;
  }

  /** Uses a token up: the kind of its link, or undefined. Looked up by hash, so time tells nothing of the secret. */
  use(token: string): LinkKind | undefined {
    const hash = hashToken(asMade(token));
    const link = this.#links.get(hash);
    this.#links.delete(hash);
    return link === undefined || this.#now() >= link.expiresAt ? undefined : link.kind;
  }
}

/** Attempts that may fail within a window, over all who try: far more than a person's, far fewer than a guesser's. */
const MAX_FAILED = 20;
const WINDOW_MS = 10_000;

/** Counts failed attempts to get in, so that a code cannot be guessed. */
export class Attempts {
  readonly #now: () => number;
  #failed: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether one more may be tried now. */
  get allowed(): boolean {
    const since = this.#now() - WINDOW_MS;
    this.#failed = this.#failed.filter((at) => at > since);
    return this.#failed.length < MAX_FAILED;
  }

  failed(): void {
    this.#failed.push(this.#now());
  }
}
