import { describe, expect, it } from 'vitest';
import { ContractFailure } from '#shared/contract/errors.ts';
import {
  BATCH_CREDITS,
  CALL_LIMIT,
  CONTRACT_VERSION,
  type ClientFrame,
  type HostFrame,
} from '#shared/contract/frames.ts';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { ClientSession, type SessionHost } from './client-session.ts';
import { single, singleText } from '#shared/model/topic.ts';
import { Topic } from './topic.ts';

/** A session whose client is this test. Frames arrive at once. */
function setUp(host: Partial<SessionHost> = {}) {
  const clock = manualClock();
  const topic = new Topic('fleet', 100);
  const released: string[] = [];
  const faults: unknown[] = [];
  const { host: hostEnd, client } = memoryTransports((deliver) => deliver());
  const got: HostFrame[] = [];
  let closed: string | undefined;
  client.onFrame((frame) => frame !== undefined && got.push(frame));
  client.onClose((reason) => (closed = reason));
  const session = new ClientSession(
    hostEnd,
    {
      run: 'run',
      acquire: (name) => {
        if (name !== 'fleet') throw new ContractFailure({ code: 'notFound', message: `no ${name}` });
        return { topic, release: () => released.push(name) };
      },
      call: (method) => (method === 'bug' ? Promise.reject(new Error('a bug')) : Promise.resolve(method)),
      onFault: (error) => faults.push(error),
      ...host,
    },
    clock,
  );
  const send = (frame: ClientFrame): void => client.send(frame);
  const hello = (): void => send({ t: 'hello', version: CONTRACT_VERSION, client: 'c', name: 'n' });
  const batches = () => got.filter((frame) => frame.t === 'batch');
  return { clock, topic, released, faults, got, send, hello, batches, session, client, closed: () => closed };
}

const value = single<unknown>();
const text = singleText()('text');

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('ClientSession', () => {
  it('welcomes a client that speaks the same version', () => {
    const { got, hello, session } = setUp();
    hello();
    expect(got).toEqual([{ t: 'welcome', version: CONTRACT_VERSION, host: 'run' }]);
    expect(session.client).toEqual({ id: 'c', name: 'n' });
  });

  it.each<[string, unknown, string]>([
    ['another version', { t: 'hello', version: 999, client: 'c', name: 'n' }, 'versionMismatch'],
    ['something before hello', { t: 'ack', seq: 1 }, 'badRequest'],
    ['no frame at all', { t: 'dance' }, 'badRequest'],
    ['a frame with fields of wrong types', { t: 'call', id: 'x', method: 5 }, 'badRequest'],
  ])('refuses %s with words and ends', (_what, frame, code) => {
    const { got, send, closed } = setUp();
    send(frame as ClientFrame);
    expect(got).toMatchObject([{ t: 'refused', error: { code } }]);
    expect(closed()).toBeDefined();
  });

  it('sends at once what is new, and then at the topic’s pace', () => {
    const { clock, topic, send, hello, batches } = setUp();
    hello();
    topic.apply([value('a').put(1)]);
    send({ t: 'open', topic: 'fleet' });
    clock.advance(0);
    expect(batches()).toHaveLength(1);
    send({ t: 'ack', seq: 1 });
    for (let at = 0; at < 50; at += 1) {
      topic.apply([value('a').put(at)]);
      clock.advance(1);
    }
    expect(batches()).toHaveLength(1);
    clock.advance(50);
    expect(batches()).toHaveLength(2);
    expect(batches()[1]).toMatchObject({ updates: [{ put: [['a', 49]] }] });
  });

  it('sends nothing more to a client that does not acknowledge, whatever happens, and everything when it does', () => {
    const { clock, topic, send, hello, batches, session } = setUp();
    hello();
    send({ t: 'open', topic: 'fleet' });
    for (let at = 0; at < 10_000; at += 1) {
      topic.apply([text.append('x')]);
      topic.apply([value(`key ${at % 10}`).put(at)]);
      clock.advance(1);
    }
    expect(batches()).toHaveLength(BATCH_CREDITS);
    expect(session.backlog).toBeLessThanOrEqual(12);
    send({ t: 'ack', seq: BATCH_CREDITS });
    clock.advance(100);
    const last = batches().at(-1);
    expect(last?.updates[0]?.put).toHaveLength(10);
    expect(last?.updates[0]?.rev).toBe(topic.rev);
  });

  it('bounds the calls that one client has under way', async () => {
    const never = new Promise<never>(() => {});
    const { got, send, hello } = setUp({ call: () => never });
    hello();
    for (let id = 0; id <= CALL_LIMIT; id += 1) send({ t: 'call', id, method: 'x', params: {} });
    await settled();
    expect(got.slice(1)).toMatchObject([{ t: 'failed', id: CALL_LIMIT, error: { code: 'tooManyCalls' } }]);
  });

  it('tells of our own faults without their inside, and hands them to the log', async () => {
    const { got, send, hello, faults } = setUp();
    hello();
    send({ t: 'call', id: 7, method: 'bug', params: {} });
    await settled();
    expect(got.at(-1)).toMatchObject({ t: 'failed', id: 7, error: { code: 'internal' } });
    expect(faults).toHaveLength(1);
  });

  it('says why a topic cannot be opened, and goes on', () => {
    const { clock, send, hello, batches } = setUp();
    hello();
    send({ t: 'open', topic: 'nowhere' });
    send({ t: 'open', topic: 'fleet' });
    clock.advance(0);
    const updates = batches().flatMap((batch) => batch.updates);
    expect(updates).toMatchObject([
      { topic: 'nowhere', error: { code: 'notFound' } },
      { topic: 'fleet', reset: true },
    ]);
  });

  it('lets go of everything when the client is gone', () => {
    const { topic, released, send, hello, client } = setUp();
    hello();
    send({ t: 'open', topic: 'fleet' });
    expect(topic.followers).toBe(1);
    client.close('gone');
    expect([topic.followers, released]).toEqual([0, ['fleet']]);
  });
});

