/**
 * A real sandboxed command tries to act as a person, with network and without. See test/support/intruder.mjs for all
 * that it tries; here is what must come of it.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostTopic, inboxTopic, rulesTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { makeRepository } from '../support/repository.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import type { TestClient } from '../support/test-client.ts';
import { startWebProcess, type WebProcess } from '../support/web-process.ts';

const script = join(import.meta.dirname, '../../out/main/web.js');

interface Found {
  readonly read: readonly string[];
  readonly wrote: readonly string[];
  readonly secrets: number;
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
  readonly answers: {
    readonly show?: readonly [number, string];
    readonly link?: readonly [number, string];
    readonly sessions?: readonly string[];
    readonly upgrades?: readonly string[];
  };
}

let root: string;
let model: ScriptedModel;
let host: WebProcess;
let client: TestClient;

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-intruder-')));
  model = await startScriptedModel({ scenarios: scriptedScenarios });
});

afterEach(async () => {
  client.dispose();
  await host.end();
  await model.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** A person's machine: a home with a CODEX_HOME and a browser in it, and Muster's own folder. */
async function start(network: boolean): Promise<void> {
  const home = join(root, '.codex');
  mkdirSync(home);
  mkdirSync(join(root, '.mozilla'));
  writeFileSync(join(root, '.mozilla', 'cookies.sqlite'), 'a cookie');
  // The folders for temporary files are closed, as this whole machine lies in one.
  const config = codexConfigToml({ modelUrl: model.url, writableTmp: false });
  const table = '[sandbox_workspace_write]';
  writeFileSync(
    join(home, 'config.toml'),
    network ? config.replace(table, `${table}\nnetwork_access = true`) : config,
  );
  writeFileSync(join(home, 'auth.json'), '{"OPENAI_API_KEY":"sk-not-a-key"}');
  host = await startWebProcess(script, ['--data', join(root, 'data'), '--codex-home', home, '--port', '0'], {
    ...process.env,
    HOME: root,
  });
  client = await host.client('the person');
  for (const topic of [hostTopic.topic, inboxTopic.topic, rulesTopic.topic]) client.open(topic);
}

/** Runs the intruder as a command of an agent that works in a workspace. */
async function intrude(path: string, closed: readonly string[], network: boolean): Promise<Found> {
  copyFileSync(join(import.meta.dirname, '../support/intruder.mjs'), join(path, 'intruder.mjs'));
  const { workspaceId } = await client.call('workspace/add', { path, knowingly: true });
  const escalated = '[script:escalate cmd="touch outside"]';
  const waits = await client.call('thread/start', { workspaceId, text: escalated, place: 'folder' });
  await client.until(() => client.pending(waits.threadId).length === 1, 'the request');
  const { origin } = JSON.parse(readFileSync(join(root, 'data', 'instance.json'), 'utf8')) as {
    origin: string;
  };
  const line = `node intruder.mjs ${join(root, 'data')} ${closed.join(':')} ${network ? origin : 'none'}`;
  const text = `[script:commands n=1 cmd="${line}"]`;
  const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
  const found = await foundBy(threadId, 1);
  // The same when the thread is loaded again by another process: a thread keeps its guard.
  await client.call('workspace/restart', { workspaceId });
  await client.until(() => client.workspace(workspaceId)?.status.type === 'ready', 'the app-server');
  await client.call('thread/send', { threadId, text, mode: 'send' });
  const again = await foundBy(threadId, 2);
  // Nothing was decided, made or let in.
  expect(client.approvals().flatMap(({ outcome }) => (outcome?.type === 'decided' ? [outcome] : []))).toEqual(
    [],
  );
  expect(client.values(rulesTopic.topic, rulesTopic.rule)).toEqual([]);
  expect(client.values(hostTopic.topic, hostTopic.sessions)[0]?.sessions).toHaveLength(1);
  expect({ ...again, answers: null }).toEqual({
    ...found,
    answers: null,
    read: again.read,
    secrets: again.secrets,
  });
  expect(again.read.length === 0).toBe(found.read.length === 0);
  return found;
}

/** What the intruder of a thread's n-th command printed. */
async function foundBy(threadId: ThreadId, nth: number): Promise<Found> {
  client.open(`thread:${threadId}`);
  const output = await client.until(() => {
    const items = client.thread(threadId, threadTopic.item).map((entity) => entity.item);
    const item = items.filter((one) => one.type === 'commandExecution')[nth - 1];
    return item?.type === 'commandExecution' && item.status !== 'inProgress'
      ? (item.aggregatedOutput ?? '')
      : undefined;
  }, 'the command');
  return JSON.parse(output) as Found;
}

describe.skipIf(process.platform === 'win32')('a sandboxed command', () => {
  it('with network sees nothing of Muster, of sign-ins and of browsers, and is let in nowhere', async () => {
    await start(true);
    const path = makeRepository(root, 'repository');
    const found = await intrude(path, [join(root, '.mozilla')], true);
    expect(found.read).toEqual([]);
    expect(found.wrote).toEqual([]);
    expect([found.arguments, found.environment]).toEqual([[], []]);
    const { show, link, sessions, upgrades } = found.answers;
    expect(show?.[0]).toBe(200);
    expect(Object.keys(JSON.parse(show?.[1] ?? '') as object)).toEqual(['instance']);
    expect(link?.[0]).toBe(405);
    expect([sessions, upgrades]).toEqual([[], []]);
  });

  it('without network finds no secret, and writes nothing of Muster’s where the workspace holds its folder', async () => {
    await start(false);
    await expect(client.call('workspace/add', { path: root })).rejects.toMatchObject({
      code: 'needsConsent',
    });
    const found = await intrude(root, [join(root, '.codex')], false);
    expect(found.wrote).toEqual([]);
    expect([found.arguments, found.environment]).toEqual([[], []]);
    // What it reads lets nobody in: hashes, public names, a seal's key that serves only whoever can write.
    expect(found.read.length).toBeGreaterThan(0);
  });
});
