import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostTopic } from '#shared/contract/topics.ts';
import type { HomeEntity, Notice } from '#shared/model/workspace/workspace.ts';
import { inState, useHarness } from '../support/use-harness.ts';
import type { TestClient } from '../support/test-client.ts';

const used = useHarness();

const notices = (client: TestClient): Notice[] => client.values(hostTopic.topic, hostTopic.notice);
const about = (client: TestClient, words: string): Notice | undefined =>
  notices(client).find(({ title, detail }) => `${title} ${detail}`.includes(words));

describe('a notice', () => {
  it('of a broken configuration goes away when it is mended, and the home is read again', async () => {
    const { harness } = used;
    const config = join(harness.codexHome, 'config.toml');
    const good = readFileSync(config, 'utf8');
    await harness.stopHost();
    writeFileSync(config, `${good}\n[[[ this is no toml\n`);
    await harness.startHost();
    const client = harness.client();
    const { workspaceId } = await harness.addRepository('broken');
    const home = (): HomeEntity | undefined => client.values(hostTopic.topic, hostTopic.home)[0];
    await client.until(() => about(client, 'warns about its configuration'), 'the warning');
    await client.until(() => about(client, 'cannot tell about its home'), 'the refusal');
    expect(home()?.provider).toBeNull();
    writeFileSync(config, good);
    await client.until(() => notices(client).length === 0, 'the notices to be gone');
    await client.until(() => home()?.provider !== null, 'the home to have its provider');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
  });

  it('says which server of the configuration did not start, in its thread, until that is mended', async () => {
    const { harness } = used;
    const config = join(harness.codexHome, 'config.toml');
    const good = readFileSync(config, 'utf8');
    appendFileSync(config, '\n[mcp_servers.gone]\ncommand = "/nonexistent"\n');
    const client = harness.client();
    const { workspaceId } = await harness.addRepository('servers');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    const said = await client.until(() => about(client, 'The MCP server “gone” did not start'), 'the notice');
    expect(said).toMatchObject({ level: 'warning', workspaceId, threadIds: [threadId] });
    expect(said.detail).toContain('No such file');
    await inState(client, threadId, 'finished');
    // Another thread says it again: it is one notice, of two threads.
    const second = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await client.until(
      () => about(client, 'did not start')?.threadIds?.includes(second.threadId) === true,
      'the second thread',
    );
    expect(notices(client).filter(({ title }) => title.includes('“gone”'))).toHaveLength(1);
    await inState(client, second.threadId, 'finished');
    // What Codex itself writes into its configuration changes nothing of it.
    appendFileSync(config, '\n[projects."/nowhere"]\ntrust_level = "trusted"\n');
    const third = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, third.threadId, 'finished');
    expect(about(client, 'did not start')?.threadIds).toContain(threadId);
    writeFileSync(config, good);
    await client.until(() => about(client, 'did not start') === undefined, 'the notice to be gone');
  });
});
