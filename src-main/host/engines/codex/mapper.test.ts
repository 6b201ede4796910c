import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPTED_OUT } from './opted-out.ts';
import { Malformed } from '../failure.ts';
import { IGNORED, mapNotification } from './mapper.ts';
import { readItem, readStatus, readStoredItem, readTurn } from './wire.ts';

const generated = join(
  import.meta.dirname,
  '../../../../src-shared/app-server/generated/schema/ServerNotification.json',
);

function generatedMethods(): string[] {
  const { oneOf } = JSON.parse(readFileSync(generated, 'utf8')) as {
    oneOf: { properties: { method: { enum: string[] } } }[];
  };
  return oneOf.flatMap(({ properties }) => properties.method.enum);
}

const at = { threadId: 't', turnId: 'u', itemId: 'i' };

describe('mapNotification', () => {
  it('knows every notification of the bundled Codex', () => {
    const unknown = generatedMethods().filter((method) => {
      try {
        return mapNotification(method, {}).to === 'unknown';
      } catch (error) {
        return !(error instanceof Malformed);
      }
    });
    expect(unknown).toEqual([]);
  });

  it('ignores none without a reason, and none that Codex does not have', () => {
    const known = new Set(generatedMethods());
    expect(Object.keys(IGNORED).filter((method) => !known.has(method))).toEqual([
      // Not in the list that Codex generates, and sent all the same.
      'rawResponseItem/completed',
      'rawResponse/completed',
    ]);
    for (const reason of Object.values(IGNORED)) expect(reason.split(' ').length).toBeGreaterThan(3);
    for (const method of OPTED_OUT) expect(Object.keys(IGNORED)).toContain(method);
    // Notifications about errors, refusals, changes or removals are never ignored.
    const telling = [...known].filter((method) =>
      /warning|error$|deprecat|rerouted|startupStatus/i.test(method),
    );
    expect(telling.filter((method) => Object.hasOwn(IGNORED, method))).toEqual(['thread/realtime/error']);
  });

  it.each([
    [
      'hook/completed',
      {
        run: {
          eventName: 'preToolUse',
          status: 'failed',
          statusMessage: 'exit 1',
          entries: [{ kind: 'error', text: 'boom' }],
          sourcePath: '/h.json',
        },
      },
      ['A hook for preToolUse failed', 'exit 1 boom (/h.json)'],
    ],
    [
      'hook/completed',
      { run: { eventName: 'stop', status: 'blocked', entries: [null] } },
      ['A hook for stop blocked what the agent wanted', 'It gave no words for it. (no file)'],
    ],
    [
      'model/rerouted',
      { fromModel: 'a', toModel: 'b', reason: 'highRiskCyberActivity' },
      ['Another model answers', 'b in the place of a: highRiskCyberActivity'],
    ],
    [
      'windowsSandbox/setupCompleted',
      { success: false, error: 'denied' },
      ['The sandbox could not be set up', 'denied'],
    ],
    ['warning', { message: 'careful' }, ['Codex warns', 'careful']],
  ])('tells a person of %s', (method, params, [title, detail]) => {
    expect(mapNotification(method, { threadId: 't', ...params })).toMatchObject({
      to: 'notice',
      title,
      detail,
      threadId: 't',
    });
    expect(mapNotification(method, params)).toMatchObject({ threadId: null });
  });

  it('tells of remote control, and nothing of what went well', () => {
    expect(
      mapNotification('remoteControl/status/changed', { status: 'connected', serverName: 'x' }),
    ).toMatchObject({ to: 'notice', level: 'warning' });
    for (const [method, params] of [
      ['remoteControl/status/changed', { status: 'disabled' }],
      ['hook/completed', { run: { status: 'completed', eventName: 'stop' } }],
      ['windowsSandbox/setupCompleted', { success: true }],
    ] as const)
      expect(mapNotification(method, params)).toEqual({ to: 'nobody' });
  });

  it('reads how a sign-in at a server ended', () => {
    const map = (params: object) => mapNotification('mcpServer/oauthLogin/completed', params);
    expect(map({ name: 'issues', success: true })).toEqual({ to: 'mcpSignIn', name: 'issues', failed: null });
    expect(map({ name: 'issues', success: false, error: 'denied' })).toMatchObject({ failed: 'denied' });
  });

  it('reads whether a server of the configuration started', () => {
    const told = {
      threadId: 't',
      name: 'gone',
      error: 'No such file',
      failureReason: 'reauthenticationRequired',
    };
    const map = (more: object) => mapNotification('mcpServer/startupStatus/updated', { ...told, ...more });
    expect(map({ status: 'failed' })).toEqual({
      to: 'mcp',
      threadId: 't',
      name: 'gone',
      status: 'failed',
      reason: 'No such file It wants a new sign-in.',
    });
    expect(map({ status: 'failed', error: null, failureReason: null, threadId: null })).toMatchObject({
      threadId: null,
      reason: 'Codex gave no words for it.',
    });
    expect(map({ status: 'ready' })).toMatchObject({ status: 'ready', reason: null });
    // A state of another version is no success.
    expect(map({ status: 'exploded' })).toMatchObject({ status: 'failed' });
    expect(() => map({ status: 5 })).toThrow(Malformed);
  });

  it('keeps the name of one it has never heard of', () => {
    expect(mapNotification('thread/hologram', { threadId: 't' })).toEqual({
      to: 'unknown',
      method: 'thread/hologram',
    });
    expect(mapNotification('toString', {})).toEqual({ to: 'unknown', method: 'toString' });
  });

  it.each([
    ['item/agentMessage/delta', 'text'],
    ['item/plan/delta', 'text'],
    ['item/commandExecution/outputDelta', 'output'],
    ['item/reasoning/summaryTextDelta', 'summary/2'],
    ['item/reasoning/textDelta', 'content/2'],
  ])('reads %s as growth of %s', (method, name) => {
    const mapped = mapNotification(method, { ...at, delta: 'x', summaryIndex: 2, contentIndex: 2 });
    expect(mapped).toEqual({
      to: 'thread',
      threadId: 't',
      event: { type: 'textGrew', turnId: 'u', itemId: 'i', name, delta: 'x' },
    });
  });

  it.each([
    ['item/agentMessage/delta', { ...at }],
    ['item/agentMessage/delta', { ...at, delta: 5 }],
    ['item/started', { ...at, item: { type: 'agentMessage' } }],
    ['turn/started', { threadId: 't', turn: null }],
    ['turn/plan/updated', { ...at, plan: 'none' }],
    ['thread/status/changed', { threadId: 't', status: 'idle' }],
    ['serverRequest/resolved', { threadId: 't', requestId: {} }],
    ['thread/started', { thread: [] }],
    ['error', { threadId: 't', error: null }],
    ['thread/status/changed', { threadId: 't', status: { type: 'IDLE' } }],
    ['turn/completed', { threadId: 't', turn: { id: 'u', status: 'inProgress' } }],
    ['turn/started', { threadId: '', turn: { id: 'u', status: 'inProgress' } }],
    ['turn/started', { threadId: 't', turn: { id: 'u'.repeat(1000), status: 'inProgress' } }],
    ['thread/closed', null],
  ])('calls %s with %j malformed', (method, params) => {
    expect(() => mapNotification(method, params)).toThrow(Malformed);
  });

  it('reads how full the context is from the last use, and the tokens from the total', () => {
    const tokenUsage = { total: { totalTokens: 900 }, last: { totalTokens: 250 }, modelContextWindow: 1000 };
    expect(mapNotification('thread/tokenUsage/updated', { ...at, tokenUsage })).toMatchObject({
      event: { tokens: 900, contextShare: 0.25 },
    });
    const unknownWindow = { ...tokenUsage, modelContextWindow: null };
    expect(mapNotification('thread/tokenUsage/updated', { ...at, tokenUsage: unknownWindow })).toMatchObject({
      event: { contextShare: null },
    });
  });

  it('counts the lines of a turn’s diff and keeps nothing else of it', () => {
    const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n';
    expect(mapNotification('turn/diff/updated', { ...at, diff })).toMatchObject({
      event: { type: 'diffUpdated', added: 2, removed: 1 },
    });
  });

  it('takes a status it does not know, in a reading, for one that must not be unloaded', () => {
    expect(readStatus({ type: 'dreaming' })).toEqual({ status: 'active', waiting: false });
  });

  it('tells that something failed also where no words say why', () => {
    expect(mapNotification('error', { threadId: 't', error: {} })).toMatchObject({
      event: { type: 'errorSaid', message: 'Codex gave no words for it.' },
    });
    expect(
      mapNotification('turn/completed', {
        threadId: 't',
        turn: { id: 'u', status: 'failed', error: { code: 1 } },
      }),
    ).toMatchObject({ event: { turn: { status: 'failed', error: 'Codex gave no words for it.' } } });
  });

  it('keeps a line or two of what is shown in a line or two', () => {
    const long = 'x'.repeat(30_000_000);
    for (const [method, params] of [
      ['warning', { message: long }],
      ['thread/name/updated', { threadId: 't', threadName: long }],
      ['error', { threadId: 't', error: { message: long } }],
      ['turn/plan/updated', { ...at, explanation: long, plan: [{ step: long, status: 'pending' }] }],
    ] as const)
      expect(JSON.stringify(mapNotification(method, params)).length).toBeLessThan(10_000);
  });
});

