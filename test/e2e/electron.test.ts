import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { electronOnDisk } from '../../tooling/lib/platform.mjs';
import { makeRepository } from '../support/repository.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { decideByKey, firstThread, stopEverything } from './support/scenarios.ts';

const project = join(import.meta.dirname, '..', '..');
const named = process.env['MUSTER_ELECTRON'];
const binary = named === undefined || named === '' ? electronOnDisk() : named;
const why = binary === undefined ? ' (skipped: no Electron binary)' : '';

/** Electron's sandbox refuses to run as root, which is what CI machines are. */
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

let root: string;
let model: ScriptedModel;
let app: ElectronApplication | undefined;

describe.skipIf(binary === undefined)(`a person at the desktop app's window${why}`, () => {
  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-electron-')));
    model = await startScriptedModel({ scenarios: scriptedScenarios });
    mkdirSync(join(root, 'codex-home'));
    writeFileSync(join(root, 'codex-home', 'config.toml'), codexConfigToml({ modelUrl: model.url }));
    app = await _electron.launch({
      executablePath: binary as string,
      args: [...AS_ROOT, project, '--data', join(root, 'data'), '--codex-home', join(root, 'codex-home')],
    });
  });
  afterEach(async () => {
    await app?.close();
    await model.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it('adds a folder, decides by a key, and stops everything', async () => {
    const page = await (app as ElectronApplication).firstWindow();
    expect(page.url()).toMatch(/^app:\/\/muster\//);
    const repository = (name: string): string => makeRepository(root, name);
    const stage = { page, model, root, repository };
    await firstThread(stage);
    await decideByKey(stage);
    await stopEverything(stage);
  });

  it('has no Node in its page and the menu of the one registry', async () => {
    const running = app as ElectronApplication;
    const page = await running.firstWindow();
    expect(await page.evaluate(() => [typeof globalThis.require, typeof globalThis.process])).toEqual([
      'undefined',
      'undefined',
    ]);
    const ids = await running.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) =>
        (submenu?.items ?? []).map(({ id }) => id),
      ),
    );
    expect(ids).toEqual(expect.arrayContaining(['thread.new', 'app.stopAll', 'palette.open']));
  });

  it('ends with its window, and leaves its data to the next start', async () => {
    const running = app as ElectronApplication;
    await running.firstWindow();
    await running.close();
    app = undefined;
    expect(existsSync(join(root, 'data', 'muster.db'))).toBe(true);
  });
});
