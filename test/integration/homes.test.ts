import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostTopic } from '#shared/contract/topics.ts';
import { asId, type HomeId, type WorkspaceId } from '#shared/model/ids.ts';
import type { HomeEntity } from '#shared/model/workspace/workspace.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const used = useHarness();

describe('a sign-in', () => {
  it('reaches every app-server of its home: at once where nothing runs, else when it has ended', async () => {
    const { harness } = used;
    // Only a provider that wants a sign-in has accounts.
    const config = join(harness.codexHome, 'config.toml');
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace('requires_openai_auth = false', 'requires_openai_auth = true'),
    );
    await harness.stopHost();
    await harness.startHost();
    const client = harness.client();
    const home = (): HomeEntity | undefined => client.values(hostTopic.topic, hostTopic.home)[0];
    const pid = (id: WorkspaceId): number | undefined => {
      const status = client.workspace(id)?.status;
      return status?.type === 'ready' ? status.pid : undefined;
    };
    const { id } = await client.until(
      () => (home()?.account?.type === 'none' ? home() : undefined),
      'the home',
    );
    await client.call('account/login', { homeId: id, how: { type: 'apiKey', apiKey: 'sk-the-first' } });
    await client.until(() => home()?.account?.type === 'apiKey', 'the account');
    const idle = await harness.addRepository('idle');
    const busy = await harness.addRepository('busy');
    const { threadId } = await client.call('thread/start', {
      workspaceId: busy.workspaceId,
      text: '[script:hold name=here]',
    });
    await harness.model.held('here');
    const before = await client.until(() => pid(idle.workspaceId), 'the idle app-server');
    const working = await client.until(() => pid(busy.workspaceId), 'the busy app-server');
    await client.call('account/login', { homeId: id, how: { type: 'apiKey', apiKey: 'sk-the-second' } });
    expect(readFileSync(join(harness.codexHome, 'auth.json'), 'utf8')).toContain('sk-the-second');
    await client.until(
      () => (pid(idle.workspaceId) ?? before) !== before,
      'the idle app-server to begin anew',
    );
    expect(pid(busy.workspaceId)).toBe(working);
    harness.model.release('here');
    await client.until(
      () => (pid(busy.workspaceId) ?? working) !== working,
      'the busy app-server to begin anew',
    );
    await inState(client, threadId, 'finished');
    await client.call('account/logout', { homeId: id });
    await client.until(() => home()?.account?.type === 'none', 'the account to be gone');
  });
});

describe('the configuration of a home', () => {
  it('keeps the trust of twenty folders whose first threads start at once', async () => {
    const { harness, client } = used;
    const paths = Array.from({ length: 20 }, (_, at) => harness.repository(`folder-${at}`));
    const ids: WorkspaceId[] = [];
    for (const path of paths) ids.push((await client.call('workspace/add', { path })).workspaceId);
    const started = await Promise.all(
      ids.map((workspaceId) => client.call('thread/start', { workspaceId, text: '[script:say]' })),
    );
    for (const { threadId } of started) await inState(client, threadId, 'finished');
    const config = readFileSync(join(harness.codexHome, 'config.toml'), 'utf8');
    expect(paths.filter((path) => !config.includes(`[projects."${path}"]`))).toEqual([]);
  });
});

describe('the app-server of a home', () => {
  it('starts again when a person restarts it', async () => {
    const { client } = used;
    const home = (): HomeEntity | undefined => client.values(hostTopic.topic, hostTopic.home)[0];
    const running = (): { id: HomeId; pid: number } | undefined => {
      const { id, status } = home() ?? {};
      return id !== undefined && status?.type === 'ready' ? { id, pid: status.pid } : undefined;
    };
    const { id, pid } = await client.until(running, 'the home');
    await client.call('home/restart', { homeId: id });
    await client.until(() => (running()?.pid ?? pid) !== pid, 'another process');
    const unknown = client.call('home/restart', { homeId: asId<HomeId>(randomUUID()) });
    await expect(unknown).rejects.toMatchObject({ code: 'notFound' });
  });
});
