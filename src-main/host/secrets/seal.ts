import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../base/private-file.ts';
import type { SecretCipher } from './secret-store.ts';

const fileSchema = z.object({ version: z.literal(1), how: z.string(), key: z.string() });
const PLAIN = 'plain';
const KEY_BYTES = 32;

/** How a seal stands: with the key of the last life, with a first key, or with one that knows nothing of before. */
export type SealState = 'known' | 'first' | 'unknown';

/**
 * Marks what decides in a person's name (rules, settings, folders, sessions) as written by Muster. What another program
 * wrote, changed or took away does not carry the mark, and is noticed in place of being obeyed.
 *
 * The key is kept where the shell can lock it. Where it cannot, it is a file of the data folder that only its owner can
 * read: against a program that can read and write that folder there is then no protection; agents' commands cannot
 * write there (see docs/security.md).
 */
export class Seal {
  readonly state: SealState;
  readonly #key: Buffer;

  private constructor(key: Buffer, state: SealState) {
    this.#key = key;
    this.state = state;
  }

  /** A seal that lasts as long as the process: for hosts that keep nothing, and tests. */
  static temporary(): Seal {
    return new Seal(randomBytes(KEY_BYTES), 'first');
  }

  /**
   * Opens the seal kept in `path`, or makes one. With a cipher, a key that was not locked by it is not trusted: whoever
   * can write the file could have put it there. Throws what the file system throws when the first key cannot be kept.
   */
  static open(path: string, cipher?: SecretCipher): Seal {
    const found = read(path, cipher);
    if (found !== 'none' && found !== 'unreadable') return new Seal(found, 'known');
    const key = randomBytes(KEY_BYTES);
    if (found === 'unreadable') rename(path);
    const text = key.toString('base64');
    const kept =
      cipher === undefined ? { how: PLAIN, key: text } : { how: cipher.name, key: cipher.encrypt(text) };
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writePrivateFile(path, JSON.stringify({ version: 1, ...kept }));
    return new Seal(key, found === 'none' ? 'first' : 'unknown');
  }

  /** The mark of a text under a name; the same text under another name has another mark. */
  sign(name: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${name.length}:${name}\n${text}`).digest('base64url');
  }

  /** Whether a mark is ours. Takes a time that does not depend on where it differs. */
  holds(name: string, text: string, mark: string | null): boolean {
    if (mark === null) return false;
    const [ours, given] = [Buffer.from(this.sign(name, text)), Buffer.from(mark)];
    return ours.length === given.length && timingSafeEqual(ours, given);
  }
}

function read(path: string, cipher: SecretCipher | undefined): Buffer | 'none' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'unreadable';
  }
  try {
    const { how, key } = fileSchema.parse(JSON.parse(text));
    if (how !== (cipher?.name ?? PLAIN)) return 'unreadable';
    const bytes = Buffer.from(cipher === undefined ? key : cipher.decrypt(key), 'base64');
    return bytes.length === KEY_BYTES ? bytes : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** An unreadable file is set aside, never overwritten. */
function rename(path: string): void {
  renameSync(path, `${path}.bad`);
}
