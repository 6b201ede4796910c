import { describe, expect, it } from 'vitest';
import { toDisposable } from '#shared/base/disposable.ts';
import { ContractClient } from '#shared/contract/client.ts';
import {
  CONTRACT_VERSION,
  type ClientFrame,
  type HostFrame,
  type TopicUpdate,
} from '#shared/contract/frames.ts';
import { single, singleText } from '#shared/model/topic.ts';
import { TopicStore, type NextFrame } from './topic-store.ts';

async function connected(nextFrame?: NextFrame) {
  const sent: ClientFrame[] = [];
  let deliver: (frame: HostFrame | undefined) => void = () => {};
  const client = new ContractClient({
    connect: async () => ({
      send: (frame) => void sent.push(frame),
      onFrame: (listener) => {
        deliver = listener;
        return toDisposable(() => {});
      },
      onClose: () => toDisposable(() => {}),
      close: () => {},
    }),
    clientId: 'c',
    name: 'test',
    clock: { now: () => 0, setTimeout: () => 0, clearTimeout: () => {}, random: () => 0 },
  });
  await Promise.resolve();
  await Promise.resolve();
  deliver({ t: 'welcome', version: CONTRACT_VERSION, host: 'h' });
  let seq = 0;
  let rev = 0;
  const update = (update: Omit<TopicUpdate, 'epoch' | 'from'>) => {
    deliver({ t: 'batch', seq: seq++, updates: [{ epoch: 'e', from: rev, ...update }] });
    rev = update.rev;
  };
  return { client, sent, update, store: new TopicStore(client, 0, nextFrame) };
}

const a = single<number>()('a').key;
const b = single<number>()('b').key;
const text = singleText()('a~x').key;

describe('TopicStore', () => {
  it('tells a component at most once a frame, of all that changed since', async () => {
    const frames: (() => void)[] = [];
    const { store, update } = await connected((run) => void frames.push(run));
    const told: string[] = [];
    store.watchKey('t', a, () => told.push(`a ${store.value('t', a)}`));
    store.watchValues('t', (keys) => told.push(`values ${keys?.join() ?? 'all'}`));
    update({ topic: 't', rev: 1, reset: true, put: [[a, 1]] });
    expect(told.splice(0)).toEqual(['a 1', 'values all']);
    update({ topic: 't', rev: 2, put: [[a, 2]] });
    expect(told.splice(0)).toEqual(['a 2', 'values a']);
    update({ topic: 't', rev: 3, put: [[b, 1]] });
    update({ topic: 't', rev: 4, put: [[a, 3]] });
    expect(told).toEqual([]);
    frames.shift()?.();
    expect(told.splice(0)).toEqual(['a 3', 'values b,a']);
    update({ topic: 't', rev: 5, put: [[a, 4]] });
    expect(told).toEqual([]);
    frames.shift()?.();
    expect(told.splice(0)).toEqual(['a 4', 'values a']);
    // A topic that arrives, or starts over, is told at once: it is never ready and empty.
    update({ topic: 't', rev: 6, reset: true, put: [[a, 9]] });
    expect(told.splice(0)).toEqual(['a 9', 'values all']);
    // A frame with nothing to tell ends it: what comes next is told at once.
    frames.shift()?.();
    update({ topic: 't', rev: 7, put: [[a, 5]] });
    expect(told).toEqual(['a 5', 'values a']);
    expect(frames).toHaveLength(1);
  });

  it('tells a component about its own keys only', async () => {
    const { store, update } = await connected();
    const told: string[] = [];
    store.watchKey('t', a, () => told.push('a'));
    store.watchKey('t', b, () => told.push('b'));
    store.watchValues('t', (keys) => told.push(`values ${keys?.join() ?? 'all'}`));
    update({ topic: 't', rev: 1, reset: true, put: [[a, 1]] });
    expect(told.splice(0)).toEqual(['a', 'b', 'values all']);
    update({ topic: 't', rev: 2, put: [[b, 2]] });
    expect(told.splice(0)).toEqual(['b', 'values b']);
    update({ topic: 't', rev: 3, text: [[text, 0, 0, 'hello']] });
    expect(told).toEqual([]);
    expect(store.text('t', text)).toEqual({ start: 0, text: 'hello' });
  });

  it('reports readiness, failure and starting over', async () => {
    const { store, update } = await connected();
    const seen: unknown[] = [];
    store.watchStatus('t', () => seen.push(store.status('t')));
    update({ topic: 't', rev: 1, reset: true });
    update({ topic: 't', rev: 5, reset: true });
    update({ topic: 't', rev: 6, error: { code: 'notFound', message: 'gone' } });
    expect(seen).toMatchObject([
      { ready: true, restarts: 0 },
      { ready: true, restarts: 1 },
      { error: { code: 'notFound' } },
    ]);
  });

  it('shares one subscription and closes it after the last user', async () => {
    const { store, sent } = await connected();
    const stop = [store.watchKey('t', a, () => {}), store.watchValues('t', () => {})];
    expect(sent.filter((frame) => frame.t === 'open')).toHaveLength(1);
    for (const end of stop) end();
    await expect.poll(() => sent.filter((frame) => frame.t === 'close')).toHaveLength(1);
  });
});
