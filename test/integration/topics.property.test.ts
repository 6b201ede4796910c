/**
 * For any sequence of actions, flush schedule and point of reconnection, a client's copy of a topic equals the host's,
 * over every transport; and nothing lands on an item after its completion.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { WebSocket, WebSocketServer } from 'ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ContractClient } from '#shared/contract/client.ts';
import type { Change } from '#shared/model/collection.ts';
import { single, singleText } from '#shared/model/topic.ts';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ClientTransport, HostTransport } from '#shared/contract/transport.ts';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { newFacts, type ThreadEvent } from '#shared/model/thread/facts.ts';
import type { Item } from '#shared/model/item/item.ts';
import { portTransport as hostPort, type PortLike } from '../../src-main/electron/port-transport.ts';
import { HeldThread } from '../../src-main/host/threads/thread.ts';
import { ClientSession } from '../../src-main/host/topics/client-session.ts';
import { Topic } from '../../src-main/host/topics/topic.ts';
import { socketTransport } from '../../src-main/web/socket-transport.ts';
import { portTransport as clientPort } from '../../src-renderer/connection/port-transport.ts';
import { openSocket } from '../../src-renderer/connection/socket-transport.ts';
import { manualClock } from '../support/manual-clock.ts';

type Op =
  | { readonly type: 'event'; readonly event: ThreadEvent }
  /** Anything a reducer might answer, on keys of its own. */
  | { readonly type: 'change'; readonly change: Change }
  | { readonly type: 'time'; readonly ms: number }
  /** Lets everything under way arrive. */
  | { readonly type: 'settle' }
  | { readonly type: 'break' }
  /** The next batch that leaves the host loses an update on its way. */
  | { readonly type: 'lose' }
  /** The next listener that is told of a change throws. */
  | { readonly type: 'throw' };

/** Joins a client to `accept`, which gets the host's end. */
type Connect = (accept: (transport: HostTransport) => void) => Promise<ClientTransport>;

/** What listeners throw here, so that nothing else passes for it. */
const ON_PURPOSE = 'a listener that throws on purpose';

const id = asId<ThreadId>('thread');
const ids = fc.constantFrom('a', 'b', 'c', 'd');
const turnIds = fc.constantFrom('t1', 't2');
const words = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });

const message = (itemId: string, text: string): Item => ({ type: 'agentMessage', id: itemId, text });
const turn = (turnId: string, status: 'inProgress' | 'completed') => ({
  id: turnId,
  status,
  error: null,
  startedAt: 1,
  durationMs: null,
});

const events: fc.Arbitrary<ThreadEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('textGrew' as const),
      turnId: turnIds,
      itemId: ids,
      name: fc.constantFrom('text', 'summary/0'),
      delta: words,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('textGrew' as const),
      turnId: turnIds,
      itemId: ids,
      name: fc.constant('text'),
      delta: fc.constant('x🙂'.repeat(40_000)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(turnIds, ids, words)
      .map(([turnId, itemId]) => ({ type: 'itemStarted' as const, turnId, item: message(itemId, '') })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(turnIds, ids, words).map(([turnId, itemId, text]) => ({
      type: 'itemCompleted' as const,
      turnId,
      item: message(itemId, text),
    })),
  },
  {
    weight: 1,
    arbitrary: turnIds.map((turnId) => ({ type: 'turnStarted' as const, turn: turn(turnId, 'inProgress') })),
  },
  {
    weight: 1,
    arbitrary: turnIds.map((turnId) => ({ type: 'turnEnded' as const, turn: turn(turnId, 'completed') })),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'cutOff' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'forgotten' as const }) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(ids, { minLength: 1 }).map((itemIds) => ({
      type: 'historyRead' as const,
      history: {
        loaded: true,
        runs: 'any' as const,
        turns: [turn('t1', 'completed' as const)],
        items: itemIds.map((itemId) => ({ turnId: 't1', item: message(itemId, `record of ${itemId}`) })),
      },
    })),
  },
);

const rawKeys = fc.constantFrom('x', 'y');
const changes: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(rawKeys, words).map(([key, text]) => singleText()(`text ${key}`).append(text)),
  },
  {
    weight: 2,
    arbitrary: rawKeys.map((key): Change => ({ type: 'cutText', key: singleText()(`text ${key}`).key })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(rawKeys, fc.nat()).map(([key, value]) => single<number>()(key).put(value)),
  },
  { weight: 1, arbitrary: rawKeys.map((key) => single<number>()(key).cut()) },
);

const ops: fc.Arbitrary<Op[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: events.map((event) => ({ type: 'event' as const, event })) },
    { weight: 10, arbitrary: changes.map((change) => ({ type: 'change' as const, change })) },
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }).map((ms) => ({ type: 'time' as const, ms })) },
    { weight: 4, arbitrary: fc.constant({ type: 'settle' as const }) },
    { weight: 2, arbitrary: fc.constant({ type: 'break' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'lose' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'throw' as const }) },
  ),
  { maxLength: 100, size: 'max' },
);

