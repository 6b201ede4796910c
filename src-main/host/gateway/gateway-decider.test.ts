import { describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval/approval.ts';
import { knownOption } from '#shared/model/approval/decision.ts';
import type { GatewayRoute, GatewayStanding } from '#shared/model/gateway/gateway.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { GatewayFailure, type Signed } from './ask.ts';
import { GatewayDecider } from './gateway-decider.ts';
import type { GatewayRequest } from './gateway-message.ts';
import { sign } from './sign.ts';

const SECRET = 'a secret for this test';
const route = (name: string): GatewayRoute => ({ type: 'url', url: `https://${name}.example/` });
const setup = (name: string) => ({ route: route(name), timeoutSeconds: 10 });

function setUp(stored: unknown = setup('one'), demo = false) {
  const requests = new Map<string, Approval>();
  const asked: { request: GatewayRequest; answer(change: object): void; fail(): void }[] = [];
  const answers: string[] = [];
  let changes = 0;
  let trusted = (): void => {};
  const decider = new GatewayDecider({
    inbox: {
      get: (id) => requests.get(id),
      waiting: () => [...requests.values()],
      gateway: (id, gateway) => void requests.set(id, { ...requests.get(id)!, gateway }),
    },
    workspace: () => ({ name: 'work', path: '/w', demo }) as WorkspaceRecord,
    folderOf: () => '/w',
    clock: manualClock(),
    env: {},
    version: '1',
    store: {
      read: () => stored,
      write: (value) => (stored = value),
      onChange: (listener) => (trusted = listener),
    },
    secrets: { keptIn: 'a test', read: () => ({ type: 'kept', value: SECRET }), write: () => {} },
    show: () => {},
    warn: () => () => {},
    log: () => {},
    onFault: (error) => {
      throw error;
    },
    transport: () => (message) =>
      new Promise<Signed>((resolve, reject) => {
        const request = JSON.parse(message.body) as GatewayRequest;
        asked.push({
          request,
          answer: (change) => {
            const { protocol, id, nonce } = request;
            const body = JSON.stringify({ protocol, id, nonce, decision: 'accept', ...change });
            resolve({ body, signature: sign(SECRET, 'answer', body, 0) });
          },
          fail: () => reject(new GatewayFailure('it is down')),
        });
      }),
  });
  decider.answered(({ id, answer }) => answers.push(`${id} ${answer.type}`));
  decider.changed(() => (changes += 1));
  /** A request that waits, as the inbox has it. */
  const wait = (id: string, command: string, more: Partial<Approval> = {}): void => {
    const options = [knownOption('accept', 'Accept', ''), knownOption('decline', 'Decline', '')];
    const body = { kind: 'command', command, cwd: '/w', actions: [], extraPermissions: null };
    const approval = {
      id,
      threadId: 't',
      threadTitle: '',
      workspaceId: 'w',
      branch: null,
      turnId: null,
      itemId: null,
      askedAt: 0,
      reason: null,
      onlyPerson: false,
      body,
      decisions: options,
      gateway: null,
      outcome: null,
    };
    requests.set(id, { ...requests.get(id), ...approval, ...more } as unknown as Approval);
  };
  const says = (id: string) => decider.consider(requests.get(id)!).type;
  const standing = (id: string): GatewayStanding['type'] | null => requests.get(id)?.gateway?.type ?? null;
  const trust = (value: unknown): void => {
    stored = value;
    trusted();
  };
  return { decider, requests, asked, answers, wait, says, standing, trust, changes: () => changes };
}

describe('GatewayDecider', () => {
  it('keeps a request until it has answered, asks once, and says then what it decided', async () => {
    const { asked, answers, wait, says } = setUp();
    wait('a', 'git push');
    expect([says('a'), says('a')]).toEqual(['later', 'later']);
    expect(asked).toHaveLength(1);
    asked[0]?.answer({ decision: 'decline' });
    await expect.poll(() => answers).toEqual(['a decline']);
  });

  it('leaves to rules what is not its business: a demo, a kind for a person only, all while there is none', () => {
    const none = setUp({ route: null, timeoutSeconds: 10 });
    none.wait('a', 'git push');
    const demo = setUp(setup('one'), true);
    demo.wait('a', 'git push');
    const person = setUp();
    person.wait('a', 'git push', { onlyPerson: true });
    expect([none.says('a'), demo.says('a'), person.says('a')]).toEqual(['leave', 'leave', 'leave']);
    expect([...none.asked, ...demo.asked, ...person.asked]).toEqual([]);
  });

  it('is for the person when it fails or asks for them, and for rules too only where it says so', async () => {
    const { decider, requests, asked, answers, wait, says, standing } = setUp();
    for (const id of ['fails', 'asks', 'leaves']) {
      wait(id, id);
      says(id);
    }
    asked[0]?.fail();
    asked[1]?.answer({ decision: 'ask' });
    asked[2]?.answer({ decision: 'ask', rulesMayAccept: true });
    await expect
      .poll(() => ['fails', 'asks', 'leaves'].map(standing))
      .toEqual(['failed', 'asksPerson', 'asksPerson']);
    expect(answers).toEqual(['leaves leave']);
    expect(['fails', 'asks', 'leaves'].map(says)).toEqual(['person', 'person', 'leave']);
    expect([...requests.values()].map((one) => decider.declineOnly(one))).toEqual([true, true, false]);
    expect(asked).toHaveLength(3);
  });

  it('asks again when it is about something else than it was asked about', async () => {
    const { asked, wait, says, standing, requests } = setUp();
    wait('a', 'git push');
    says('a');
    asked[0]?.answer({ decision: 'ask' });
    await expect.poll(() => standing('a')).toBe('asksPerson');
    wait('a', 'git push --force', { gateway: requests.get('a')!.gateway });
    expect(says('a')).toBe('later');
    expect(asked).toHaveLength(2);
  });

  it('keeps a change of files of which the files are not known yet, and asks nobody about it', () => {
    const { asked, wait, says } = setUp();
    wait('a', '', { body: { kind: 'fileChange', changes: [], grantRoot: null } });
    expect(says('a')).toBe('later');
    expect(asked).toEqual([]);
  });

  it('does not carry to another gateway what one left to a person, but what it failed at', async () => {
    const { decider, asked, wait, says, standing, changes } = setUp();
    for (const id of ['fails', 'asks']) {
      wait(id, id);
      says(id);
    }
    asked[0]?.fail();
    asked[1]?.answer({ decision: 'ask' });
    await expect.poll(() => [standing('fails'), standing('asks')]).toEqual(['failed', 'asksPerson']);
    await decider.handlers()['gateway/set'](setup('two'), { id: 'c', name: 'c' });
    expect([changes(), standing('fails'), standing('asks')]).toEqual([1, null, 'asksPerson']);
    expect([says('fails'), says('asks')]).toEqual(['later', 'person']);
    await decider.handlers()['gateway/set']({ route: null, timeoutSeconds: 10 }, { id: 'c', name: 'c' });
    expect([standing('fails'), standing('asks'), says('asks')]).toEqual([null, null, 'leave']);
  });

  it('is another gateway as soon as what was held back is trusted', () => {
    const { wait, says, trust, changes, asked } = setUp({ route: null, timeoutSeconds: 10 });
    wait('a', 'git push');
    expect(says('a')).toBe('leave');
    trust(setup('one'));
    expect([changes(), says('a'), asked.length]).toEqual([1, 'later', 1]);
  });
});
