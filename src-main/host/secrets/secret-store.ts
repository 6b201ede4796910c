import { readFileSync, renameSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writePrivateFile } from '../base/private-file.ts';

/** Locks secrets with something of the system, such as its keychain. Both throw when it cannot be reached. */
export interface SecretCipher {
  /** Names the way it locks, so that it is known later what can open it. */
  readonly name: string;
  /** Where that is, in words for the person. */
  readonly keptIn: string;
  encrypt(text: string): string;
  decrypt(locked: string): string;
}

export type KeptSecret =
  | { readonly type: 'none' }
  | { readonly type: 'kept'; readonly value: string }
  /** It is there, and this process cannot read it; `why` is for the person. */
  | { readonly type: 'unreadable'; readonly why: string };

/** One secret. */
export interface SecretEntry {
  /** Where it is kept, in words for the person. */
  readonly keptIn: string;
  read(): KeptSecret;
  /** Null forgets it. Throws what the file system or the cipher throws. */
  write(value: string | null): void;
}

const PLAIN = 'plain';
const fileSchema = z.object({
  version: z.literal(1),
  secrets: z.record(z.string(), z.object({ how: z.string(), value: z.string() })),
});
type Kept = z.output<typeof fileSchema>['secrets'];

/**
 * Secrets that Muster itself keeps: in one file that only its owner may read, each locked by the cipher where the shell
 * has one. They are handed to what uses them inside of the host and to nobody else.
 */
export class SecretStore {
  readonly #path: string;
  readonly #cipher: SecretCipher | undefined;
  #kept: Kept | undefined;
  #problem: string | null = null;
  /** What was read once: a keychain is asked once, not for every request. */
  readonly #opened = new Map<string, KeptSecret>();

  constructor(path: string, cipher?: SecretCipher) {
    this.#path = path;
    this.#cipher = cipher;
    try {
      this.#kept = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).secrets;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#kept = {};
      else this.#problem = `The file ${path} cannot be read`;
    }
  }

  /** Where secrets are kept, in words for the person. */
  get keptIn(): string {
    return this.#cipher?.keptIn ?? 'a file that only you can read';
  }

  read(name: string): KeptSecret {
    const opened = this.#opened.get(name) ?? this.#open(name);
    // A secret that could not be unlocked stays: the keychain may be open next time.
    if (opened.type !== 'unreadable') this.#opened.set(name, opened);
    return opened;
  }

  /** One of them, for whoever has it. */
  entry(name: string): SecretEntry {
    return {
      keptIn: this.keptIn,
      read: () => this.read(name),
      write: (value) => this.write(name, value),
    };
  }

  #open(name: string): KeptSecret {
    if (this.#kept === undefined) return { type: 'unreadable', why: this.#problem ?? '' };
    const secret = Object.hasOwn(this.#kept, name) ? this.#kept[name] : undefined;
    if (secret === undefined) return { type: 'none' };
    if (secret.how === PLAIN) return { type: 'kept', value: secret.value };
    if (secret.how !== this.#cipher?.name) {
      const why = 'It is locked by the desktop app, and this Muster runs without it';
      return { type: 'unreadable', why };
    }
    try {
      return { type: 'kept', value: this.#cipher.decrypt(secret.value) };
    } catch {
      return { type: 'unreadable', why: `It cannot be unlocked: ${this.#cipher.keptIn} does not answer` };
    }
  }

  /** Keeps a secret in place of the one there was; null forgets it. Throws what the file system or the cipher throws. */
  write(name: string, value: string | null): void {
    const kept = { ...this.#kept };
    if (value === null) delete kept[name];
    else if (this.#cipher === undefined) kept[name] = { how: PLAIN, value };
    else kept[name] = { how: this.#cipher.name, value: this.#cipher.encrypt(value) };
    // An unreadable file is set aside, never overwritten.
    if (this.#kept === undefined) renameSync(this.#path, `${this.#path}.bad`);
    if (Object.keys(kept).length === 0) rmSync(this.#path, { force: true });
    else writePrivateFile(this.#path, JSON.stringify({ version: 1, secrets: kept }));
    this.#kept = kept;
    this.#problem = null;
    this.#opened.delete(name);
  }
}
