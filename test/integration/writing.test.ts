import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesTopic, hostTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { Harness, type TestClient } from '../support/host-harness.ts';
import { inState } from '../support/use-harness.ts';

let harness: Harness;
let client: TestClient;
let workspaceId: WorkspaceId;
let folder: string;

beforeAll(async () => {
  harness = await Harness.start();
  ({ workspaceId, path: folder } = await harness.addRepository('writing'));
  client = harness.client();
  mkdirSync(join(folder, 'src', 'refunds'), { recursive: true });
  for (const name of ['split.ts', 'splint.ts', 'other.ts'])
    writeFileSync(join(folder, 'src', 'refunds', name), '');
  const skill = join(folder, '.codex', 'skills', 'deploy');
  mkdirSync(skill, { recursive: true });
  writeFileSync(
    join(skill, 'SKILL.md'),
    '---\nname: deploy\ndescription: Ships what is on main\n---\n\nDo it.\n',
  );
});
afterAll(() => harness.dispose());

const found = (topic: string) => client.values(topic, filesTopic.found)[0];

describe('A search for files', () => {
  it('finds as one types, and begins anew after the death of the app-server', async () => {
    const topic = filesTopic({ workspaceId, threadId: null, id: 'one' });
    client.open(topic);
    await client.until(() => found(topic), 'the search to be open');
    const find = async (query: string, paths: readonly string[]) => {
      await client.call('files/find', { search: topic, query });
      await client.until(() => {
        const { query: of, files = [] } = found(topic) ?? {};
        const all = files.map(({ path }) => path).filter((path) => path.startsWith('src/refunds/'));
        return of === query && all.sort().join() === paths.join();
      }, `what ${query} finds`);
    };
    await find('refspl', ['src/refunds/splint.ts', 'src/refunds/split.ts']);
    await find('other', ['src/refunds/other.ts']);
    await find('no such file', []);
    await harness.host.call('workspace/restart', { workspaceId });
    await client.until(() => client.workspace(workspaceId)?.status.type === 'ready', 'the next app-server');
    await find('splint', ['src/refunds/splint.ts']);
    client.close(topic);
    await expect(client.call('files/find', { search: topic, query: 'x' })).rejects.toMatchObject({
      code: 'notFound',
    });
  });
});

describe('Skills', () => {
  it('are those of the folder, with what they are for', async () => {
    const { skills } = await client.call('skills/list', { workspaceId, threadId: null });
    expect(skills.find(({ name }) => name === 'deploy')).toMatchObject({
      description: 'Ships what is on main',
    });
  });
});

describe('What the person writes', () => {
  it('is remembered: of the thread first, each text once, the latest first', async () => {
    const start = async (text: string) => {
      const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
      await inState(client, threadId, 'finished');
      return threadId;
    };
    const one = await start('first here');
    await start('elsewhere');
    await client.call('thread/send', { threadId: one, text: 'again', mode: 'send' });
    await client.call('thread/send', { threadId: one, text: 'again', mode: 'queue' });
    const { prompts } = await client.call('said/list', { workspaceId, threadId: one });
    expect(prompts.map(({ text }) => text)).toEqual(['again', 'first here', 'elsewhere']);
  });

  it('can be kept under a name, changed and removed, and is there in the next life of the host', async () => {
    const { id } = await client.call('prompt/save', { name: 'Port', text: 'Port {{what}} to {{where}}' });
    await expect(client.call('prompt/save', { name: 'port', text: 'x' })).rejects.toThrow(
      'There is a prompt called Port already',
    );
    await client.call('prompt/save', { id, name: 'Port it', text: 'Port {{what}}' });
    await harness.stopHost();
    await harness.startHost();
    client = harness.client();
    const kept = () => client.values(hostTopic.topic, hostTopic.savedPrompt);
    await client.until(() => kept()[0], 'the prompt');
    expect(kept()).toMatchObject([{ id, name: 'Port it', text: 'Port {{what}}' }]);
    await client.call('prompt/remove', { id });
    await client.until(() => kept().length === 0, 'the prompt to be gone');
  });
});
