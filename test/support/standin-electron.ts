/**
 * A folder in the shape of Electron's distribution for Linux, without Electron: enough for electron-builder to assemble
 * a package around, and to flip the fuses in.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands before the fuses in Electron's executable, so that tools find them. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The fuses of Electron 45, in the order of the wire, and how they are in its distribution. */
const FUSES = [
  ['runAsNode', true],
  ['enableCookieEncryption', false],
  ['enableNodeOptionsEnvironmentVariable', true],
  ['enableNodeCliInspectArguments', true],
  ['enableEmbeddedAsarIntegrityValidation', false],
  ['onlyLoadAppFromAsar', false],
  ['loadBrowserProcessSpecificV8Snapshot', false],
  ['grantFileProtocolExtraPrivileges', true],
] as const;

/** Writes the folder. */
export function writeStandInElectron(folder: string, version: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const wire = Buffer.from([1, FUSES.length, ...FUSES.map(([, on]) => (on ? 0x31 : 0x30))]);
  const program = Buffer.concat([Buffer.from(`#!/bin/sh\nexit 1\n${SENTINEL}`), wire, Buffer.from('\n')]);
  writeFileSync(join(folder, 'electron'), program);
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'chrome-sandbox'), '');
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(join(folder, 'LICENSE'), '');
  writeFileSync(join(folder, 'version'), version);
}

/** The fuses of an executable, by name. */
export function readFuses(executable: string): Record<string, boolean> {
  const content = readFileSync(executable);
  const at = content.indexOf(SENTINEL) + SENTINEL.length + 2;
  return Object.fromEntries(FUSES.map(([name], index) => [name, content[at + index] === 0x31]));
}
