import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { DecisionId } from '#shared/model/approval/approval.ts';
import { HANDLED_METHODS, readServerRequest } from './read-request.ts';
import type { Answer } from '../../requests.ts';

const schemas = join(import.meta.dirname, '../../../../../src-shared/app-server/generated/schema');
const schema = (name: string): object =>
  JSON.parse(readFileSync(join(schemas, `${name}.json`), 'utf8')) as object;

/** All methods that the bundled Codex can ask, read from its own schema. */
function generatedMethods(): string[] {
  const { oneOf } = schema('ServerRequest') as { oneOf: { properties: { method: { enum: string[] } } }[] };
  return oneOf.flatMap(({ properties }) => properties.method.enum);
}

const common = { threadId: 't', turnId: 'u', itemId: 'i', startedAtMs: 1 };

/** A request of each method as Codex sends it, and the schema of its answer. */
const SAMPLES: Readonly<Record<string, { params: unknown; response: string }>> = {
  'item/commandExecution/requestApproval': {
    params: {
      ...common,
      kind: 'command',
      environmentId: null,
      command: 'git push',
      cwd: '/r',
      proposedExecpolicyAmendment: ['git', 'push'],
    },
    response: 'CommandExecutionRequestApprovalResponse',
  },
  'item/fileChange/requestApproval': { params: common, response: 'FileChangeRequestApprovalResponse' },
  'item/permissions/requestApproval': {
    params: {
      ...common,
      environmentId: null,
      cwd: '/r',
      reason: null,
      permissions: { network: { enabled: true }, fileSystem: null },
    },
    response: 'PermissionsRequestApprovalResponse',
  },
  'item/tool/requestUserInput': {
    params: {
      ...common,
      isBlocking: true,
      autoResolutionMs: null,
      questions: [
        { id: 'q', header: 'H', question: 'Which?', isOther: false, isSecret: false, options: null },
      ],
    },
    response: 'ToolRequestUserInputResponse',
  },
  'mcpServer/elicitation/request': {
    params: {
      threadId: 't',
      turnId: null,
      serverName: 's',
      mode: 'form',
      _meta: null,
      message: 'Name?',
      requestedSchema: { type: 'object', properties: {} },
    },
    response: 'McpServerElicitationRequestResponse',
  },
  'item/tool/call': {
    params: { threadId: 't', turnId: 'u', callId: 'c', namespace: null, tool: 'lookup', arguments: {} },
    response: 'DynamicToolCallResponse',
  },
  'account/chatgptAuthTokens/refresh': {
    params: { reason: 'unauthorized' },
    response: 'ChatgptAuthTokensRefreshResponse',
  },
  'attestation/generate': { params: {}, response: 'AttestationGenerateResponse' },
  applyPatchApproval: {
    params: {
      conversationId: 't',
      callId: 'c',
      fileChanges: { 'a.ts': { type: 'add', content: 'x' } },
      reason: null,
      grantRoot: null,
    },
    response: 'ApplyPatchApprovalResponse',
  },
  execCommandApproval: {
    params: {
      conversationId: 't',
      callId: 'c',
      approvalId: null,
      command: ['echo', 'a b'],
      cwd: '/r',
      reason: null,
      parsedCmd: [],
    },
    response: 'ExecCommandApprovalResponse',
  },
};

/** An answer fits when it is an error, which Codex takes as a no, or a result of the response's own schema. */
function fits(answer: Answer, response: string): true | string {
  if ('error' in answer)
    return typeof answer.error.message === 'string' && Number.isInteger(answer.error.code)
      ? true
      : 'a wrong error';
  const ajv = new Ajv({ strict: false, validateFormats: false });
  return ajv.validate(schema(response), answer.result) ? true : ajv.errorsText();
}

