import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { JournalEntry, Params } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { RuleDraft } from '#shared/model/rule/rule.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import { sign } from '../../src-main/host/gateway/sign.ts';
import {
  EXAMPLE,
  exampleFiles,
  misbehaving,
  SECRET,
  startService,
  type Act,
  type Misbehaving,
  type Running,
} from '../support/change-management.ts';
import { inState, said, useHarness } from '../support/use-harness.ts';

const used = useHarness({ config: { features: { request_permissions_tool: true } } });

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

async function service(): Promise<Running> {
  const started = await startService(used.harness.root);
  running.push(started);
  return started;
}

async function server(act?: Act): Promise<Misbehaving> {
  const started = await misbehaving(act);
  running.push(started);
  return started;
}

const set = (
  url: string,
  {
    timeoutSeconds = 60,
    secret = SECRET,
  }: Partial<Pick<Params<'gateway/set'>, 'timeoutSeconds' | 'secret'>> = {},
): Promise<null> => used.client.call('gateway/set', { route: { type: 'url', url }, timeoutSeconds, secret });

/** Starts a thread that asks, in the one workspace of the test. */
async function start(cmd: string, n = 1): Promise<ThreadId> {
  const { harness, client } = used;
  const folder = join(harness.root, 'work');
  const path = existsSync(folder) ? folder : harness.repository('work');
  const { workspaceId } = await client.call('workspace/add', { path });
  for (const topic of [hostTopic.topic, inboxTopic.topic, fleetTopic.topic]) client.open(topic);
  const text = `[script:escalate n=${n} cmd="${cmd}"]`;
  const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
  client.open(`thread:${threadId}`);
  return threadId;
}

const standing = (type: NonNullable<Approval['gateway']>['type']): Promise<Approval> =>
  used.client.until(
    () => used.client.pending().find(({ gateway }) => gateway?.type === type),
    `it to be ${type}`,
  );

const state = (): GatewayState | undefined => used.client.values(hostTopic.topic, hostTopic.gateway)[0];

/** The journal, oldest first. */
async function journal(): Promise<JournalEntry[]> {
  return [...(await used.client.call('journal/list', { limit: 500 })).entries].reverse();
}

/** A well-formed and signed answer, with what a test changes. */
const answered =
  (change: object = {}, { secret = SECRET, direction = 'answer' as const, status = 200 } = {}): Act =>
  (response, body) => {
    const { id, nonce } = JSON.parse(body) as { id: string; nonce: string };
    const answer = JSON.stringify({
      protocol: 'muster.approval/1',
      id,
      nonce,
      decision: 'accept',
      ...change,
    });
    response
      .writeHead(status, { 'muster-signature': sign(secret, direction, answer, Date.now()) })
      .end(answer);
  };

