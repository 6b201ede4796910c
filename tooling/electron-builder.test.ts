import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Packager } from 'electron-builder';
import { describe, expect, it } from 'vitest';

const projectDir = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(projectDir, 'electron-builder.yml');

describe('electron-builder.yml', () => {
  it('is valid by the schema of electron-builder itself', async () => {
    const packager = new Packager({ projectDir, config: file });
    await packager.validateConfig();
    expect(packager.config.productName).toBe('Muster');
  });

  it('would be found invalid with a misspelt option', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-builder-'));
    const bad = join(folder, 'electron-builder.yml');
    await writeFile(bad, (await readFile(file, 'utf8')).replace('npmRebuild', 'npmRebuld'));
    await expect(new Packager({ projectDir, config: bad }).validateConfig()).rejects.toThrow('npmRebuld');
    await rm(folder, { recursive: true });
  });
});
