import { describe, expect, it } from 'vitest';
import { secretCipher, type SafeStorage } from './secret-cipher.ts';

const storage = (backend: string, available = true): SafeStorage => ({
  isEncryptionAvailable: () => available,
  encryptString: (text) => Buffer.from(text).reverse(),
  decryptString: (locked) => Buffer.from(locked).reverse().toString(),
  getSelectedStorageBackend: () => backend,
});

describe('secretCipher', () => {
  it('locks with what the system has, and says where that is', () => {
    const cipher = secretCipher(storage('gnome_libsecret'), 'linux');
    expect(cipher?.keptIn).toBe('the keyring of this system');
    const locked = cipher?.encrypt('hidden') ?? '';
    expect(locked).not.toContain('hidden');
    expect(cipher?.decrypt(locked)).toBe('hidden');
    expect(secretCipher(storage(''), 'darwin')?.keptIn).toContain('keychain');
  });

  it('locks with nothing where that would only look like a lock', () => {
    expect(secretCipher(storage('basic_text'), 'linux')).toBeUndefined();
    expect(secretCipher(storage('kwallet6', false), 'linux')).toBeUndefined();
  });
});
