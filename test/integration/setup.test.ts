import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostTopic } from '#shared/contract/topics.ts';
import type { CommonName, CommonValue, Configuration } from '#shared/model/workspace/setup.ts';
import { scriptedMcpServers } from '../support/scripted-scenarios.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const used = useHarness();

const common = (read: Configuration, name: CommonName): CommonValue => {
  const found = read.common.find((value) => value.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const configOf = (home: string): string => join(home, 'config.toml');

describe('the configuration', () => {
  it('is read with its layers, and written only where it is what the person saw', async () => {
    const { harness } = used;
    const config = configOf(harness.codexHome);
    const client = harness.client();
    const { path, workspaceId } = await harness.addRepository('layers');
    // The folder is trusted by its first thread: only then its own layer counts.
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
    const first = await client.call('config/read', { workspaceId });
    expect(first.file).toBe(config);
    expect(common(first, 'model')).toMatchObject({ layers: [{ from: { kind: 'user', place: config } }] });
    expect(first.others.map(({ name }) => name)).toContain('model_provider');
    const { own: seen } = common(first, 'effort');
    expect(seen).toBeNull();

    const change = { name: 'effort', value: 'low' } as const;
    expect(await client.call('config/write', { workspaceId, change, seen })).toEqual({
      outcome: 'written',
      overridden: null,
    });
    // Another program writes beside it: what is elsewhere in the file is no conflict.
    appendFileSync(config, '\n[projects."/nowhere"]\ntrust_level = "trusted"\n');
    const own = '{"model_reasoning_effort":"low"}';
    const other = { name: 'effort', value: 'medium' } as const;
    await client.call('config/write', { workspaceId, change: other, seen: own });
    expect(readFileSync(config, 'utf8')).toMatch(/model_reasoning_effort = "medium"/);
    // The same value is: nothing is written over what somebody else wrote.
    const written = readFileSync(config, 'utf8');
    expect(await client.call('config/write', { workspaceId, change, seen: own })).toEqual({
      outcome: 'conflict',
      own: '{"model_reasoning_effort":"medium"}',
    });
    expect(readFileSync(config, 'utf8')).toBe(written);

    // The folder says otherwise: that is what counts, and is told.
    mkdirSync(join(path, '.codex'));
    writeFileSync(join(path, '.codex', 'config.toml'), 'model_reasoning_effort = "high"\n');
    const last = { name: 'effort', value: null } as const;
    expect(
      await client.call('config/write', {
        workspaceId,
        change: last,
        seen: '{"model_reasoning_effort":"medium"}',
      }),
    ).toMatchObject({ outcome: 'written', overridden: { from: { kind: 'folder' }, value: 'high' } });
    const permission = { name: 'permission', value: 'readOnly' } as const;
    const mode = common(await client.call('config/read', { workspaceId }), 'permission');
    await client.call('config/write', { workspaceId, change: permission, seen: mode.own });
    const after = await client.call('config/read', { workspaceId });
    expect(common(after, 'permission').value).toBe('readOnly');
    expect(common(after, 'effort')).toMatchObject({ value: 'high', own: null });
  });
});

describe('MCP servers', () => {
  it('are listed with their tools and failures, switched off, and started again', async () => {
    const { harness } = used;
    const config = configOf(harness.codexHome);
    appendFileSync(
      config,
      `\n[mcp_servers.gone]\ncommand = "/nonexistent"\n[mcp_servers.scripted]\ncommand = ${JSON.stringify(scriptedMcpServers.scripted.command)}\nargs = ${JSON.stringify(scriptedMcpServers.scripted.args)}\n`,
    );
    const client = harness.client();
    const { workspaceId } = await harness.addRepository('servers');
    const { servers } = await client.call('mcp/list', { workspaceId });
    expect(servers.find(({ name }) => name === 'gone')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('No such file'),
      own: true,
      place: '/nonexistent',
      from: { kind: 'user', place: config },
    });
    const scripted = servers.find(({ name }) => name === 'scripted');
    expect(scripted?.state).toBe('connected');
    expect(scripted?.tools.map(({ name }) => name)).toContain('ask_person');

    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
    const said = (): boolean =>
      client.values(hostTopic.topic, hostTopic.notice).some(({ title }) => title.includes('“gone”'));
    await client.until(said, 'the failure to be said');
    const before = client.values(hostTopic.topic, hostTopic.setup)[0] ?? 0;
    await client.call('mcp/switch', { workspaceId, name: 'gone', on: false });
    await client.until(() => !said(), 'the notice to go with its cause');
    await client.until(
      () => (client.values(hostTopic.topic, hostTopic.setup)[0] ?? 0) > before,
      'clients to be told',
    );
    const after = await client.call('mcp/list', { workspaceId });
    expect(after.servers.find(({ name }) => name === 'gone')).toMatchObject({ state: 'off', on: false });
    await client.call('mcp/restart', { workspaceId });
    await expect(client.call('mcp/signIn', { workspaceId, name: 'scripted' })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^The sign-in at scripted did not begin: ./),
    });
  });
});

