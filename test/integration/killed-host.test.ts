import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fleetTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ItemEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
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
  model = await startScriptedModel({
    scenarios: scriptedScenarios,
    pace: { deltaChars: 40, deltaMs: 10, replyMs: 5, pauseScale: 1 },
  });
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

const items = (of: TestClient, topic: string): ItemEntity[] =>
  of.values(topic, threadTopic.item).sort((a, b) => a.ord - b.ord);

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

it('shows after it was killed what was on the screen, as cut off here, and says so in header and row alike', async () => {
  const { host, client } = await life();
  const { workspaceId } = await client.call('workspace/add', { path: makeRepository(root, 'screen') });
  const { threadId } = await client.call('thread/start', {
    workspaceId,
    text: '[script:flood deltas=100000 chars=20]',
  });
  const topic = threadTopic(threadId);
  client.open(topic);
  const command = await client.call('thread/start', {
    workspaceId,
    text: `[script:commands cmd="for i in $(seq 40); do sleep 0.02; echo line $i; done; sleep 60"]`,
    place: 'folder',
  });
  const commandTopic = threadTopic(command.threadId);
  client.open(commandTopic);
  const seen = (of: TestClient, where: string): string =>
    [...(of.contract.view(where)?.mirror.texts ?? [])].map(([, { text }]) => text).join('');
  const shown = await client.until(() => {
    const text = seen(client, topic);
    return text.length > 2000 && seen(client, commandTopic).includes('line 40') && text;
  }, 'both to be on the screen');
  // What was shown at that moment is stored a second later at the latest; more coming is the sign that it passed.
  const stored = new Database(join(root, 'data', 'muster.db'), { readonly: true });
  await client.until(() => {
    const parts = stored
      .prepare('SELECT name, max(until) AS until FROM kept_texts GROUP BY thread_id, name')
      .all() as {
      readonly name: string;
      readonly until: number;
    }[];
    const until = (name: string): number => parts.find((part) => part.name === name)?.until ?? 0;
    return until('text') >= shown.length && until('output') >= seen(client, commandTopic).length;
  }, 'it to be kept');
  stored.close();
  await host.end('SIGKILL');

  const next = await life();
  next.client.open(topic);
  next.client.open(commandTopic);
  const detail = (where: string): ThreadDetail | undefined =>
    next.client.values(where, threadTopic.thread).find((value) => 'loaded' in value);
  await next.client.until(() => [topic, commandTopic].every((where) => detail(where)?.loaded), 'the records');
  const message = items(next.client, topic).find(({ item }) => item.type === 'agentMessage');
  expect(message).toMatchObject({ cutOff: true, done: true });
  expect(message?.item.type === 'agentMessage' && message.item.text.startsWith(shown.slice(0, 1500))).toBe(
    true,
  );
  const output = items(next.client, commandTopic).find(({ item }) => item.type === 'commandExecution');
  // An app-server whose input ends may have had the time to write how the command ended: then that is shown.
  expect(output?.done).toBe(true);
  expect(output?.item.type === 'commandExecution' && output.item.aggregatedOutput).toContain(
    'line 39\nline 40',
  );
  for (const where of [threadId, command.threadId]) {
    await next.client.until(() => next.client.row(where)?.interrupted, 'the row to say that it was cut off');
    expect(detail(threadTopic(where))).toMatchObject({
      interrupted: true,
      state: next.client.row(where)?.state,
    });
  }
});

it('has each start that it acknowledged, as a thread or failed with its text, and none twice', async () => {
  const { host, client } = await life();
  const { workspaceId } = await client.call('workspace/add', { path: makeRepository(root, 'starts') });
  await client.until(() => client.workspace(workspaceId)?.status.type === 'ready', 'the app-server');
  const texts = Array.from({ length: 16 }, (_, at) => `[script:hold name=start] start-${at}.`);
  await Promise.all(texts.map((text) => client.call('start/begin', { workspaceId, text, place: 'folder' })));
  // Some are there, some are under way, some wait.
  await client.until(() => client.rows().length >= 2, 'the first threads');
  await host.end('SIGKILL');

  const next = await life();
  const wordOf = (text: string): string => /start-\d+/.exec(text)?.[0] ?? text;
  const found = (): string[] => {
    const { client: now } = next;
    const starts = now.values(fleetTopic.topic, fleetTopic.start);
    const failed = starts.filter(({ state }) => state === 'failed').map(({ text }) => text);
    return [...now.rows().map(({ title }) => title), ...failed].map(wordOf).sort();
  };
  await next.client.until(() => {
    const starts = next.client.values(fleetTopic.topic, fleetTopic.start);
    return starts.every(({ state }) => state !== 'starting') && found().length >= texts.length;
  }, 'every start to have ended');
  expect(found()).toEqual(texts.map(wordOf).sort());
  const failed = next.client
    .values(fleetTopic.topic, fleetTopic.start)
    .filter(({ state }) => state === 'failed');
  for (const { text } of failed) expect(texts).toContain(text);
});
