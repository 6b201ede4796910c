import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { AttachedPicture } from '#shared/model/prompt/attached.ts';
import { Harness, type TestClient } from '../support/host-harness.ts';
import { inState, itemsOf } from '../support/use-harness.ts';

/** A picture of one red point. */
const RED =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
/** A picture of one transparent point. */
const CLEAR = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

let harness: Harness;
let client: TestClient;
let workspaceId: WorkspaceId;
const bodies: string[] = [];

beforeAll(async () => {
  harness = await Harness.start({
    model: {
      pace: { deltaChars: 8, deltaMs: 20, replyMs: 10, pauseScale: 1 },
      onRequest: (body) => bodies.push(body),
    },
  });
  ({ workspaceId } = await harness.addRepository('pictures'));
  client = harness.client();
});
afterAll(() => harness.dispose());

async function add(data = RED, name = 'red.png'): Promise<AttachedPicture> {
  return (await client.call('attachment/add', { name, data })).picture;
}

async function start(text: string, attached: readonly AttachedPicture[]): Promise<ThreadId> {
  const { threadId } = await client.call('thread/start', {
    workspaceId,
    text,
    attached: [...attached],
    place: 'folder',
  });
  client.open(threadTopic(threadId));
  return threadId;
}

/** The pictures of the person's messages, by their ids. */
const shown = (id: ThreadId): string[] =>
  itemsOf(client, id).flatMap(({ item }) =>
    item.type === 'userMessage'
      ? item.content.flatMap((part) => (part.type === 'picture' ? [part.id] : []))
      : [],
  );

describe('A picture', () => {
  it('reaches the model, and is in the thread live and in the next life of the host', async () => {
    const red = await add();
    const id = await start('what is this?', [red]);
    await inState(client, id, 'finished');
    expect(shown(id)).toEqual([red.id]);
    expect(bodies.some((body) => body.includes(RED))).toBe(true);
    expect(await client.call('attachment/read', { id: red.id })).toEqual({
      mediaType: 'image/png',
      data: RED,
    });

    await harness.stopHost();
    await harness.startHost();
    client = harness.client();
    client.open(threadTopic(id));
    await client.until(() => shown(id).includes(red.id), 'the picture to be in the record');
  });

  it('is sent without a word, steered, queued, and comes back with its text', async () => {
    const red = await add();
    const clear = await add(CLEAR, 'clear.gif');
    const id = await start('[script:commands cmd="sleep 60"]', []);
    await client.until(
      () => itemsOf(client, id).some(({ item, done }) => item.type === 'commandExecution' && !done),
      'the command to run',
    );
    expect(
      await client.call('thread/send', { threadId: id, text: '', attached: [clear], mode: 'queue' }),
    ).toEqual({ outcome: 'queued' });
    await client.until(
      () => client.thread(id, threadTopic.queue)[0]?.prompts[0]?.attached?.[0],
      'the queue to show its picture',
    );
    expect(client.thread(id, threadTopic.queue)[0]?.prompts[0]).toMatchObject({
      text: '',
      attached: [{ type: 'picture', id: clear.id }],
    });
    await client.call('thread/send', { threadId: id, text: 'and this', attached: [red], mode: 'send' });
    await client.call('thread/interrupt', { threadId: id });
    const back = await client.until(
      () => client.thread(id, threadTopic.sent)[0]?.returned[0],
      'the steer to come back',
    );
    expect(back).toMatchObject({ text: 'and this', attached: [red] });
    const taken = await client.call('sent/take', {
      threadId: id,
      ids: [back.id],
      draft: 'since',
      attached: [clear],
    });
    expect(taken).toEqual({ text: 'and this\n\nsince', attached: [red, clear], taken: 1 });
    expect(await client.call('draft/get', { key: `thread:${id}` })).toEqual({
      text: 'and this\n\nsince',
      attached: [red, clear],
    });
  });

  it('is refused in words when it is none, too large, or gone', async () => {
    const text = Buffer.from('this is no picture').toString('base64');
    await expect(add(text, 'fake.png')).rejects.toThrow('fake.png is no picture that can be sent');
    const large = Buffer.concat([Buffer.from(RED, 'base64'), Buffer.alloc(5 * 1024 * 1024 - 10)]);
    await expect(add(large.toString('base64'), 'large.png')).rejects.toThrow('5 MB at most');
    const gone = { type: 'picture', id: `${'0'.repeat(64)}.png`, name: 'gone.png' } as const;
    client.rows();
    await client.until(() => client.rows().length > 0, 'the fleet');
    const threads = client.rows().length;
    await expect(start('look', [gone])).rejects.toThrow('gone.png is not kept any more');
    expect(client.rows()).toHaveLength(threads);
  });
});
