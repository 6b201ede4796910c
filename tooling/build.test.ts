import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from './build.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');

describe('buildIfStale', () => {
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'muster-build-'));
    await symlink(join(project, 'node_modules'), join(root, 'node_modules'), 'junction');
    await writeFile(join(root, 'package.json'), await readFile(join(project, 'package.json')));
    await put('src-shared/word.ts', `export const word: string = 'shared';\n`);
    await put(
      'src-main/web/main.ts',
      `import { word } from '#shared/word.ts';\nimport { WebSocketServer } from 'ws';\nexport default [word, WebSocketServer];\n`,
    );
    await put(
      'src-preload/preload.ts',
      `import { contextBridge } from 'electron';\nimport { word } from '#shared/word.ts';\ncontextBridge.exposeInMainWorld('word', word);\n`,
    );
    await put(
      'src-renderer/index.html',
      `<!doctype html><html><head></head><body><script type="module" src="./main.tsx"></script></body></html>`,
    );
    // The functions to which the page's JSX compiles, with React's names.
    await put('src-renderer/ui/drawn/jsx-runtime.ts', `export * from 'react/jsx-runtime';\n`);
    await put('src-renderer/ui/drawn/jsx-dev-runtime.ts', `export * from 'react/jsx-dev-runtime';\n`);
    await put(
      'src-renderer/main.tsx',
      `import { createRoot } from 'react-dom/client';\nimport { word } from '#shared/word.ts';\ncreateRoot(document.body).render(<b>{word}</b>);\n`,
    );
  });
  afterAll(async () => rm(root, { recursive: true, force: true }));

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const out = async (path: string): Promise<string> => readFile(join(root, 'out', path), 'utf8');

  it('builds all that an app needs, for the place where each part runs', async () => {
    expect(await buildIfStale({ root })).toEqual(['main', 'preload', 'renderer']);
    const main = await out('main/web.js');
    expect(main).toContain('"shared"');
    expect(main).toMatch(/import .* from "ws"/);
    expect(await out('preload/preload.cjs')).toContain('require("electron")');
    const page = await out('renderer/index.html');
    expect(page).toMatch(/<script type="module" crossorigin src="\.\/assets\/index-[\w-]{8}\.js">/);
    // The page's policy allows no inline script.
    expect(page).not.toMatch(/<script[^>]*>[^<]/);
    // The licences of what is bundled go with it.
    const licences = await out('renderer/licences.txt');
    expect(licences).toMatch(/^react-dom \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(licences).toContain('Permission is hereby granted');
  }, 60_000);

  it('builds nothing twice, and only what a change concerns', async () => {
    await buildIfStale({ root });
    expect(await buildIfStale({ root })).toEqual([]);
    await utimes(join(root, 'src-shared/word.ts'), new Date(), new Date());
    await put('src-main/web/main.test.ts', 'not compiled');
    expect(await buildIfStale({ root })).toEqual([]);
    await put('src-preload/preload.ts', `import 'electron';\n`);
    expect(await buildIfStale({ root })).toEqual(['preload']);
  }, 60_000);

  it('builds once when two ask at the same time', async () => {
    await put('src-shared/word.ts', `export const word: string = 'changed';\n`);
    const built = await Promise.all([buildIfStale({ root }), buildIfStale({ root })]);
    expect(built.flat().toSorted()).toEqual(['main', 'preload', 'renderer']);
    expect(await out('main/web.js')).toContain('"changed"');
  }, 60_000);

  it('keeps the old build and says what is wrong when the new one fails', async () => {
    await put('src-shared/word.ts', `export const word: string = 'broken;\n`);
    await expect(buildIfStale({ root, targets: ['main'] })).rejects.toThrow(
      /building main failed:[\s\S]*word\.ts/,
    );
    expect(await out('main/web.js')).toContain('"changed"');
    await put('src-shared/word.ts', `export const word: string = 'changed';\n`);
  }, 60_000);
});