describe('every server request of the bundled Codex', () => {
  it('is handled by name, and has a sample here', () => {
    const methods = generatedMethods().sort();
    expect([...HANDLED_METHODS].sort()).toEqual(methods);
    expect(Object.keys(SAMPLES).sort()).toEqual(methods);
  });

  it.each(Object.keys(SAMPLES))(
    '%s is answered in the shape its schema wants, whatever is decided',
    (method) => {
      const sample = SAMPLES[method];
      const request = readServerRequest(method, sample?.params, 5000);
      if (request.type === 'answered') {
        expect(fits(request.answer, sample?.response ?? '')).toBe(true);
        return;
      }
      expect(request.body.kind).not.toBe('unknown');
      expect(request.decisions.map(({ id }) => id)).toContain('decline');
      for (const { id } of request.decisions) {
        expect([
          id,
          fits(request.answer({ id, answers: { q: ['yes'] }, content: {} }), sample?.response ?? ''),
        ]).toEqual([id, true]);
      }
    },
  );

  it.each(Object.keys(SAMPLES))(
    '%s with parameters of a wrong shape never throws and can be declined',
    (method) => {
      for (const params of [
        null,
        7,
        {},
        { threadId: 't' },
        { threadId: 't', questions: 'x', command: 5, permissions: null },
      ]) {
        const request = readServerRequest(method, params, 0);
        const answer = request.type === 'answered' ? request.answer : request.answer({ id: 'decline' });
        expect('error' in answer || 'result' in answer).toBe(true);
      }
    },
  );
});

