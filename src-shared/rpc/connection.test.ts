import { describe, expect, it } from 'vitest';
import { LONG_LIMIT, RpcConnection, SHORT_LIMIT, type Responder } from './connection.ts';
import { RpcError, RpcNotSent, RpcOutcomeUnknown } from './errors.ts';
import type { RpcNotification, RpcRequest } from './messages.ts';
import { manualClock } from '../../test/support/manual-clock.ts';

interface Sent {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

function setUp() {
  const sent: Sent[] = [];
  const notifications: RpcNotification[] = [];
  const requests: { message: RpcRequest; respond: Responder }[] = [];
  const malformed: unknown[] = [];
  const failed: { method: string; words: string }[] = [];
  const clock = manualClock();
  const connection = new RpcConnection(
    { send: (message) => sent.push(message as Sent) },
    {
      notification: (message) => {
        if (message.method === 'throws') throw new Error('a bug');
        notifications.push(message);
      },
      request: (message, respond) => {
        if (message.method === 'throws') throw new Error('a bug');
        requests.push({ message, respond });
      },
      malformed: (raw) => malformed.push(raw),
      failed: (error, method) => failed.push({ method, words: (error as Error).message }),
    },
    clock,
  );
  return { sent, notifications, requests, malformed, failed, clock, connection };
}

describe('RpcConnection', () => {
  it('matches answers with requests, in any order', async () => {
    const { connection, sent } = setUp();
    const first = connection.request('a', {});
    const second = connection.request('b', {});
    connection.receive({ id: sent[1]?.id, result: 'two' });
    connection.receive({ id: sent[0]?.id, result: 'one' });
    expect(await Promise.all([first, second])).toEqual(['one', 'two']);
  });

  it('keeps our ids and the other side’s apart', async () => {
    const { connection, sent, requests } = setUp();
    const ours = connection.request('a', {});
    connection.receive({ id: 0, method: 'theirs', params: {} });
    requests[0]?.respond.result('answer to theirs');
    connection.receive({ id: 0, result: 'answer to ours' });
    expect(await ours).toBe('answer to ours');
    expect(sent).toEqual([
      { id: 0, method: 'a', params: {} },
      { id: 0, result: 'answer to theirs' },
    ]);
  });

  it('rejects with what the other side said', async () => {
    const { connection } = setUp();
    const asked = connection.request('a', {});
    connection.receive({ id: 0, error: { code: -32600, message: 'no', data: { more: 1 } } });
    await expect(asked).rejects.toMatchObject({
      name: 'RpcError',
      code: -32600,
      message: 'no',
      data: { more: 1 },
    });
  });

  it('has at most so many short requests under way, and sends the next when one is answered', async () => {
    const { connection, sent } = setUp();
    const all = Array.from({ length: SHORT_LIMIT + 2 }, (_, at) => connection.request('short', { at }));
    expect(sent).toHaveLength(SHORT_LIMIT);
    connection.receive({ id: 3, result: null });
    expect(sent).toHaveLength(SHORT_LIMIT + 1);
    connection.end('over');
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(SHORT_LIMIT + 1);
  });

  it('lets interrupts and answers pass when both lanes are full', () => {
    const { connection, sent, requests } = setUp();
    for (let at = 0; at < SHORT_LIMIT + 5; at += 1) connection.request('short', {}).catch(() => {});
    for (let at = 0; at < LONG_LIMIT + 5; at += 1)
      connection.request('command/exec', {}, { lane: 'long' }).catch(() => {});
    connection.request('turn/interrupt', {}, { lane: 'urgent' }).catch(() => {});
    connection.receive({ id: 7, method: 'asks', params: {} });
    requests[0]?.respond.result('yes');
    expect(sent.slice(-2)).toEqual([
      { id: SHORT_LIMIT + LONG_LIMIT, method: 'turn/interrupt', params: {} },
      { id: 7, result: 'yes' },
    ]);
  });

  it('gives a short request a deadline and frees its place', async () => {
    const { connection, clock } = setUp();
    const asked = connection.request('slow', {}, { timeoutMs: 1000 });
    clock.advance(1000);
    await expect(asked).rejects.toMatchObject({ name: 'RpcOutcomeUnknown', timedOut: true });
  });

  it('never gives a long request a deadline', async () => {
    const { connection, clock } = setUp();
    const asked = connection.request('command/exec', {}, { lane: 'long', timeoutMs: 10 });
    clock.advance(3_600_000);
    connection.receive({ id: 0, result: 'done' });
    expect(await asked).toBe('done');
  });

  it('tries again when the other side is overloaded, later each time, and gives up with its error', async () => {
    const { connection, sent, clock } = setUp();
    const overloaded = { code: -32001, message: 'Server overloaded; retry later.' };
    const asked = connection.request('a', {});
    asked.catch(() => {});
    const waits: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      connection.receive({ id: sent.at(-1)?.id, error: overloaded });
      waits.push(clock.next() ?? Number.NaN);
      clock.advance(waits.at(-1) ?? 0);
    }
    connection.receive({ id: sent.at(-1)?.id, error: overloaded });
    await expect(asked).rejects.toBeInstanceOf(RpcError);
    expect(sent).toHaveLength(8);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  it('tells what was sent from what was not when the connection ends', async () => {
    const { connection } = setUp();
    const sentOnes = Array.from({ length: SHORT_LIMIT }, () => connection.request('a', {}));
    const waiting = connection.request('b', {});
    connection.end('the process was killed');
    const outcomes = await Promise.allSettled([...sentOnes, waiting]);
    const reasons = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as Error) : undefined,
    );
    expect(reasons.slice(0, -1).every((reason) => reason instanceof RpcOutcomeUnknown)).toBe(true);
    expect(reasons.at(-1)).toBeInstanceOf(RpcNotSent);
    await expect(connection.request('c', {})).rejects.toBeInstanceOf(RpcNotSent);
  });

  it('hears nothing any more after its end', () => {
    const { connection, notifications, requests, malformed } = setUp();
    connection.request('a', {}).catch(() => {});
    connection.end('closed');
    for (const late of [{ id: 0, result: 1 }, { method: 'told' }, { id: 1, method: 'asked' }, 7])
      connection.receive(late);
    expect([notifications, requests, malformed]).toEqual([[], [], []]);
  });

  it('answers a request whose handler throws with an error', () => {
    const { connection, sent, failed } = setUp();
    connection.receive({ id: 'x', method: 'throws', params: {} });
    expect(sent).toEqual([{ id: 'x', error: { code: -32603, message: 'a bug' } }]);
    expect(failed).toEqual([{ method: 'throws', words: 'a bug' }]);
  });

  it('hears the next notification after one whose handler throws, and says which that was', () => {
    const { connection, notifications, failed } = setUp();
    connection.receive({ method: 'throws', params: {} });
    connection.receive({ method: 'next', params: {} });
    expect(notifications).toEqual([{ method: 'next', params: {} }]);
    expect(failed).toEqual([{ method: 'throws', words: 'a bug' }]);
  });

  it.each([0, -7, 1.5, 1e300, '', 'x', '7'])('answers a request with the id %j', (id) => {
    const { connection, sent, requests } = setUp();
    connection.receive({ id, method: 'asks', params: {} });
    requests[0]?.respond.result('yes');
    expect(sent).toEqual([{ id, result: 'yes' }]);
  });

  it.each([
    ['no message', { code: -32000 }, { name: 'RpcError', code: -32000 }],
    ['no code', { message: 'no' }, { name: 'RpcError', code: -32603, message: 'no' }],
    ['nothing', {}, { name: 'RpcError', code: -32603 }],
    ['words alone', 'no', { name: 'RpcError', message: 'no' }],
    ['a number', 7, { name: 'RpcError', code: -32603 }],
    ['a message of another type', { code: 1, message: [] }, { name: 'RpcError', code: 1 }],
  ])('rejects a call that is answered with an error of %s', async (_what, error, expected) => {
    const { connection } = setUp();
    const asked = connection.request('a', {});
    connection.receive({ id: 0, error });
    await expect(asked).rejects.toMatchObject(expected);
    expect(connection.pending).toBe(0);
  });

  it('rejects a call at once whose answer says nothing, as one that may have happened', async () => {
    const { connection, malformed } = setUp();
    const asked = connection.request('a', {});
    connection.receive({ id: 0 });
    await expect(asked).rejects.toBeInstanceOf(RpcOutcomeUnknown);
    expect(malformed).toEqual([{ id: 0 }]);
  });

  it('takes an answer in the older form, with both a result and an error', async () => {
    const { connection } = setUp();
    const asked = connection.request('a', {});
    connection.receive({ id: 0, result: null, error: null, method: null });
    expect(await asked).toBeNull();
  });

  it('sends only the first answer to a request', () => {
    const { connection, sent, requests } = setUp();
    connection.receive({ id: 1, method: 'asks', params: {} });
    requests[0]?.respond.result(1);
    requests[0]?.respond.result(2);
    requests[0]?.respond.error({ code: 1, message: 'three' });
    expect(sent).toEqual([{ id: 1, result: 1 }]);
  });

  it.each([
    ['null', null],
    ['a number', 7],
    ['an array', []],
    ['neither method nor id', { hello: 1 }],
    ['an id of the wrong type', { id: { a: 1 }, method: 'x' }],
    ['an id that is no number of JSON', { id: Number.NaN, method: 'x' }],
    ['an answer nobody waits for', { id: 99, result: 1 }],
    ['an answer with a string id', { id: '0', result: 1 }],
  ])('counts %s as malformed and goes on', async (_what, raw) => {
    const { connection, malformed } = setUp();
    const asked = connection.request('a', {});
    connection.receive(raw);
    connection.receive({ id: 0, result: 'fine' });
    expect(malformed).toEqual([raw]);
    expect(await asked).toBe('fine');
  });
});
