import { describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { GatewayRoute, GatewayStanding, GatewayState } from '#shared/model/gateway/gateway.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { GatewayFailure, type Signed } from './ask.ts';
import { Gateway, type GatewayOptions } from './gateway.ts';
import type { GatewayRequest } from './gateway-message.ts';
import { sign } from './sign.ts';

const SECRET = 'a secret for this test';
const url = (name: string): GatewayRoute => ({ type: 'url', url: `https://${name}.example/` });

interface Call {
  readonly request: GatewayRequest;
  readonly signal: AbortSignal;
  answer(change: object): void;
  fail(why: string): void;
}

function setUp(
  stored: unknown = { route: url('one'), timeoutSeconds: 10 },
  kept: 'kept' | 'unreadable' = 'kept',
) {
  const clock = manualClock();
  const calls: Call[] = [];
  const standings = new Map<string, (GatewayStanding | null)[]>();
  const decided: string[] = [];
  const warned: string[] = [];
  /** What was warned of and not taken back. */
  const shown = new Set<number>();
  const ended = new Set<string>();
  let state: GatewayState | undefined;
  let secret: ReturnType<GatewayOptions['secrets']['read']> =
    kept === 'kept' ? { type: 'kept', value: SECRET } : { type: 'unreadable', why: 'It is locked' };
  const gateway = new Gateway({
    clock,
    env: {},
    version: '1',
    store: { read: () => stored, write: (value) => void (stored = value) },
    secrets: {
      keptIn: 'a test',
      read: () => secret,
      write: (value) => void (secret = value === null ? { type: 'none' } : { type: 'kept', value }),
    },
    show: (now) => void (state = now),
    waits: (id) => !ended.has(id),
    standing: (id, standing) => void standings.set(id, [...(standings.get(id) ?? []), standing]),
    decide: (id, decision, by) => decided.push(`${id} ${decision} ${JSON.stringify(by)}`),
    warn: (title) => {
      const nth = warned.push(title);
      shown.add(nth);
      return () => void shown.delete(nth);
    },
    log: () => {},
    onFault: (error) => {
      throw error;
    },
    transport: () => (message, signal) =>
      new Promise<Signed>((resolve, reject) => {
        const request = JSON.parse(message.body) as GatewayRequest;
        signal.addEventListener('abort', () => reject(new GatewayFailure('aborted')));
        calls.push({
          request,
          signal,
          answer: (change) => {
            const { protocol, id, nonce } = request;
            const body = JSON.stringify({ protocol, id, nonce, decision: 'accept', ...change });
            resolve({ body, signature: sign(SECRET, 'answer', body, 0) });
          },
          fail: (why) => reject(new GatewayFailure(why)),
        });
      }),
  });
  const ask = (id: string, command = `echo ${id}`): void => {
    const approval = {
      id: id as ApprovalId,
      threadId: 't',
      threadTitle: '',
      branch: null,
      body: { kind: 'command', command, cwd: null, prefix: null, extraPermissions: null },
      reason: null,
      decisions: [{ id: 'accept' }, { id: 'decline' }],
      askedAt: 0,
    } as unknown as Approval;
    gateway.ask({ approval, workspace: { name: 'w', path: '/w' }, cwd: '/w' });
  };
  /** Lets promises that are settled be followed. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    gateway,
    clock,
    calls,
    decided,
    warned,
    shown,
    ended,
    ask,
    settle,
    standing: (id: string) => standings.get(id)?.at(-1),
    state: () => state,
    stored: () => stored,
  };
}

describe('Gateway', () => {
  it('decides by what was answered, and says what decides nothing', async () => {
    const { ask, calls, settle, decided, standing, state } = setUp();
    for (const id of ['a', 'b', 'c']) ask(id);
    expect(standing('a')).toMatchObject({ type: 'asking' });
    expect(state()).toMatchObject({ asking: 3, secret: 'kept' });
    calls[0]?.answer({ ticket: 'CHG-1', reason: 'fine' });
    calls[1]?.answer({ decision: 'decline' });
    calls[2]?.answer({ decision: 'ask', reason: 'look', rulesMayAccept: true });
    await settle();
    expect(decided).toEqual([
      'a accept {"type":"gateway","ticket":"CHG-1","reason":"fine"}',
      'b decline {"type":"gateway","ticket":null,"reason":null}',
    ]);
    expect(standing('c')).toMatchObject({ type: 'asksPerson', reason: 'look', rulesMayAccept: true });
    expect(state()).toMatchObject({ asking: 0, health: { type: 'answering' } });
  });

  it('asks sixteen at a time, and not what ended or stood in line for too long', async () => {
    const { ask, calls, settle, ended, clock, standing } = setUp();
    for (let i = 0; i < 20; i += 1) ask(`${i}`);
    expect(calls).toHaveLength(16);
    ended.add('16');
    calls[0]?.answer({});
    await settle();
    expect(calls.map(({ request }) => request.id)).not.toContain('16');
    expect(calls.at(-1)?.request.id).toBe('17');
    clock.advance(10_000);
    await settle();
    expect(standing('1')).toMatchObject({ type: 'failed', why: 'It did not answer within 10 s' });
    for (let i = 0; i < 20; i += 1) ask(`more ${i}`);
    clock.advance(10_001);
    await settle();
    await settle();
    expect(standing('more 19')).toMatchObject({ type: 'failed', why: expect.stringContaining('busy') });
  });

  it('starts over when the content of a request changed, and asks nothing twice', async () => {
    const { ask, calls, settle, decided } = setUp();
    ask('a', 'ls');
    ask('a', 'ls');
    expect(calls).toHaveLength(1);
    ask('a', 'rm -rf /');
    expect(calls[0]?.signal.aborted).toBe(true);
    calls[0]?.answer({});
    await settle();
    expect(decided).toEqual([]);
    expect(calls).toHaveLength(2);
    calls[1]?.answer({ decision: 'ask' });
    await settle();
    ask('a', 'rm -rf /');
    expect(calls).toHaveLength(2);
  });

  it('lets go of what it asks when it is set anew or switched off', async () => {
    const { gateway, ask, calls, settle, decided, standing, state, stored } = setUp();
    ask('a');
    gateway.set({ route: url('two'), timeoutSeconds: 20 });
    expect(standing('a')).toBeNull();
    calls[0]?.answer({});
    await settle();
    expect(decided).toEqual([]);
    ask('a');
    expect(calls).toHaveLength(2);
    gateway.set({ route: null, timeoutSeconds: 10, secret: null });
    expect(stored()).toBeUndefined();
    expect(state()).toMatchObject({ route: null, secret: 'none' });
    ask('b');
    expect(calls).toHaveLength(2);
    expect(standing('b')).toBeUndefined();
  });

  it('says once that it fails, again after it answered, and how long it has', async () => {
    const { ask, calls, settle, warned, state, clock } = setUp();
    const fail = async (id: string): Promise<void> => {
      ask(id);
      calls.at(-1)?.fail('broken');
      await settle();
    };
    await fail('1');
    const since = clock.now();
    clock.advance(5000);
    await fail('2');
    expect(warned).toEqual([]);
    await fail('3');
    await fail('4');
    expect(warned).toEqual(['The gateway fails']);
    expect(state()?.health).toEqual({ type: 'failing', since, times: 4, why: 'broken' });
    ask('5');
    calls.at(-1)?.answer({});
    await settle();
    expect(state()?.health).toMatchObject({ type: 'answering' });
    for (const id of ['6', '7', '8']) await fail(id);
    expect(warned).toHaveLength(2);
  });

  it('takes back that it fails when it answers again, is set anew, or is switched off', async () => {
    const { gateway, ask, calls, settle, warned, shown } = setUp();
    let asked = 0;
    const fails = async (times: number): Promise<void> => {
      for (asked += times; times > 0; times -= 1) {
        ask(`${asked} ${times}`);
        calls.at(-1)?.fail('broken');
        await settle();
      }
    };
    const ways = [
      () => {
        ask('answered');
        calls.at(-1)?.answer({});
      },
      () => gateway.set({ route: url('two'), timeoutSeconds: 10 }),
      () => gateway.set({ route: null, timeoutSeconds: 10 }),
    ];
    for (const [at, goesAway] of ways.entries()) {
      await fails(3);
      expect([warned.length, shown.size]).toEqual([at + 1, 1]);
      goesAway();
      await settle();
      expect(shown.size).toBe(0);
    }
  });

  it('asks nobody with a secret that cannot be read, and says so', async () => {
    const { gateway, ask, calls, settle, standing } = setUp(undefined, 'unreadable');
    ask('a');
    await settle();
    expect(calls).toEqual([]);
    expect(standing('a')).toMatchObject({ type: 'failed', why: expect.stringContaining('It is locked') });
    expect(() => gateway.set({ route: url('two'), timeoutSeconds: 10 })).toThrow('cannot be read');
    gateway.set({ route: url('two'), timeoutSeconds: 10, secret: SECRET });
    ask('a');
    expect(calls).toHaveLength(1);
  });

  it('ends what is under way without a word', async () => {
    const { gateway, ask, calls, decided, standing } = setUp();
    ask('a');
    await gateway.dispose();
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(standing('a')).toMatchObject({ type: 'asking' });
    expect(decided).toEqual([]);
    ask('b');
    expect(calls).toHaveLength(1);
  });
});