describe('the example of a change management', () => {
  it('accepts, declines and asks the person, with reasons and tickets, before anybody is called', async () => {
    const { url, records } = await service();
    await set(url);
    const looks = await start('echo only looking');
    await inState(used.client, looks, 'finished');
    expect(said(used.client, looks)).toEqual(['1 done, 0 refused.']);
    expect(used.client.approvals()[0]?.outcome).toMatchObject({
      decision: 'accept',
      by: { type: 'gateway', reason: 'It only looks.', ticket: null },
    });

    const pushes = await start('git push origin main');
    await inState(used.client, pushes, 'finished');
    expect(said(used.client, pushes)).toEqual(['0 done, 1 refused.']);
    const declined = used.client.approvals().find(({ threadId }) => threadId === pushes);
    expect(declined?.outcome).toMatchObject({
      decision: 'decline',
      by: { type: 'gateway', ticket: 'CHG-0001', reason: expect.stringContaining('main is protected') },
    });

    const other = await start('echo something else');
    const approval = await standing('asksPerson');
    expect(approval.gateway).toMatchObject({ ticket: 'CHG-0002', reason: 'No policy is about this.' });
    await inState(used.client, other, 'needsApproval');
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    await inState(used.client, other, 'finished');

    // The journal has who decided by which ticket, and how long it took; the service has its own records.
    const entries = await journal();
    expect(entries.map(({ event, decision, by }) => [event, decision, by])).toEqual([
      ['asked', null, null],
      ['decided', 'accept', 'Gateway'],
      ['asked', null, null],
      ['decided', 'decline', 'Gateway, ticket CHG-0001'],
      ['asked', null, null],
      ['gateway', 'ask', 'Gateway, ticket CHG-0002'],
      ['decided', 'accept', 'test client'],
    ]);
    expect(entries[5]).toMatchObject({
      note: 'Asks the person: No policy is about this.',
      waitedMs: expect.any(Number),
    });
    expect(entries[3]?.decider).toMatchObject({ type: 'gateway', ticket: 'CHG-0001' });
    expect(readdirSync(records).sort()).toEqual(['CHG-0001.json', 'CHG-0002.json']);
    expect(state()?.health.type).toBe('answering');
  });

  it.each([true, false])('works as a command as well, with a secret: %s', async (withSecret) => {
    const { secretFile, policy, records } = exampleFiles(used.harness.root);
    const argv = [process.execPath, join(EXAMPLE, 'command.mjs'), '--policy', policy, '--records', records];
    if (withSecret) argv.push('--secret-file', secretFile);
    const secret = withSecret ? SECRET : null;
    const route = { type: 'command', argv } as const;
    expect(await used.client.call('gateway/test', { route, timeoutSeconds: 60, secret })).toMatchObject({
      type: 'answered',
      decision: 'ask',
      signed: withSecret,
    });
    await used.client.call('gateway/set', { route, timeoutSeconds: 60, secret });
    const looks = await start('echo only looking');
    await inState(used.client, looks, 'finished');
    expect(said(used.client, looks)).toEqual(['1 done, 0 refused.']);
  });
});

