import { threadTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import type { QueueEntity } from '#shared/model/thread/thread.ts';
import { inState, said, useHarness } from '../support/use-harness.ts';

const used = useHarness();

const queue = (id: ThreadId): QueueEntity['prompts'] =>
  used.client.values(threadTopic(id), threadTopic.queue)[0]?.prompts ?? [];
const words = (id: ThreadId): string[] => queue(id).map(({ text }) => /text=(\w+)/.exec(text)?.[1] ?? text);

/** A thread whose turn is held, with three prompts behind it; `two` is what the second makes the model do. */
async function three(two = '[script:say text=two]'): Promise<ThreadId> {
  const { harness, client } = used;
  const { workspaceId } = await harness.addRepository('repository');
  const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
  client.open(threadTopic(threadId));
  await harness.model.held('here');
  for (const word of ['one', 'two', 'three'])
    await client.call('thread/send', {
      threadId,
      text: word === 'two' ? two : `[script:say text=${word}]`,
      mode: 'queue',
    });
  await client.until(() => queue(threadId).length === 3, 'three prompts');
  return threadId;
}
const idOf = (id: ThreadId, word: string): string => queue(id)[words(id).indexOf(word)]?.id ?? '';

describe('the queue of a thread', () => {
  it('is put in another order and edited, and runs so', async () => {
    const id = await three();
    const { client, harness } = used;
    await client.call('queue/order', { threadId: id, promptIds: [idOf(id, 'three'), 'gone'] });
    await client.until(() => words(id).join(' ') === 'three one two', 'the other order');
    await client.call('queue/edit', {
      threadId: id,
      promptId: idOf(id, 'one'),
      text: '[script:say text=changed]',
    });
    await client.until(() => words(id).join(' ') === 'three changed two', 'the other words');
    await expect(
      client.call('queue/edit', { threadId: id, promptId: idOf(id, 'changed'), text: 'Late', was: 'Before' }),
    ).rejects.toMatchObject({ code: 'refused' });
    harness.model.release('here');
    await client.until(() => said(client, id).at(-1) === 'two', 'the end of the queue');
    expect(said(client, id).slice(-3)).toEqual(['three', 'changed', 'two']);
    await client.until(
      () => client.values(threadTopic(id), threadTopic.sent)[0] === undefined,
      'nothing on its way',
    );
  });

  it('sends one now: into the turn that runs, or as the next one when it is paused', async () => {
    // What is sent into the turn keeps it running, so that nothing else of the queue begins.
    const id = await three('[script:hold name=later] text=two');
    const { client, harness } = used;
    await client.call('queue/now', { threadId: id, promptId: idOf(id, 'two') });
    await client.until(() => words(id).join(' ') === 'one three', 'a queue without it');
    await harness.model.held('later');
    await client.call('thread/interrupt', { threadId: id });
    await inState(client, id, 'queued');
    await client.call('queue/now', { threadId: id, promptId: idOf(id, 'three') });
    await client.until(() => said(client, id).includes('three'), 'the one that was sent');
    await expect(client.call('queue/now', { threadId: id, promptId: 'gone' })).rejects.toMatchObject({
      code: 'notFound',
    });
  });
});
