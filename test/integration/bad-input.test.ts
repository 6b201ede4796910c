import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hostTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { AppServerStatus, HostInfo, Notice } from '#shared/model/workspace/workspace.ts';
import { testedCodex } from '../support/tested-codex.ts';
import { Harness, type HarnessOptions } from '../support/host-harness.ts';
import type { TestClient } from '../support/test-client.ts';
import { hastyClock, inState } from '../support/use-harness.ts';

let harness: Harness;

afterEach(async () => {
  await harness.dispose();
  expect(harness.faults).toEqual([]);
});

async function start(options: HarnessOptions = {}): Promise<TestClient> {
  harness = await Harness.start({ ...options, host: { clock: hastyClock, ...options.host } });
  return harness.client();
}

function failed(client: TestClient, id: WorkspaceId): Promise<Extract<AppServerStatus, { type: 'failed' }>> {
  return client.until(() => {
    const status = client.workspace(id)?.status;
    return status?.type === 'failed' ? status : undefined;
  }, 'the workspace to say what is wrong');
}

const info = (client: TestClient): HostInfo | undefined => client.values(hostTopic.topic, hostTopic.info)[0];
const notices = (client: TestClient): Notice[] => client.values(hostTopic.topic, hostTopic.notice);

/** An executable in the harness's folder. */
function script(name: string, text: string): string {
  const path = join(harness.root, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('Codex', () => {
  it('that is not there is named, with what to do', async () => {
    const client = await start({ host: { env: { ...process.env, MUSTER_CODEX: '/nowhere/codex' } } });
    const { workspaceId } = await harness.addRepository('repository');
    expect((await failed(client, workspaceId)).reason).toMatch(
      /\/nowhere\/codex, which MUSTER_CODEX names.*Correct it/,
    );
    expect(info(client)?.codex.problem).toContain('/nowhere/codex');
    const refused = client.call('thread/start', { workspaceId, text: 'hello' });
    await expect(refused).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('/nowhere/codex'),
    });
  });

  it('that a workspace names wrongly fails this workspace alone, until it is corrected', async () => {
    const client = await start();
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    const codexPath = join(harness.root, 'no-program');
    writeFileSync(codexPath, '');
    await client.call('workspace/update', { workspaceId: one.workspaceId, codexPath });
    expect((await failed(client, one.workspaceId)).reason).toContain('settings name');
    const { threadId } = await client.call('thread/start', {
      workspaceId: two.workspaceId,
      text: '[script:say]',
    });
    await inState(client, threadId, 'finished');
    await client.call('workspace/update', { workspaceId: one.workspaceId, codexPath: null });
    await client.until(
      () => client.workspace(one.workspaceId)?.status.type === 'ready',
      'the corrected workspace',
    );
  });

  it('and its home lie where no agent writes', async () => {
    const client = await start();
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    for (const name of ['codexPath', 'codexHome'])
      await expect(
        client.call('workspace/update', { workspaceId: one.workspaceId, [name]: join(two.path, 'mine') }),
      ).rejects.toMatchObject({ code: 'badRequest', message: expect.stringContaining('workspace two') });
  });

  it.each([
    ['no program', 'not a program at all', /could not be started|exited|sh:/],
    [
      'one that ends at once',
      '#!/bin/sh\necho "error: the cat is on the keyboard" >&2\nexit 3\n',
      /exited with code 3 at start: error: the cat is on the keyboard/,
    ],
  ])('that is %s says so in its own words', async (_what, text, expected) => {
    const client = await start();
    const { workspaceId } = await harness.addRepository('repository');
    const path = join(harness.root, 'codex');
    writeFileSync(path, text, { mode: 0o755 });
    await client.call('workspace/update', { workspaceId, codexPath: path });
    expect((await failed(client, workspaceId)).reason).toMatch(expected);
  });
});

describe('the configuration', () => {
  it('with a policy that is gone: Codex’s own words and a hint reach the workspace and the home', async () => {
    const client = await start();
    const config = join(harness.codexHome, 'config.toml');
    const good = readFileSync(config, 'utf8');
    writeFileSync(config, `approval_policy = "untrusted"\n${good.replace(/^approval_policy.*$/m, '')}`);
    const { workspaceId } = await harness.addRepository('repository');
    const status = await failed(client, workspaceId);
    expect(status.reason).toContain('approval_policy = "untrusted" is no longer supported');
    expect(status.hint).toContain('remove the line approval_policy');
    expect(status.stderr.join('\n')).toContain('no longer supported');
    writeFileSync(config, good);
    await client.call('workspace/restart', { workspaceId });
    await client.until(() => client.workspace(workspaceId)?.status.type === 'ready', 'the mended workspace');
  });

  it('that is no TOML is said to be broken, with the place', async () => {
    const client = await start();
    const config = join(harness.codexHome, 'config.toml');
    const good = readFileSync(config, 'utf8');
    const line = good.split('\n').length;
    appendFileSync(config, '[[[ this is no toml\n');
    // Codex starts with its defaults, says so, and refuses to start a thread.
    const { workspaceId } = await harness.addRepository('repository');
    const warned = await client.until(
      () => notices(client).find(({ detail }) => detail.includes('Invalid configuration')),
      'the notice',
    );
    expect(warned.detail).toContain(`config.toml:${line}`);
    const refused = client.call('thread/start', { workspaceId, text: '[script:say]' });
    await expect(refused).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(`config.toml:${line}`),
    });
    writeFileSync(config, good);
    await client.call('workspace/restart', { workspaceId });
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:say]' });
    await inState(client, threadId, 'finished');
  });
});

