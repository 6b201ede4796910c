import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalBody } from '#shared/model/approval/approval.ts';
import { knownOption } from '#shared/model/approval/decision.ts';
import {
  buildRequest,
  isComplete,
  isForGateway,
  readAnswer,
  requestSchema,
  type GatewayRequest,
} from './gateway-message.ts';
import { isSigned, sign } from './sign.ts';

const option = (id: 'accept' | 'decline' | 'answer') => knownOption(id, id, `what ${id} does`);

function approval(body: ApprovalBody): Approval {
  return {
    id: 'g/1',
    generation: 'g',
    workspaceId: 'w',
    threadId: 't',
    turnId: 'u',
    itemId: 'i',
    threadTitle: 'Ship it',
    branch: 'main',
    body,
    reason: 'because',
    decisions: [option('accept'), option('decline')],
    askedAt: Date.UTC(2026, 0, 2),
    gateway: null,
    deciding: false,
    outcome: null,
    raw: {},
  } as unknown as Approval;
}

const command = (text: string, extraPermissions: unknown = null): ApprovalBody => ({
  kind: 'command',
  command: text,
  cwd: '/r/sub',
  prefix: null,
  extraPermissions,
});

const build = (body: ApprovalBody): GatewayRequest =>
  buildRequest({ approval: approval(body), workspace: { name: 'shop', path: '/r' }, cwd: '/r' }, 'n1');

const ASKED: readonly (readonly [ApprovalBody, GatewayRequest['subject']])[] = [
  [
    command("/bin/bash -lc 'git push'"),
    {
      kind: 'command',
      command: "/bin/bash -lc 'git push'",
      script: 'git push',
      cwd: '/r/sub',
      morePermissions: null,
      cut: 0,
    },
  ],
  [
    { kind: 'stdin', command: 'yes\n', cwd: null, prefix: null, extraPermissions: null },
    { kind: 'stdin', input: 'yes\n', cwd: null, cut: 0 },
  ],
  [
    { kind: 'network', host: 'example.com', protocol: 'https', command: null, cwd: null },
    { kind: 'network', host: 'example.com', protocol: 'https', command: null, cwd: null, cut: 0 },
  ],
  [
    {
      kind: 'fileChange',
      changes: [{ path: '/r/a', kind: { type: 'update', move_path: '/r/b' }, diff: '@@ -1 +1 @@\n-a\n+b\n' }],
      grantRoot: '/r',
    },
    {
      kind: 'fileChange',
      files: [{ path: '/r/a', change: 'update', movedTo: '/r/b', diff: '@@ -1 +1 @@\n-a\n+b\n' }],
      writeAccessTo: '/r',
      cut: 0,
    },
  ],
  [
    {
      kind: 'permissions',
      cwd: '/r',
      permissions: { network: { enabled: true } },
      parts: [{ id: 'network', access: 'network', what: '' }],
    },
    { kind: 'permissions', cwd: '/r', permissions: { network: { enabled: true } }, cut: 0 },
  ],
];

