/** What an organisation's requirements make Codex ask: for a host, and for what only a person may allow. */
import { threadTopic } from '#shared/contract/topics.ts';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { RuleDraft } from '#shared/model/rule/rule.ts';
import type { TurnEntity } from '#shared/model/thread/thread.ts';
import { canManageCodex, managedCodex } from '../support/managed-codex.ts';
import { inState, said, useHarness } from '../support/use-harness.ts';

const REQUIREMENTS = `
[experimental_network]
enabled = true
allow_local_binding = true

[rules]
prefix_rules = [{ pattern = [{ token = "touch" }], decision = "prompt-user", justification = "Files are for people" }]
`;
const HOST = 'docs.example.test';
const OTHER_HOST = 'code.example.test';

const used = useHarness();
let server: Server;
let visits: string[];
let workspaceId: WorkspaceId;

beforeEach(async ({ skip }) => {
  skip(!canManageCodex, 'a process cannot have an /etc of its own here');
  visits = [];
  server = createServer((request, response) => {
    visits.push(`${request.headers.host?.split(':')[0]}${request.url}`);
    response.end('the page');
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { harness, client } = used;
  ({ workspaceId } = await harness.addRepository('repository'));
  const codexPath = managedCodex(harness.root, {
    requirements: REQUIREMENTS,
    loopbackNames: [HOST, OTHER_HOST],
  });
  await client.call('workspace/update', { workspaceId, codexPath });
});
afterEach(() => void server.close());

async function start(text: string): Promise<ThreadId> {
  const { threadId } = await used.client.call('thread/start', { workspaceId, text, place: 'folder' });
  used.client.open(`thread:${threadId}`);
  return threadId;
}

const waiting = (threadId: ThreadId): Promise<Approval> =>
  used.client.until(() => used.client.pending(threadId)[0], 'the request');

const decide = (approval: Approval, decision: DecisionId): Promise<unknown> =>
  used.client.call('approval/decide', { approvalId: approval.id, decision });

const curl = (path: string, host = HOST): string =>
  `curl -sS -m 5 http://${host}:${(server.address() as AddressInfo).port}/${path}`;
const command = (text: string): string => `[script:commands n=1 cmd="${text}"]`;

/** Starts a turn and waits for its end, or for the first thing that it asks; what it asks is then declined. */
async function goes(threadId: ThreadId, text: string): Promise<'asked' | 'finished'> {
  const { client } = used;
  const turns = (): TurnEntity[] => client.thread(threadId, threadTopic.turn);
  const before = turns().length;
  await client.call('thread/send', { threadId, text, mode: 'send' });
  const ended = (): boolean => turns().length > before && turns().at(-1)?.status === 'completed';
  const asked = await client.until(
    () => client.pending(threadId)[0] ?? (ended() && null),
    'a question or the end',
  );
  if (asked === null) return 'finished';
  await decide(asked, 'decline');
  await client.until(ended, 'the end');
  return 'asked';
}

describe('a host that no list allows', () => {
  it.each<{ decision: DecisionId; visited: string[]; again: string; otherThread: string }>([
    { decision: 'accept', visited: ['first'], again: 'asked', otherThread: 'asked' },
    {
      decision: 'acceptForSession',
      visited: ['first', 'again'],
      again: 'finished',
      otherThread: 'asked',
    },
    {
      decision: 'acceptAndRemember',
      visited: ['first', 'again', 'other'],
      again: 'finished',
      otherThread: 'finished',
    },
    { decision: 'decline', visited: [], again: 'asked', otherThread: 'asked' },
    { decision: 'declineAndRemember', visited: [], again: 'finished', otherThread: 'finished' },
    { decision: 'cancel', visited: [], again: 'asked', otherThread: 'asked' },
  ])('is reached as far as $decision says', async ({ decision, visited, again, otherThread }) => {
    const threadId = await start(command(curl('first')));
    const approval = await waiting(threadId);
    expect(approval.body).toMatchObject({ kind: 'network', host: HOST, protocol: 'http' });
    expect(approval.decisions.map(({ id }) => id)).toContain(decision);
    await decide(approval, decision);
    await inState(used.client, threadId, decision === 'cancel' ? 'idle' : 'finished');

    expect(await goes(threadId, command(curl('again')))).toBe(again);
    const other = await start('[script:say text="Another thread."]');
    await inState(used.client, other, 'finished');
    expect(await goes(other, command(curl('other')))).toBe(otherThread);
    expect(await goes(threadId, command(curl('else', OTHER_HOST)))).toBe('asked');
    expect(visits).toEqual(visited.map((path) => `${HOST}/${path}`));
  });

  it('is decided by a rule for it, in every thread', async () => {
    const threadId = await start(command(curl('first')));
    const approval = await waiting(threadId);
    const { choices } = await used.client.call('rule/choices', { approvalId: approval.id });
    expect(choices).toEqual([{ type: 'host', host: HOST }]);
    const match = choices[0] as (typeof choices)[number];
    const rule: RuleDraft = { effect: 'accept', match, scope: { type: 'everywhere' }, until: null };
    await used.client.call('rule/save', { rule, decides: { approvalIds: [approval.id], delayMs: 3000 } });
    await inState(used.client, threadId, 'finished');
    const other = await start(command(curl('other')));
    await inState(used.client, other, 'finished');
    expect(visits).toEqual([`${HOST}/first`, `${HOST}/other`]);
    expect(await goes(other, command(curl('else', OTHER_HOST)))).toBe('asked');
  });
});

describe('a command that an organisation leaves to people', () => {
  const made = (): boolean => existsSync(join(used.harness.root, 'repository', 'made.txt'));

  it('runs once when a person accepts it, and is asked for again', async () => {
    const threadId = await start(command('touch made.txt'));
    const approval = await waiting(threadId);
    expect(approval).toMatchObject({
      onlyPerson: true,
      body: { kind: 'command', command: expect.stringContaining('touch made.txt') },
      reason: expect.stringContaining('Files are for people'),
    });
    expect(approval.decisions.map(({ id }) => id)).toEqual(['accept', 'decline', 'cancel']);
    await decide(approval, 'accept');
    await inState(used.client, threadId, 'finished');
    expect(made()).toBe(true);
    expect(await goes(threadId, command('touch made.txt'))).toBe('asked');
  });

  it('does not run when declined, and no rule speaks for the person', async () => {
    const rule: RuleDraft = {
      effect: 'accept',
      match: { type: 'words', words: ['touch'], open: true },
      scope: { type: 'everywhere' },
      until: null,
    };
    await used.client.call('rule/save', { rule });
    const threadId = await start(command('touch made.txt'));
    await decide(await waiting(threadId), 'decline');
    await inState(used.client, threadId, 'finished');
    await expect.poll(() => said(used.client, threadId).at(-1)).toBe('0 done, 1 refused.');
    expect(made()).toBe(false);
  });

  it('stays inside its sandbox when it was accepted', async () => {
    const outside = join(used.harness.root, 'outside');
    mkdirSync(outside);
    const threadId = await start(command(`touch ${outside}/made.txt`));
    await decide(await waiting(threadId), 'accept');
    await inState(used.client, threadId, 'finished');
    expect(existsSync(join(outside, 'made.txt'))).toBe(false);
  });
});