describe('a machine that forbids user namespaces', () => {
  const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces';

  it.skipIf(!works(`unshare -Ur sh -c '${forbid}'`))(
    'says that the sandbox cannot start, and what to do',
    async () => {
      await start();
      const { binary } = testedCodex();
      const codex = script('codex', `exec unshare -Ur sh -c '${forbid} && exec "$0" "$@"' '${binary}' "$@"`);
      await harness.stopHost();
      await harness.startHost({ env: { ...process.env, MUSTER_CODEX: codex } });
      const client = harness.client();
      const sandbox = await client.until(
        () => (info(client)?.sandbox.works === false ? info(client)?.sandbox : undefined),
        'the verdict',
      );
      expect(sandbox.problem).toMatch(/namespace/);
      expect(sandbox.problem).toContain('unprivileged user namespaces: allow them');
    },
  );

  function works(command: string): boolean {
    try {
      execFileSync('/bin/sh', ['-c', command], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }
});

describe('a folder', () => {
  it.each([
    ['that is not there', (root: string) => join(root, 'nothing'), /There is no folder/],
    ['that is a file', (root: string) => join(root, 'codex-home', 'config.toml'), /is a file/],
    ['named by half a path', () => 'some/where', /not a full path/],
  ])('%s is refused with the reason', async (_what, path, expected) => {
    const client = await start();
    const refused = client.call('workspace/add', { path: path(harness.root) });
    await expect(refused).rejects.toMatchObject({
      code: 'badRequest',
      message: expect.stringMatching(expected),
    });
  });

  // Whoever runs as root can read everything.
  it.skipIf(process.getuid?.() === 0)('that cannot be read is refused with the reason', async () => {
    const client = await start();
    const path = join(harness.root, 'closed');
    mkdirSync(path, { mode: 0 });
    await expect(client.call('workspace/add', { path })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    });
  });

  it('that goes away later is missed at the next start', async () => {
    const client = await start();
    const { workspaceId, path } = await harness.addRepository('repository');
    await client.until(() => client.workspace(workspaceId)?.status.type === 'ready', 'the workspace');
    rmSync(path, { recursive: true });
    await client.call('workspace/restart', { workspaceId });
    expect((await failed(client, workspaceId)).reason).toContain(`The folder ${path} is gone`);
    await client.until(
      () => client.workspace(workspaceId)?.notes.some((note) => note.includes('is gone')),
      'the note',
    );
    mkdirSync(path);
    await client.call('workspace/restart', { workspaceId });
    await client.until(
      () => client.workspace(workspaceId)?.status.type === 'ready',
      'the folder that came back',
    );
  });

  it('that is no git repository works, and says what is missing', async () => {
    const client = await start();
    const path = join(harness.root, 'plain');
    mkdirSync(path);
    const { workspaceId } = await client.call('workspace/add', { path });
    await client.until(
      () => client.workspace(workspaceId)?.notes.some((note) => note.includes('Not a git repository')),
      'the note',
    );
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:commands n=1]' });
    expect((await inState(client, threadId, 'finished')).branch).toBeNull();
  });

  it('is one workspace by whatever path it is named', async () => {
    const client = await start();
    const { path, workspaceId } = await harness.addRepository('repository');
    symlinkSync(path, join(harness.root, 'link'));
    for (const other of [
      `${path}/`,
      `${path}/.`,
      `${harness.root}/./x/../repository`,
      join(harness.root, 'link'),
    ]) {
      if (other.includes('/x/')) mkdirSync(join(harness.root, 'x'), { recursive: true });
      expect(await client.call('workspace/add', { path: other })).toEqual({ workspaceId, existed: true });
    }
    const together = await Promise.all(
      ['new', 'new/', 'new/.'].map((name) => {
        mkdirSync(join(harness.root, 'new'), { recursive: true });
        return client.call('workspace/add', { path: `${harness.root}/${name}` });
      }),
    );
    expect(new Set(together.map(({ workspaceId: id }) => id)).size).toBe(1);
  });
});