describe('readItem', () => {
  it('keeps an item of an unknown type raw', () => {
    const raw = { type: 'hologram', id: 'h', beam: 1 };
    expect(readItem(raw)).toEqual({ type: 'unknown', id: 'h', wireType: 'hologram', raw });
  });

  it('keeps an item of a known type raw when it lacks what is relied on', () => {
    const raw = { type: 'commandExecution', id: 'c', command: 'ls' };
    expect(readItem(raw)).toMatchObject({ type: 'unknown', wireType: 'commandExecution', raw });
  });

  it('takes of a whole one what Muster knows, and fills in what it may leave out', () => {
    const raw = { type: 'userMessage', id: 'a', content: [{ type: 'text', text: 'hi' }], later: 'field' };
    expect(readItem(raw)).toEqual({
      type: 'userMessage',
      id: 'a',
      clientId: null,
      content: [{ type: 'text', text: 'hi' }],
    });
    expect(raw).toMatchObject({ clientId: null });
  });
});

describe('readStoredItem', () => {
  it('reads what an earlier Muster stored as Codex has it, in the shapes of now', () => {
    const old = { type: 'mcpToolCall', id: 'm', server: 's', tool: 't', status: 'failed', arguments: {} };
    const command = {
      type: 'commandExecution',
      id: 'c',
      command: 'ls',
      cwd: '/',
      processId: '7',
      source: 'agent',
      status: 'declined',
      commandActions: [{ type: 'read', command: 'cat a', name: 'a', path: '/a' }],
      aggregatedOutput: null,
      exitCode: null,
      durationMs: null,
    };
    const odd = { type: 'subAgentActivity', id: 'o', kind: 7 };
    expect([old, command, odd].map(readStoredItem)).toMatchObject([
      { type: 'toolCall', id: 'm', provider: 'mcp', server: 's', tool: 't', result: null, error: null },
      { type: 'commandExecution', id: 'c', status: 'declined', commandActions: [{ path: '/a' }] },
      { type: 'unknown', id: 'o', wireType: 'subAgentActivity', raw: odd },
    ]);
  });
});

