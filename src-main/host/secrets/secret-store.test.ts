import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretStore, type SecretCipher } from './secret-store.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-secrets-'));
  path = join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cipher: SecretCipher = {
  name: 'hex',
  keptIn: 'a keychain',
  encrypt: (text) => Buffer.from(text).toString('hex'),
  decrypt: (locked) => {
    if (locked === '') throw new Error('locked');
    return Buffer.from(locked, 'hex').toString();
  },
};

describe('SecretStore', () => {
  it('keeps secrets over its end, in a file for its owner, until they are forgotten', () => {
    const store = new SecretStore(path);
    expect(store.read('a')).toEqual({ type: 'none' });
    store.write('a', 'first');
    store.write('b', 'second');
    store.write('a', 'third');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const next = new SecretStore(path);
    expect(next.read('a')).toEqual({ type: 'kept', value: 'third' });
    expect(next.read('constructor')).toEqual({ type: 'none' });
    next.write('a', null);
    next.write('b', null);
    expect(next.read('b')).toEqual({ type: 'none' });
    expect(existsSync(path)).toBe(false);
  });

  it('locks them with a cipher, and says so when it is not there', () => {
    new SecretStore(path).write('before', 'plain');
    const store = new SecretStore(path, cipher);
    store.write('a', 'hidden');
    expect(readFileSync(path, 'utf8')).not.toContain('hidden');
    const next = new SecretStore(path, cipher);
    expect(next.read('a')).toEqual({ type: 'kept', value: 'hidden' });
    expect(next.read('before')).toEqual({ type: 'kept', value: 'plain' });
    expect(new SecretStore(path).read('a')).toMatchObject({
      type: 'unreadable',
      why: expect.stringContaining('desktop app'),
    });
    next.write('a', '');
    expect(new SecretStore(path, cipher).read('a')).toMatchObject({ type: 'unreadable' });
  });

  it('sets aside a file it cannot read', () => {
    writeFileSync(path, 'not ours');
    const store = new SecretStore(path);
    expect(store.read('a')).toMatchObject({ type: 'unreadable' });
    store.write('a', 'new');
    expect(readFileSync(`${path}.bad`, 'utf8')).toBe('not ours');
    expect(new SecretStore(path).read('a')).toEqual({ type: 'kept', value: 'new' });
  });
});
