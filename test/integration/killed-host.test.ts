import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { makeRepository } from '../support/repository.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import type { TestClient } from '../support/test-client.ts';
import { startWebProcess, type WebProcess } from '../support/web-process.ts';

const script = join(import.meta.dirname, '../../out/main/web.js');
let root: string;
let model: ScriptedModel;
let options: readonly string[];
const running: WebProcess[] = [];
const clients: TestClient[] = [];

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-killed-')));
  model = await startScriptedModel({ scenarios: scriptedScenarios });
  const codexHome = join(root, 'codex-home');
  mkdirSync(codexHome);
  writeFileSync(join(codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url }));
  options = ['--data', join(root, 'data'), '--codex-home', codexHome, '--port', '0'];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.dispose();
  for (const host of running.splice(0)) await host.end();
  await model.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function life(): Promise<{ host: WebProcess; client: TestClient }> {
  const host = await startWebProcess(script, options);
  running.push(host);
  const client = await host.client('test');
  clients.push(client);
  return { host, client };
}

it('offers at the next start every turn that a killed host cut off, and starts none by itself', async () => {
  const { host, client } = await life();
  const threads = [];
  for (const name of ['one', 'two', 'three']) {
    const { workspaceId } = await client.call('workspace/add', { path: makeRepository(root, name) });
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: `[script:hold name=${name}]`,
    });
    await model.held(name);
    threads.push(threadId);
  }
  await client.until(
    () => client.rows().filter(({ state }) => state === 'running').length === 3,
    'all to run',
  );
  await host.end('SIGKILL');

  const asked = model.stats().requests;
  const next = await life();
  const offered = await next.client.until(() => {
    const rows = next.client.rows().filter(({ interrupted }) => interrupted);
    return rows.length === 3 && rows.every(({ state }) => state === 'notLoaded') ? rows : undefined;
  }, 'all three to be offered');
  expect(offered.map(({ id }) => id).sort()).toEqual([...threads].sort());
  expect(model.stats().requests).toBe(asked);

  for (const threadId of threads) await next.client.call('thread/continue', { threadId });
  await next.client.until(() => {
    for (const name of ['one', 'two', 'three']) model.release(name);
    return next.client.rows().every(({ state }) => state === 'finished');
  }, 'all to finish');
});
