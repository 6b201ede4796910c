import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Harness, type TestClient } from '../support/host-harness.ts';

let harness: Harness;
let client: TestClient;
let workspaceId: WorkspaceId;

beforeAll(async () => {
  harness = await Harness.start();
  client = harness.client();
  ({ workspaceId } = await harness.addRepository('alpha'));
});

afterAll(async () => {
  await harness.dispose();
  expect(harness.faults).toEqual([]);
});

const ended = (id: ThreadId, turns: number): Promise<unknown> =>
  client.until(() => {
    const all = client.thread(id, threadTopic.turn);
    return all.length === turns && all.every(({ status }) => status !== 'inProgress');
  }, `${turns} turns of ${id} to end`);

const start = async (...texts: readonly string[]): Promise<ThreadId> => {
  const [first = '', ...rest] = texts;
  const { threadId } = await client.call('thread/start', { workspaceId, text: first });
  client.open(threadTopic(threadId));
  await ended(threadId, 1);
  for (const [at, text] of rest.entries()) {
    await client.call('thread/send', { threadId, text, mode: 'send' });
    await ended(threadId, at + 2);
  }
  return threadId;
};

it('finds a text in all messages of a thread, in the order of time, and nothing where it is not', async () => {
  const threadId = await start(
    '[script:say text="The quokka sleeps."]',
    '[script:say text="Nothing here."]',
    '[script:say text="A Quokka wakes."]',
  );
  const { found, cursor } = await client.call('thread/find', { threadId, text: 'quokka' });
  expect(cursor).toBeNull();
  const answers = client
    .thread(threadId, threadTopic.item)
    .filter(({ item }) => item.type === 'agentMessage');
  const places = new Set(found.map(({ itemId }) => itemId));
  const hit = answers.toSorted((a, b) => a.ord - b.ord).map(({ id }) => places.has(id));
  expect(hit).toEqual([true, false, true]);
  const turns = client.thread(threadId, threadTopic.turn).toSorted((a, b) => a.ord - b.ord);
  expect([...new Set(found.map(({ turnId }) => turnId))]).toEqual([turns[0]?.id, turns[2]?.id]);
  expect((await client.call('thread/find', { threadId, text: 'wombat' })).found).toEqual([]);
});

it('finds the threads of a workspace in which a text stands, those of the archive apart', async () => {
  const kept = await start('[script:say text="A narwhal swims."]');
  const gone = await start('[script:say text="Another narwhal dives."]');
  await client.call('thread/archive', { threadId: gone });
  const { workspaceId: other } = await harness.addRepository('beta');
  const search = async (of: WorkspaceId, archived: boolean) =>
    (await client.call('thread/search', { workspaceId: of, text: 'narwhal', archived })).found;
  const found = await search(workspaceId, false);
  expect(found.map(({ id }) => id)).toEqual([kept]);
  expect(found[0]?.snippet).toContain('narwhal');
  expect((await search(workspaceId, true)).map(({ id, archived }) => [id, archived])).toEqual([[gone, true]]);
  expect(await search(other, false)).toEqual([]);
});

it('reads a text file of the folder a thread works in, and none that lies elsewhere', async () => {
  const { workspaceId: gamma, path: folder } = await harness.addRepository('gamma');
  const { threadId } = await client.call('thread/start', {
    workspaceId: gamma,
    text: '[script:say text="Hi."]',
  });
  writeFileSync(join(folder, 'a.ts'), 'const a = 1\n');
  writeFileSync(join(folder, 'b.bin'), Buffer.from([1, 0, 2]));
  symlinkSync('/etc/passwd', join(folder, 'out.txt'));
  const read = (path: string) => client.call('file/read', { threadId, path });
  expect(await read('./a.ts')).toEqual({ path: 'a.ts', text: 'const a = 1\n' });
  expect(await read(join(folder, 'a.ts'))).toMatchObject({ path: 'a.ts' });
  await expect(read('gone.ts')).rejects.toMatchObject({ code: 'notFound' });
  for (const path of ['out.txt', '/etc/passwd', '../beta/x.ts', '.', 'b.bin'])
    await expect(read(path), path).rejects.toMatchObject({
      code: path.startsWith('..') ? 'notFound' : 'refused',
    });
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  writeFileSync(join(folder, 'shot.png'), picture);
  const look = (path: string) => client.call('file/picture', { threadId, path });
  expect(await look('shot.png')).toEqual({ mediaType: 'image/png', data: picture.toString('base64') });
  for (const path of ['a.ts', 'out.txt', '/etc/passwd'])
    await expect(look(path), path).rejects.toMatchObject({ code: 'refused' });

  // The person's own editor gets whole arguments, and only files of the thread.
  const edit = (path: string) => client.call('file/edit', { threadId, path, line: 4 });
  await expect(edit('a.ts')).rejects.toMatchObject({ code: 'refused', message: /No editor/ });
  const told = join(folder, 'told.txt');
  const script = `require('fs').writeFileSync(${JSON.stringify(told)}, process.argv.slice(1).join('|'))`;
  await client.call('settings/set', {
    name: 'files.editor',
    value: `"${process.execPath}" -e "${script.replaceAll('"', '`')}" {file} +{line}`,
  });
  writeFileSync(join(folder, 'a; b.ts'), '');
  await edit('a; b.ts');
  expect(readFileSync(told, 'utf8')).toBe(`${join(folder, 'a; b.ts')}|+4`);
  await expect(edit('out.txt')).rejects.toMatchObject({ code: 'refused' });
  await client.call('settings/set', { name: 'files.editor', value: 'there-is-no-such-editor' });
  await expect(edit('a.ts')).rejects.toMatchObject({ code: 'refused', message: /no program/ });
});