describe('Topic', () => {
  it('brings a client that was away up to date by what is newer, and one away too long by a snapshot', () => {
    const topic = new Topic('t', 0);
    topic.apply([value('old').put(1)]);
    const early = topic.follow(undefined, () => {}).take();
    const position = { epoch: early.epoch, rev: early.rev, texts: {} };
    topic.apply([value('new').put(2)]);
    topic.apply([value('old').cut()]);
    expect(topic.follow(position, () => {}).take()).toMatchObject({ cut: ['old'], put: [['new', 2]] });
    for (let at = 0; at < 3000; at += 1) {
      topic.apply([value('x').put(at)]);
      topic.apply([value('x').cut()]);
    }
    expect(topic.follow(position, () => {}).take()).toMatchObject({ reset: true, put: [['new', 2]] });
    expect(topic.follow({ ...position, epoch: 'of another life' }, () => {}).take()).toMatchObject({
      reset: true,
    });
  });

  it('tells the other topics when one cannot be told, and says so of that one', () => {
    const broken = new Topic('broken', 0);
    const { clock, topic, faults, send, hello, batches } = setUp({
      acquire: (name) => ({ topic: name === 'broken' ? broken : topic, release: () => {} }),
    });
    hello();
    topic.apply([value('a').put(1)]);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    broken.apply([value('b').put(circle)]);
    send({ t: 'open', topic: 'broken' });
    send({ t: 'open', topic: 'fleet' });
    clock.advance(0);
    expect(batches().flatMap(({ updates }) => updates)).toMatchObject([
      { topic: 'broken', error: { code: 'internal' } },
      { topic: 'fleet', reset: true, put: [['a', 1]] },
    ]);
    expect(faults.length).toBeGreaterThan(0);
    for (const { seq } of batches()) send({ t: 'ack', seq });
    topic.apply([value('a').put(2)]);
    clock.advance(100);
    expect(batches().at(-1)?.updates).toMatchObject([{ topic: 'fleet', from: 1, rev: 2, put: [['a', 2]] }]);
  });

  it('gives a client that named a position the revision that its next update starts from', () => {
    const { clock, topic, send, hello, batches } = setUp();
    hello();
    for (let at = 0; at < 5; at += 1) topic.apply([value('a').put(at)]);
    send({ t: 'open', topic: 'fleet', have: { epoch: topic.epoch, rev: 3, texts: {} } });
    clock.advance(0);
    expect(batches().at(-1)?.updates).toMatchObject([{ from: 3, rev: 5, put: [['a', 4]] }]);
  });
});