describe('the request to a gateway', () => {
  it.each(ASKED)('says all of it: %j', (body, subject) => {
    const request = build(body);
    expect(() => requestSchema.strict().parse(JSON.parse(JSON.stringify(request)))).not.toThrow();
    expect(request).toEqual({
      protocol: 'muster.approval/1',
      type: 'approval',
      id: 'g/1',
      nonce: 'n1',
      askedAt: '2026-01-02T00:00:00.000Z',
      decisions: ['accept', 'decline', 'ask'],
      workspace: { name: 'shop', path: '/r' },
      thread: { id: 't', title: 'Ship it', cwd: '/r', branch: 'main' },
      reason: 'because',
      accepting: expect.stringMatching(/^what accept does$|^Grants all/),
      subject,
    });
  });

  it('does not let it accept what it saw a part of only', () => {
    const long = build(command('x'.repeat(70_000)));
    expect(long.decisions).toEqual(['decline', 'ask']);
    expect(long.subject).toMatchObject({ cut: 70_000 - 65_536 });
    const file = { path: '/r/a', kind: { type: 'add' as const }, diff: 'x'.repeat(60_000) };
    const many = build({
      kind: 'fileChange',
      changes: Array.from({ length: 6 }, () => file),
      grantRoot: null,
    });
    expect(many.decisions).toEqual(['decline', 'ask']);
    expect(JSON.stringify(many).length).toBeLessThan(300_000);
    const more = Array.from({ length: 1001 }, (_, i) => ({ ...file, path: `/r/${i}`, diff: '' }));
    expect(build({ kind: 'fileChange', changes: more, grantRoot: null }).decisions).not.toContain('accept');
    const deep = build(command('x', { huge: 'x'.repeat(70_000) }));
    expect(deep.subject).toMatchObject({ morePermissions: null });
    expect(deep.decisions).not.toContain('accept');
    const accept = JSON.stringify({ protocol: long.protocol, id: long.id, nonce: 'n1', decision: 'accept' });
    expect(readAnswer(accept, long)).toEqual({ type: 'wrong', why: expect.stringContaining('not offered') });
  });

  it('is not made of questions, of what is not known, or of changes before they are', () => {
    const question = { ...approval({ kind: 'question', questions: [] }), decisions: [option('answer')] };
    expect(isForGateway(question)).toBe(false);
    expect(isForGateway(approval({ kind: 'question', questions: [] }))).toBe(false);
    expect(isForGateway(approval({ kind: 'unknown', method: 'new/thing' }))).toBe(false);
    expect(isForGateway({ ...approval(command('x')), decisions: [option('decline')] })).toBe(false);
    expect(isForGateway(approval({ kind: 'permissions', cwd: '/', permissions: {}, parts: [] }))).toBe(false);
    expect(isForGateway(approval({ kind: 'tool', tool: 'x', arguments: {} }))).toBe(false);
    for (const [body] of ASKED) expect(isForGateway(approval(body))).toBe(true);
    expect(isComplete(approval({ kind: 'fileChange', changes: [], grantRoot: null }))).toBe(false);
  });
});

describe('the answer of a gateway', () => {
  const request = build(command('git push'));
  const answer = (change: object): string =>
    JSON.stringify({ protocol: request.protocol, id: request.id, nonce: 'n1', decision: 'ask', ...change });

  it('is read with what it gives beside the decision, and may have more than is known', () => {
    expect(
      readAnswer(answer({ decision: 'accept', reason: ' fine ', ticket: '', later: 1 }), request),
    ).toEqual({
      type: 'read',
      answer: { decision: 'accept', reason: 'fine', ticket: null, rulesMayAccept: false },
    });
    expect(readAnswer(answer({ rulesMayAccept: true }), request)).toMatchObject({
      answer: { rulesMayAccept: true },
    });
    // An accept is the gateway's own; it leaves nothing to rules.
    const both = readAnswer(answer({ decision: 'accept', rulesMayAccept: true }), request);
    expect(both).toMatchObject({ answer: { rulesMayAccept: false } });
  });

  it.each([
    '',
    'accept',
    'null',
    '[]',
    '{}',
    '"accept"',
    '{"decision":"accept"}',
    '\u0000',
    answer({ decision: 'ACCEPT' }),
    answer({ decision: 'accept ' }),
    answer({ decision: null }),
    answer({ id: 'g/10' }),
    answer({ nonce: '' }),
    answer({ protocol: 'muster.approval/10' }),
    answer({ reason: 5 }),
    answer({ ticket: 'x'.repeat(201) }),
    answer({ rulesMayAccept: 'yes' }),
    JSON.stringify(build(command('"decision":"accept"'))),
    `{"__proto__":${answer({ decision: 'accept' })}}`,
  ])('is wrong: %s', (text) => {
    expect(readAnswer(text, request).type).toBe('wrong');
  });
});

describe('signatures', () => {
  it('are of one body, one way, one secret', () => {
    const signature = sign('a secret', 'answer', 'grün', 1_700_000_000_999);
    expect(signature).toMatch(/^t=1700000000,v1=[0-9a-f]{64}$/);
    expect(isSigned('a secret', 'answer', 'grün', signature)).toBe(true);
    expect(isSigned('a secret', 'request', 'grün', signature)).toBe(false);
    expect(isSigned('another', 'answer', 'grün', signature)).toBe(false);
    expect(isSigned('a secret', 'answer', 'grun', signature)).toBe(false);
    expect(isSigned('a secret', 'answer', 'grün', signature.replace('t=1', 't=2'))).toBe(false);
    for (const odd of ['', 'v1=', `${signature},v1=00`, signature.slice(0, -1), `t=1,v1=${'g'.repeat(64)}`])
      expect(isSigned('a secret', 'answer', 'grün', odd)).toBe(false);
  });
});