describe('skills and hooks', () => {
  it('are listed, switched, and trusted for what they run and nothing else', async () => {
    const { harness } = used;
    const skill = join(harness.codexHome, 'skills', 'alpha', 'SKILL.md');
    mkdirSync(join(harness.codexHome, 'skills', 'alpha'), { recursive: true });
    writeFileSync(skill, '---\nname: alpha\ndescription: does alpha\n---\nhello\n');
    const config = configOf(harness.codexHome);
    appendFileSync(
      config,
      '\n[[hooks.PreToolUse]]\nmatcher = "Bash"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "echo one"\n',
    );
    const client = harness.client();
    const { workspaceId } = await harness.addRepository('skills');
    const alpha = async () =>
      (await client.call('skills/all', { workspaceId })).skills.find(({ name }) => name === 'alpha');
    expect(await alpha()).toMatchObject({ on: true, scope: 'user', path: skill });
    await client.call('skills/switch', { workspaceId, path: skill, on: false });
    expect(await alpha()).toMatchObject({ on: false });

    const hook = async () => {
      const [found] = (await client.call('hooks/list', { workspaceId })).hooks;
      if (found === undefined) throw new Error('no hook');
      return found;
    };
    const shown = await hook();
    expect(shown).toMatchObject({ trust: 'untrusted', runs: 'echo one', matcher: 'Bash' });
    await client.call('hooks/trust', { workspaceId, key: shown.key, hash: shown.hash, trusted: true });
    expect((await hook()).trust).toBe('trusted');
    // Somebody changes what it runs: the trust is not for that, nor can it be given unseen.
    writeFileSync(config, readFileSync(config, 'utf8').replace('echo one', 'echo two'));
    expect(await hook()).toMatchObject({ runs: 'echo two', trust: 'modified' });
    await expect(
      client.call('hooks/trust', { workspaceId, key: shown.key, hash: shown.hash, trusted: true }),
    ).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('another than the one') });
    expect((await hook()).trust).toBe('modified');
    await client.call('hooks/trust', { workspaceId, key: shown.key, hash: shown.hash, trusted: false });
    expect((await hook()).trust).toBe('untrusted');
  });
});

describe('what threads used', () => {
  it('is summed up by day and thread as they work, and once over a resumption', async () => {
    const { harness } = used;
    const client = harness.client();
    const { workspaceId } = await harness.addRepository('usage');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
    const read = await client.call('usage/read', { days: 7 });
    const [own] = read.threads;
    expect(own).toMatchObject({ threadId, workspaceId, title: expect.stringContaining('[script:say]') });
    expect(own?.tokens).toBeGreaterThan(0);
    expect(read.days).toEqual([{ day: read.today, workspaceId, tokens: own?.tokens }]);
    expect(read.lastHour).toBe(own?.tokens);

    await harness.stopHost();
    await harness.startHost();
    const again = harness.client();
    await inState(again, threadId, 'finished');
    await again.call('thread/send', { threadId, text: '[script:say]', mode: 'send' });
    await again.until(() => again.row(threadId)?.tokens !== own?.tokens, 'more to be used');
    await inState(again, threadId, 'finished');
    const after = await again.call('usage/read', { days: 1 });
    expect(after.threads[0]?.tokens).toBe(again.row(threadId)?.tokens);
  });
});