describe('a message that is not to be shown', () => {
  const message = (display: unknown) => ({
    type: 'agentMessage',
    id: 'a',
    text: 'never shown',
    moderation: { moderated: true, display },
  });

  it.each([
    ['hidden', { mode: 'hide', version: 1, replacement: { kind: 'wellbeingPromptHelpline' } }],
    ['blocked', { mode: 'block', version: 1, reason: { kind: 'cyber' } }],
    ['of a mode of a later version', { mode: 'shred', version: 2 }],
    ['hidden by an older Codex', { action: 'hide' }],
    ['blocked by an older Codex', { action: 'block', blockType: 'cyber' }],
  ])('%s has no text', (_what, display) => {
    const item = readItem(message(display));
    expect(item).toMatchObject({ type: 'agentMessage', text: '', withheld: true });
    expect(JSON.stringify(item)).not.toContain('never shown');
  });

  it.each([
    ['without a verdict', null],
    ['that may be shown', { mode: 'show', version: 1, trustedContacts: 'skip' }],
    ['that an older Codex annotates', { action: 'annotate', checkTrustedContacts: true }],
  ])('%s keeps its text', (_what, display) => {
    const item = readItem(message(display));
    expect(item).toMatchObject({ type: 'agentMessage', text: 'never shown' });
    expect(item).not.toHaveProperty('withheld');
  });

  it('is looked for in the record when a turn’s data names one, and not otherwise', () => {
    const map = (metadata: unknown) => mapNotification('turn/moderationMetadata', { ...at, metadata });
    expect(map({ answers: [{ display: { mode: 'hide', version: 1 } }] })).toEqual({
      to: 'holder',
      threadId: 't',
      event: { type: 'withheld' },
    });
    for (const metadata of [null, 'hide', { mode: 'show' }, { scores: [0.1, { mode: null }] }])
      expect(map(metadata)).toEqual({ to: 'nobody' });
  });
});

describe('readTurn', () => {
  it('turns seconds into milliseconds and joins an error’s words', () => {
    const error = { message: 'It failed', additionalDetails: 'no room', codexErrorInfo: { new: 'kind' } };
    expect(readTurn({ id: 'u', status: 'failed', error, startedAt: 2, durationMs: 7 })).toEqual({
      id: 'u',
      status: 'failed',
      error: 'It failed (no room)',
      failure: 'other',
      startedAt: 2000,
      durationMs: 7,
    });
  });

  it.each([
    ['contextWindowExceeded', undefined, 'contextWindow'],
    ['bioPolicy', undefined, 'policy'],
    ['toString', undefined, 'other'],
    [null, undefined, 'other'],
    [{ httpConnectionFailed: { httpStatusCode: 401 } }, undefined, 'unauthorised'],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, undefined, 'rateLimit'],
    [{ responseStreamDisconnected: { httpStatusCode: null } }, undefined, 'connection'],
    [{ activeTurnNotSteerable: { turnKind: 'review' } }, undefined, 'other'],
    ['other', 'stream disconnected before completion: error sending request', 'connection'],
  ])('names the kind of an error by %j', (codexErrorInfo, message = 'x', failure) => {
    expect(readTurn({ id: 'u', status: 'failed', error: { message, codexErrorInfo } })).toMatchObject({
      failure,
    });
  });

  it('takes a status of a later version for an end', () => {
    expect(readTurn({ id: 'u', status: 'evaporated', error: null })).toMatchObject({
      status: 'completed',
      startedAt: null,
    });
  });
});
