import type { SecretCipher } from '../host/secrets/secret-store.ts';

/** Electron's safeStorage, as far as it is used. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(locked: Buffer): string;
  /** Only on Linux. */
  getSelectedStorageBackend?(): string;
}

const KEPT_IN: Readonly<Record<string, string>> = {
  darwin: 'the keychain of this Mac',
  win32: 'a file that only your Windows account can unlock',
};

/**
 * Locks secrets with the system's own keeper of keys. Undefined where there is none: without one, Linux would lock them
 * with a password that is in Electron's source, which is no more than the file's own protection.
 */
export function secretCipher(storage: SafeStorage, platform: NodeJS.Platform): SecretCipher | undefined {
  if (!storage.isEncryptionAvailable()) return undefined;
  if (platform === 'linux' && storage.getSelectedStorageBackend?.() === 'basic_text') return undefined;
  return {
    name: 'safeStorage',
    keptIn: KEPT_IN[platform] ?? 'the keyring of this system',
    encrypt: (text) => storage.encryptString(text).toString('base64'),
    decrypt: (locked) => storage.decryptString(Buffer.from(locked, 'base64')),
  };
}
