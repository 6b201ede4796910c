import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetTopic, hostTopic } from '#shared/contract/topics.ts';
import { readFuses, writeStandInElectron } from '../support/standin-electron.ts';
import { startWebProcess, type WebProcess } from '../support/web-process.ts';

const root = join(import.meta.dirname, '..', '..');
/** Assembling copies some 500 MB. */
const ASSEMBLY_LIMIT_MS = 180_000;
/** The first thread of the demo is done within seconds; this is for a machine with much else to do. */
const DEMO_LIMIT_MS = 90_000;

let folder: string;
let app: string;
let archive: string;
let host: WebProcess | undefined;

/**
 * The package for an architecture of this system, assembled by electron-builder from what is built and configured, with
 * a stand-in for Electron. Answers its folder.
 */
async function assemble(arch: Arch): Promise<string> {
  const output = join(folder, Arch[arch]);
  const config = join(folder, `${Arch[arch]}.yml`);
  const written = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  writeFileSync(
    config,
    `${written.replace('output: dist', `output: ${output}`)}\nelectronDist: ${join(folder, 'electron')}\n`,
  );
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', arch),
    publish: 'never',
    config,
  });
  const [unpacked = ''] = readdirSync(output).filter((name) => name.endsWith('unpacked'));
  return join(output, unpacked);
}

const [OWN, OTHER] = process.arch === 'arm64' ? [Arch.arm64, Arch.x64] : [Arch.x64, Arch.arm64];

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-package-')));
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
  ) as { version: string };
  writeStandInElectron(join(folder, 'electron'), version);
  // Whatever it would want from the network is pointed at a port where nobody listens.
  const nowhere = 'http://127.0.0.1:9/';
  for (const name of ['ELECTRON_MIRROR', 'ELECTRON_BUILDER_BINARIES_MIRROR', 'npm_config_registry'])
    process.env[name] = nowhere;
  app = await assemble(OWN);
  archive = join(app, 'resources', 'app.asar');
}, ASSEMBLY_LIMIT_MS);

afterAll(async () => {
  await host?.end();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe.skipIf(process.platform !== 'linux')('the package', () => {
  it('has our code and what it runs on, and nothing of the checkout beside it', () => {
    const files = listPackage(archive, { isPack: false });
    for (const file of [
      '/package.json',
      '/out/main/electron.js',
      '/out/main/web.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
      '/out/renderer/licences.txt',
      '/resources/demo/history.json',
      '/node_modules/zod/package.json',
    ])
      expect(files).toContain(file);
    const stray = files.filter((file) =>
      /^\/(src-|test|tooling|docs)|\.stamp$|^\/node_modules\/(electron|vitest|react|typescript|electron-builder)\//.test(
        file,
      ),
    );
    expect(stray).toEqual([]);
  });

  it('has one Codex, of this system, outside the archive where it can be run', () => {
    const beside = `${archive}.unpacked`;
    const codex = readdirSync(join(beside, 'node_modules', '@openai')).filter((name) => name !== 'codex');
    expect(codex).toEqual([`codex-linux-${process.arch}`]);
    const [target = ''] = readdirSync(join(beside, 'node_modules', '@openai', codex[0] ?? '', 'vendor'));
    expect(
      existsSync(join(beside, 'node_modules', '@openai', codex[0] ?? '', 'vendor', target, 'bin', 'codex')),
    ).toBe(true);
  });

  it(
    'has no Codex and no library of another architecture, also where they lie in node_modules',
    async () => {
      const other = join(await assemble(OTHER), 'resources', 'app.asar');
      const files = listPackage(other, { isPack: false });
      expect(files).toContain('/out/main/electron.js');
      expect(files.filter((file) => /\/(codex|node-pty|linux)(-linux)?-(x64|arm64)/.test(file))).toEqual([]);
    },
    ASSEMBLY_LIMIT_MS,
  );

  it('has the fuses that electron-builder.yml sets, in the executable itself', () => {
    expect(readFuses(join(app, 'muster'))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it(
    'runs: the browser host in it shows a thread of the demo done by the Codex in it',
    async () => {
      // Electron reads inside the archive; for Node it lies unpacked in its place, beside the files that were outside.
      const extracted = join(folder, 'extracted');
      extractAll(archive, extracted);
      rmSync(archive);
      renameSync(extracted, archive);
      // What may not come from inside is gone from inside.
      rmSync(join(archive, 'node_modules', '@openai', `codex-linux-${process.arch}`, 'vendor'), {
        recursive: true,
      });
      const codexHome = join(folder, 'codex-home');
      mkdirSync(codexHome);
      const { MUSTER_CODEX: _, ...env } = process.env;
      const script = join(archive, 'out', 'main', 'web.js');
      const own = ['--demo', '--data', join(folder, 'data'), '--codex-home', codexHome];
      host = await startWebProcess(script, own, env);
      const client = await host.client('package test');
      try {
        client.open(fleetTopic.topic);
        const info = await client.until(
          () => {
            const [found] = client.values(hostTopic.topic, hostTopic.info);
            return found?.codex.version === null ? undefined : found;
          },
          'Codex to tell its version',
          DEMO_LIMIT_MS,
        );
        expect(info.codex.source).toBe('bundled');
        expect(info.codex.path).toContain('app.asar.unpacked');
        const end = await client.until(
          () => {
            const [found] = client.values(hostTopic.topic, hostTopic.info);
            if (found?.demo === 'failed') return found.demoProblem ?? 'failed';
            return client.rows().some(({ state }) => state === 'finished') && 'finished';
          },
          'a thread of the demo to finish',
          DEMO_LIMIT_MS,
        );
        expect(end).toBe('finished');
      } finally {
        client.dispose();
      }
    },
    DEMO_LIMIT_MS * 2,
  );
});