/** Runs the operations against a host's session and a client, and compares what the two have in the end. */
async function play(sequence: readonly Op[], connect: Connect): Promise<void> {
  const clock = manualClock();
  const topic = new Topic(threadTopic(id), 16);
  const thread = new HeldThread(
    newFacts({ id, workspaceId: asId<WorkspaceId>('w'), cwd: '/', createdAt: 0 }),
    topic,
  );
  const other = new Topic('other', 0);
  let live: HostTransport | undefined;
  let lose = false;
  let thrown = false;
  const client = new ContractClient({
    clientId: 'client',
    name: 'client',
    clock,
    onFault: (error) => expect(String(error)).toContain(ON_PURPOSE),
    connect: () =>
      connect((whole) => {
        const transport: HostTransport = {
          ...whole,
          send: (frame) => {
            const lossy = lose && frame.t === 'batch';
            if (lossy) lose = false;
            whole.send(lossy ? { ...frame, updates: frame.updates.slice(1) } : frame);
          },
        };
        live = transport;
        const session = new ClientSession(
          transport,
          {
            run: 'run',
            acquire: (name) => ({ topic: name === other.name ? other : topic, release: () => {} }),
            call: () => Promise.resolve('pong'),
            onFault: (error) => expect.fail(String(error)),
          },
          clock,
        );
        void session;
      }),
  });
  const told = new Map<string, number>();
  for (const name of [topic.name, other.name])
    client.open(name, () => {
      if (thrown) {
        thrown = false;
        throw new Error(ON_PURPOSE);
      }
      told.set(name, client.view(name)?.mirror.rev ?? 0);
    });
  const connected = async (): Promise<void> => {
    for (let tries = 0; client.state.type !== 'connected'; tries += 1) {
      if (tries > 2000) expect.fail(`never connected: ${JSON.stringify(client.state)}`);
      if (client.state.type === 'broken') clock.advance(10_000);
      await new Promise((done) => setImmediate(done));
    }
  };
  // A call's answer comes after everything that was sent before it, and its request after every acknowledgement.
  const settle = async (): Promise<void> => {
    await connected();
    await client.call('diagnostics/read', {}).catch(() => {});
  };
  const doneItems = new Set<string>();
  try {
    for (const op of sequence) {
      if (op.type === 'event') apply(thread, op.event, doneItems);
      else if (op.type === 'change') for (const one of [topic, other]) one.apply([op.change]);
      else if (op.type === 'lose') lose = true;
      else if (op.type === 'throw') thrown = true;
      else if (op.type === 'time') clock.advance(op.ms);
      else if (op.type === 'settle') await settle();
      else live?.close('broken on purpose');
    }
    lose = false;
    thrown = false;
    // A hole shows with the next change at the latest, and whoever was told last was told all.
    for (const one of [topic, other]) one.apply([single<string>()('last').put('change')]);
    const current = (one: Topic): boolean =>
      client.view(one.name)?.mirror.rev === one.rev && told.get(one.name) === one.rev;
    for (let round = 0; !current(topic) || !current(other); round += 1) {
      if (round > 50) expect.fail('the client never caught up');
      await settle();
      clock.advance(100);
      await settle();
    }
    for (const one of [topic, other]) {
      const mirror = client.view(one.name)?.mirror;
      expect(Object.fromEntries(mirror?.values ?? [])).toEqual(
        Object.fromEntries([...one.keys()].map((key) => [key, one.get(key)])),
      );
      expect(Object.fromEntries(mirror?.texts ?? [])).toEqual(
        Object.fromEntries([...one.textKeys()].map((key) => [key, one.text(key)])),
      );
    }
  } finally {
    client.dispose();
  }
}

/** Applies an event; what was completed must not change but by the app-server's own word. */
function apply(thread: HeldThread, event: ThreadEvent, done: Set<string>): void {
  const before = new Map(
    [...done].map((key) => [key, JSON.stringify(threadTopic.item.get(thread, key)?.item)]),
  );
  thread.apply(event, 0);
  if (event.type === 'textGrew' || event.type === 'itemStarted') {
    for (const [key, item] of before) {
      const after = threadTopic.item.get(thread, key);
      expect(JSON.stringify(after?.item)).toBe(item);
      expect(after?.live ?? []).toEqual([]);
    }
  }
  if (event.type === 'itemCompleted') done.add(event.item.id);
  if (event.type === 'forgotten' || event.type === 'historyRead') {
    for (const key of done) if (threadTopic.item.get(thread, key) === undefined) done.delete(key);
  }
}

const memory: Connect = (accept) => {
  const { host, client } = memoryTransports((deliver) => setImmediate(deliver));
  accept(host);
  return Promise.resolve(client);
};

/** The desktop's way: a MessagePort, with the shell's end and the page's end as they are in the app. */
const messagePort: Connect = (accept) => {
  const { port1, port2 } = new MessageChannel();
  const shell: PortLike = {
    postMessage: (value) => port1.postMessage(value),
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      port1.on(event, (data?: unknown) => listener({ data })),
    start: () => port1.start(),
    close: () => port1.close(),
  };
  accept(hostPort(shell));
  return Promise.resolve(clientPort(port2 as unknown as MessagePort));
};

describe('a topic, from a host to a client', () => {
  let server: Server;
  let door: WebSocketServer;
  let waiting: ((transport: HostTransport) => void)[] = [];

  beforeAll(async () => {
    vi.stubGlobal('WebSocket', WebSocket);
    server = createServer();
    door = new WebSocketServer({ server });
    door.on('connection', (socket) => waiting.shift()?.(socketTransport(socket)));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterAll(() => {
    for (const socket of door.clients) socket.terminate();
    server.close();
    waiting = [];
    vi.unstubAllGlobals();
  });

  const webSocket: Connect = (accept) => {
    waiting.push(accept);
    return openSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/contract`, '');
  };

  it('arrives whole in one process', async () => {
    await fc.assert(
      fc.asyncProperty(ops, (sequence) => play(sequence, memory)),
      { numRuns: 300 },
    );
  });

  it('arrives whole over a MessagePort', async () => {
    await fc.assert(
      fc.asyncProperty(ops, (sequence) => play(sequence, messagePort)),
      { numRuns: 60 },
    );
  });

  it('arrives whole over a WebSocket', async () => {
    await fc.assert(
      fc.asyncProperty(ops, (sequence) => play(sequence, webSocket)),
      { numRuns: 60 },
    );
  });
});
