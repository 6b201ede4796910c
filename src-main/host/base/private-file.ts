import { chmodSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner can read, whole or not at all. Throws what the file system throws. */
export function writePrivateFile(file: string, content: string | Uint8Array): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  // The mode above counts only for a file that did not exist.
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}