describe('whatever is not a signed and well-formed accept of this very request', () => {
  const CASES: readonly (readonly [what: string, act: Act, why: string])[] = [
    ['status 500', answered({}, { status: 500 }), 'status 500'],
    ['status 202', answered({}, { status: 202 }), 'status 202'],
    ['no JSON', (response) => void response.end('<html>accept</html>'), 'not signed'],
    [
      'another secret',
      answered({}, { secret: 'a secret of somebody else' }),
      'signature of its answer is wrong',
    ],
    ['no signature', (response) => void response.end('{"decision":"accept"}'), 'not signed'],
    ['a signature of requests', answered({}, { direction: 'request' as never }), 'signature'],
    ['another id', answered({ id: 'another' }), 'to another request'],
    ['an old nonce', answered({ nonce: 'used before' }), 'to another request'],
    ['another protocol', answered({ protocol: 'muster.approval/2' }), 'documented form'],
    ['a decision not offered', answered({ decision: 'acceptForSession' }), 'documented form (decision)'],
    ['a list', answered({ decision: ['accept'] }), 'documented form (decision)'],
    ['a long reason', answered({ reason: 'x'.repeat(2001) }), 'documented form (reason)'],
    ['a huge answer', answered({ reason: 'x'.repeat(200_000) }), 'longer than'],
    [
      'a redirect',
      (response) => void response.writeHead(307, { location: '/other' }).end(),
      'leads elsewhere',
    ],
    ['a cut connection', (response) => void response.destroy(), 'cut the connection'],
    [
      'half an answer',
      (response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{');
        setImmediate(() => response.destroy());
      },
      'broke off',
    ],
    ['an endless answer', (response) => endless(response), 'longer than'],
  ];

  it('waits for the person, and says why', async () => {
    let act: Act = () => {};
    const { url, asked } = await server((response, body) => act(response, body));
    await used.client.call('rule/save', { rule: acceptEcho });
    let threadId: ThreadId | undefined;
    for (const [what, how, why] of CASES) {
      act = how;
      await set(url);
      threadId = await start(`echo ${what}`);
      const approval = await standing('failed');
      expect(approval.gateway, what).toMatchObject({ why: expect.stringContaining(why) });
      await inState(used.client, threadId, 'needsApproval');
      await used.client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
      await inState(used.client, threadId, 'finished');
    }
    expect(asked).toHaveLength(CASES.length);
    expect((await journal()).filter(({ decision }) => decision === 'accept')).toEqual([]);
  });

  it('is said once when it goes on, with words for the person', async () => {
    const { url, stop } = await server();
    await set(url);
    await stop();
    running.length = 0;
    const threadId = await start('echo unreachable %i', 4);
    await used.client.until(
      () => used.client.pending().filter(({ gateway }) => gateway?.type === 'failed').length === 4,
      'all four to wait for the person',
    );
    const notices = (): Notice[] =>
      used.client
        .values(hostTopic.topic, hostTopic.notice)
        .filter(({ title }) => title === 'The gateway fails');
    await used.client.until(() => notices().length > 0, 'the notice');
    expect(notices()).toMatchObject([{ detail: expect.stringContaining('Nothing listens') }]);
    await used.client.until(() => state()?.health.type === 'failing', 'its health');
    expect(state()?.health).toMatchObject({ times: 4 });
    await inState(used.client, threadId, 'needsApproval');
    // Without a gateway there is nothing left that could answer again.
    await used.client.call('gateway/set', { route: null, timeoutSeconds: 10 });
    await used.client.until(() => notices().length === 0, 'the notice to be gone');
  });

  it('is not waited for longer than was set, and the person may decide at any time', async () => {
    const { url, asked, came } = await server();
    await set(url, { timeoutSeconds: 1 });
    const threadId = await start('echo slow');
    expect((await standing('failed')).gateway).toMatchObject({ why: 'It did not answer within 1 s' });
    await inState(used.client, threadId, 'needsApproval');

    await set(url, { timeoutSeconds: 120 });
    await came(2);
    const approval = await standing('asking');
    // Nobody is called while it is asked, and it can be decided all the same.
    await inState(used.client, threadId, 'running');
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    await inState(used.client, threadId, 'finished');
    asked[1]?.answer(answered({ ticket: 'CHG-7' }));
    const late = async () => (await journal()).find(({ event }) => event === 'late');
    await expect.poll(late).toMatchObject({
      decision: 'accept',
      by: 'Gateway, ticket CHG-7',
      decider: { type: 'gateway', ticket: 'CHG-7' },
    });
    expect(said(used.client, threadId)).toEqual(['0 done, 1 refused.']);
    expect(used.client.approvals()[0]?.outcome).toMatchObject({
      decision: 'decline',
      by: { type: 'person' },
    });
  });
});

describe('what ends meanwhile', () => {
  it('stays expired when its app-server died, whatever the gateway answers then', async () => {
    const { url, asked, came } = await server();
    await set(url);
    const threadId = await start('echo dead');
    await came(1);
    const { workspaceId } = await inState(used.client, threadId, 'running');
    const status = used.client.workspace(workspaceId)?.status;
    process.kill((status as { pid: number }).pid, 'SIGKILL');
    await used.client.until(() => used.client.approvals()[0]?.outcome?.type === 'expired', 'it to expire');
    asked[0]?.answer(answered());
    await expect
      .poll(async () => (await journal()).map(({ event }) => event))
      .toEqual(['asked', 'expired', 'late']);
    expect(used.client.approvals()[0]?.outcome?.type).toBe('expired');
  });

  it('ends with the host, and is remembered for the next', async () => {
    const { url, came } = await server();
    await set(url);
    await start('echo the end');
    await came(1);
    await used.harness.stopHost();
    await used.harness.startHost();
    used.client = used.harness.client();
    await used.client.until(() => state()?.route?.type === 'url', 'the gateway as it was set');
    expect(state()).toMatchObject({ secret: 'kept', route: { url }, timeoutSeconds: 60 });
    const [kept] = await used.client.until(
      () => used.client.approvals().length > 0 && used.client.approvals(),
      'the request as it is remembered',
    );
    expect(kept).toMatchObject({ gateway: null, outcome: { type: 'expired' } });
  });
});

describe('many at once', () => {
  it('are asked a few at a time, each once', async () => {
    const { url, asked, most } = await server(answered({ ticket: 'CHG-1' }));
    await set(url, { timeoutSeconds: 120 });
    const threadId = await start('echo many %i', 100);
    await inState(used.client, threadId, 'finished');
    expect(said(used.client, threadId)).toEqual(['100 done, 0 refused.']);
    expect(new Set(asked.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(100);
    expect(asked).toHaveLength(100);
    expect(most()).toBeLessThanOrEqual(16);
  });
});

describe('with rules', () => {
  it('accepts nothing by a rule unless it says so, and lets a rule decline without asking', async () => {
    let change: object = { decision: 'ask' };
    const { url, asked } = await server((response, body) => answered(change)(response, body));
    await set(url);
    await used.client.call('rule/save', { rule: acceptEcho });
    const first = await start('echo for a person');
    const approval = await standing('asksPerson');
    // Neither a rule that was there, nor one that is made of it now.
    const { decided } = await used.client.call('rule/save', {
      rule: { ...acceptEcho, until: Date.now() + 1e6 },
      decides: { approvalIds: [approval.id], delayMs: 0 },
    });
    expect(decided).toEqual([]);
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    await inState(used.client, first, 'finished');

    change = { decision: 'ask', rulesMayAccept: true };
    const second = await start('echo for a rule');
    await inState(used.client, second, 'finished');
    expect(said(used.client, second)).toEqual(['1 done, 0 refused.']);
    expect(asked).toHaveLength(2);

    await used.client.call('rule/save', { rule: { ...acceptEcho, effect: 'decline' } });
    const third = await start('echo never');
    await inState(used.client, third, 'finished');
    expect(said(used.client, third)).toEqual(['0 done, 1 refused.']);
    expect(asked).toHaveLength(2);
  });

  it('offers nothing that Codex would ask nobody about again, unless it says so', async () => {
    let change: object = { decision: 'ask' };
    const { url } = await server((response, body) => answered(change)(response, body));
    await set(url);
    const lasting = ({ decisions }: Approval): string[] =>
      decisions.flatMap(({ id }) => (/Session|Remember/.test(id) ? [id] : []));
    const threadId = await start('echo once');
    const approval = await standing('asksPerson');
    expect(lasting(approval)).toEqual([]);
    const decide = used.client.call('approval/decide', {
      approvalId: approval.id,
      decision: 'acceptForSession',
    });
    await expect(decide).rejects.toMatchObject({ code: 'badRequest' });
    await used.client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    await inState(used.client, threadId, 'finished');

    change = { decision: 'ask', rulesMayAccept: true };
    await start('echo for long');
    expect(lasting(await standing('asksPerson'))).toContain('acceptForSession');
    await used.client.call('gateway/set', { route: null, timeoutSeconds: 10 });
  });

  it('leaves what waits to the rules when it is switched off', async () => {
    const { url, came } = await server();
    await set(url);
    await used.client.call('rule/save', { rule: acceptEcho });
    const threadId = await start('echo switched off');
    await came(1);
    await standing('asking');
    await used.client.call('gateway/set', { route: null, timeoutSeconds: 10 });
    await inState(used.client, threadId, 'finished');
    // The fleet may say so before the topic of the thread has come.
    await used.client.until(() => said(used.client, threadId).length > 0, 'what it said');
    expect(said(used.client, threadId)).toEqual(['1 done, 0 refused.']);
  });
});

describe('what it is told, and what nobody is', () => {
  it('gets the whole request with its surroundings, and permissions and files as well', async () => {
    const { url, asked } = await server(answered({ decision: 'decline' }));
    await set(url);
    const threadId = await start('echo TOKEN=not-masked');
    await inState(used.client, threadId, 'finished');
    const request = JSON.parse(asked[0]!.body) as { nonce: string };
    const path = join(used.harness.root, 'work');
    expect(request).toMatchObject({
      protocol: 'muster.approval/1',
      type: 'approval',
      id: used.client.approvals()[0]?.id,
      workspace: { name: 'work', path },
      thread: { id: threadId, cwd: path, branch: 'main' },
      decisions: ['accept', 'decline', 'ask'],
      reason: 'May this run outside the sandbox?',
      subject: { kind: 'command', script: 'echo TOKEN=not-masked', cwd: path, cut: 0 },
    });
    await used.client.call('thread/send', {
      threadId,
      text: '[script:permissions path=/opt/cache]',
      mode: 'send',
    });
    const kinds = (): unknown[] =>
      asked.map(({ body }) => (JSON.parse(body) as { subject: { kind: string } }).subject.kind);
    await used.client.until(() => kinds().includes('permissions'), 'the permissions to be asked about');
    const outside = join(used.harness.codexHome, 'note.txt');
    await used.client.until(() => said(used.client, threadId).length === 2, 'the second turn');
    await used.client.call('thread/send', {
      threadId,
      text: `[script:outside path=${outside}]`,
      mode: 'send',
    });
    await used.client.until(() => kinds().includes('fileChange'), 'the change to be asked about');
    expect(JSON.parse(asked.at(-1)!.body)).toMatchObject({
      subject: { files: [{ path: outside, change: 'add', diff: expect.stringContaining('a note') }] },
    });
    const schema = readFileSync(join(EXAMPLE, 'schemas/request.schema.json'), 'utf8');
    const fits = new Ajv2020({ strict: false }).compile(JSON.parse(schema) as object);
    for (const { body } of asked) {
      fits(JSON.parse(body));
      expect(fits.errors).toBeNull();
    }
  });

  it('gives the secret to no client, and keeps it where only its owner reads', async () => {
    const { url } = await server();
    await set(url);
    await used.client.until(() => state()?.secret === 'kept', 'the secret to be kept');
    const path = join(used.harness.dataDir, 'secrets.json');
    expect(readFileSync(path, 'utf8')).toContain(SECRET);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const told = JSON.stringify([
      [...used.client.contract.values(hostTopic.topic)],
      await used.client.call('diagnostics/read', {}),
    ]);
    expect(told).not.toContain(SECRET);
    expect(readFileSync(join(used.harness.dataDir, 'muster.db')).includes(SECRET)).toBe(false);
  });

  it('refuses what cannot be one, with words', async () => {
    const refused = async (params: Params<'gateway/set'>, words: string): Promise<void> => {
      await expect(used.client.call('gateway/set', params)).rejects.toMatchObject({
        code: 'badRequest',
        message: expect.stringContaining(words),
      });
    };
    const url = (text: string): Params<'gateway/set'> => ({
      route: { type: 'url', url: text },
      timeoutSeconds: 10,
    });
    await refused({ ...url('http://example.com'), secret: SECRET }, 'Use https');
    await refused(url('https://example.com'), 'needs a shared secret');
    await refused({ ...url('https://example.com'), secret: 'short' }, 'secret');
    await refused({ route: { type: 'command', argv: ['./gate.sh'] }, timeoutSeconds: 10 }, 'whole path');
    await refused({ ...url('https://example.com'), timeoutSeconds: 0 }, 'The time limit is too low');
    await expect(
      used.client.call('gateway/test', {
        route: { type: 'command', argv: ['no-such-program'] },
        timeoutSeconds: 10,
      }),
    ).resolves.toMatchObject({ type: 'failed', why: 'There is no program no-such-program' });
  });
});

const acceptEcho: RuleDraft = {
  effect: 'accept',
  match: { type: 'words', words: ['echo'], open: true },
  scope: { type: 'everywhere' },
  until: null,
};

/** Writes until nobody listens any more. */
function endless(response: Parameters<Act>[0]): void {
  const write = (): void => {
    if (!response.destroyed) response.write('x'.repeat(16_384), write);
  };
  write();
}