describe('readServerRequest', () => {
  it('tells an older Codex the time, which the bundled one does not ask for', () => {
    expect(generatedMethods()).not.toContain('currentTime/read');
    expect(readServerRequest('currentTime/read', { threadId: 't' }, 5999)).toEqual({
      type: 'answered',
      answer: { result: { currentTimeAt: 5 } },
    });
  });

  it('shows a method never heard of raw, to be declined', () => {
    const request = readServerRequest('item/hologram/requestApproval', { threadId: 't', reason: 'why' }, 0);
    expect(request).toMatchObject({
      type: 'shown',
      threadId: 't',
      reason: 'why',
      body: { kind: 'unknown', method: 'item/hologram/requestApproval' },
    });
    expect(request.type === 'shown' && request.decisions.map(({ id }) => id)).toEqual(['decline']);
    expect(request.type === 'shown' && request.answer({ id: 'decline' })).toMatchObject({
      error: { message: 'declined by the person' },
    });
  });

  it('refuses at once what belongs to no thread', () => {
    expect(readServerRequest('mystery', { a: 1 }, 0)).toMatchObject({
      type: 'answered',
      answer: { error: {} },
    });
  });

  it('is not fooled by names of the language', () => {
    expect(readServerRequest('constructor', { threadId: 't' }, 0)).toMatchObject({
      type: 'shown',
      body: { kind: 'unknown' },
    });
  });

  it.each<[DecisionId, unknown]>([
    ['accept', 'accept'],
    ['acceptForSession', 'acceptForSession'],
    ['decline', 'decline'],
    ['cancel', 'cancel'],
    ['acceptAndRemember', { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['git', 'push'] } }],
    ['answer', 'decline'],
  ])('answers a command’s %s with %o', (id, decision) => {
    const request = readServerRequest(
      'item/commandExecution/requestApproval',
      SAMPLES['item/commandExecution/requestApproval']?.params,
      0,
    );
    expect(request.type === 'shown' && request.answer({ id })).toEqual({ result: { decision } });
  });

  it('shows the host of a network request, also without a command', () => {
    const params = {
      ...common,
      kind: 'command',
      environmentId: null,
      networkApprovalContext: { host: 'example.com', protocol: 'https' },
    };
    expect(readServerRequest('item/commandExecution/requestApproval', params, 0)).toMatchObject({
      body: { kind: 'network', host: 'example.com' },
    });
  });

  it('offers to remember a host, and answers with what was proposed', () => {
    const params = {
      ...common,
      kind: 'command',
      environmentId: null,
      networkApprovalContext: { host: 'example.com', protocol: 'https' },
      proposedNetworkPolicyAmendments: [
        { host: 'example.com', action: 'allow' },
        { host: 'example.com', action: 'deny' },
      ],
    };
    const request = readServerRequest('item/commandExecution/requestApproval', params, 0);
    if (request.type !== 'shown') throw new Error('not shown');
    const answers = request.decisions.map(({ id }) => {
      const answer = request.answer({ id });
      expect(fits(answer, 'CommandExecutionRequestApprovalResponse')).toBe(true);
      return [id, 'result' in answer ? (answer.result as { decision: unknown }).decision : null];
    });
    const remember = (action: string) => ({
      applyNetworkPolicyAmendment: { network_policy_amendment: { host: 'example.com', action } },
    });
    expect(answers).toEqual([
      ['accept', 'accept'],
      ['acceptForSession', 'acceptForSession'],
      ['decline', 'decline'],
      ['acceptAndRemember', remember('allow')],
      ['declineAndRemember', remember('deny')],
      ['cancel', 'cancel'],
    ]);
  });

  it('lets only a person decide what Codex wants a person to decide, and once', () => {
    const params = {
      ...common,
      kind: 'humanCommand',
      environmentId: null,
      command: 'reboot',
      proposedExecpolicyAmendment: ['reboot'],
    };
    const request = readServerRequest('item/commandExecution/requestApproval', params, 0);
    expect(request).toMatchObject({ onlyPerson: true, body: { kind: 'command', command: 'reboot' } });
    expect(request.type === 'shown' && request.decisions.map(({ id }) => id)).toEqual([
      'accept',
      'decline',
      'cancel',
    ]);
  });

  it('shows the call of an MCP tool with its arguments, and remembers it as far as it may be', () => {
    const params = {
      threadId: 't',
      turnId: 'u',
      serverName: 'files',
      mode: 'form',
      message: 'Allow it?',
      requestedSchema: { type: 'object', properties: {} },
      _meta: {
        codex_approval_kind: 'mcp_tool_call',
        persist: ['session', 'always'],
        tool_name: 'delete',
        tool_description: 'Deletes a file.',
        tool_params: { path: '/etc/hosts' },
        tool_annotations: { destructiveHint: true },
      },
    };
    const request = readServerRequest('mcpServer/elicitation/request', params, 0);
    if (request.type !== 'shown') throw new Error('not shown');
    expect(request.body).toEqual({
      kind: 'mcpTool',
      server: 'files',
      tool: 'delete',
      description: 'Deletes a file.',
      arguments: { path: '/etc/hosts' },
      hints: { readOnly: false, destructive: true, openWorld: false },
    });
    const results = request.decisions.map(({ id }) => {
      const answer = request.answer({ id });
      expect(fits(answer, 'McpServerElicitationRequestResponse')).toBe(true);
      return [id, 'result' in answer ? answer.result : null];
    });
    expect(results).toEqual([
      ['accept', { action: 'accept', content: {}, _meta: null }],
      ['acceptForSession', { action: 'accept', content: {}, _meta: { persist: 'session' } }],
      ['acceptAndRemember', { action: 'accept', content: {}, _meta: { persist: 'always' } }],
      ['decline', { action: 'decline', content: null, _meta: null }],
      ['cancel', { action: 'cancel', content: null, _meta: null }],
    ]);
  });

  it('grants all of the permissions asked for or none', () => {
    const request = readServerRequest(
      'item/permissions/requestApproval',
      SAMPLES['item/permissions/requestApproval']?.params,
      0,
    );
    if (request.type !== 'shown') throw new Error('not shown');
    expect(request.answer({ id: 'acceptForSession' })).toEqual({
      result: { permissions: { network: { enabled: true } }, scope: 'session' },
    });
    expect(request.answer({ id: 'decline' })).toEqual({ result: { permissions: {}, scope: 'turn' } });
  });

  it('shows where one argument of a legacy command ends', () => {
    const request = readServerRequest('execCommandApproval', SAMPLES['execCommandApproval']?.params, 0);
    expect(request).toMatchObject({ body: { command: "echo 'a b'" } });
  });
});
