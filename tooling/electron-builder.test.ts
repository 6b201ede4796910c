import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Packager } from 'electron-builder';
import { describe, expect, it } from 'vitest';

const projectDir = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(projectDir, 'electron-builder.yml');

// Loading the packager takes seconds where the machine has much else to do.
describe('electron-builder.yml', { timeout: 60_000 }, () => {
  it('is valid by the schema of electron-builder itself', async () => {
    const packager = new Packager({ projectDir, config: file });
    await packager.validateConfig();
    expect(packager.config.productName).toBe('Muster');
  });

  it('sets every fuse, and leaves nothing that could run other code than the packaged', async () => {
    const packager = new Packager({ projectDir, config: file });
    await packager.validateConfig();
    expect(packager.config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(packager.config.asar).toBe(true);
    expect(packager.config.publish).toBeNull();
    expect(packager.config.mac).toMatchObject({ hardenedRuntime: true });
  });

  it('names files that are there: icons and entitlements', async () => {
    const packager = new Packager({ projectDir, config: file });
    await packager.validateConfig();
    const { mac, win, linux } = packager.config;
    for (const path of [mac?.icon, win?.icon, linux?.icon, mac?.entitlements, mac?.entitlementsInherit]) {
      expect(existsSync(join(projectDir, path as string)), String(path)).toBe(true);
    }
    // The container formats tell their own length and count: a cut file would not.
    const icns = await readFile(join(projectDir, mac?.icon as string));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const ico = await readFile(join(projectDir, win?.icon as string));
    const count = ico.readUInt16LE(4);
    const last = 6 + 16 * (count - 1);
    expect(ico.readUInt32LE(last + 8) + ico.readUInt32LE(last + 12)).toBe(ico.length);
  });

  it('would be found invalid with a misspelt option', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-builder-'));
    const bad = join(folder, 'electron-builder.yml');
    await writeFile(bad, (await readFile(file, 'utf8')).replace('npmRebuild', 'npmRebuld'));
    await expect(new Packager({ projectDir, config: bad }).validateConfig()).rejects.toThrow('npmRebuld');
    await rm(folder, { recursive: true });
  });
});
