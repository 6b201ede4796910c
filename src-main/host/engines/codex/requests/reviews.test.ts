import { describe, expect, it } from 'vitest';
import { Malformed } from '../../failure.ts';
import { readReview } from './reviews.ts';

const params = (action: object, review: object = {}) => ({
  threadId: 't',
  turnId: 'u',
  startedAtMs: 1,
  completedAtMs: 2,
  reviewId: 'r',
  targetItemId: 'i',
  decisionSource: 'agent',
  review: {
    status: 'denied',
    riskLevel: 'high',
    userAuthorization: 'low',
    rationale: 'Too wide.',
    ...review,
  },
  action,
});
const command = { type: 'command', source: 'unifiedExec', command: 'git push', cwd: '/r' };

describe('readReview', () => {
  it('says what was decided about what, and why', () => {
    expect(readReview(params(command))).toMatchObject({
      decision: 'decline',
      reason: 'Too wide. · high risk',
      body: { kind: 'command', command: 'git push', cwd: '/r' },
    });
    expect(
      readReview(params(command, { status: 'approved', riskLevel: null, rationale: null })),
    ).toMatchObject({
      decision: 'accept',
      reason: null,
      denial: null,
    });
    expect(
      readReview(params(command, { status: 'timedOut', rationale: null, riskLevel: null })),
    ).toMatchObject({
      decision: 'decline',
      reason: 'The reviewer took too long, so it was refused.',
      denial: null,
    });
  });

  it.each<[object, object]>([
    [
      { type: 'execve', source: 'shell', program: '/bin/ls', argv: ['ls', '-l'], cwd: '/r' },
      { kind: 'command', command: 'ls -l' },
    ],
    [
      { type: 'writeStdin', approvalId: 'a', processId: 'p', stdin: 'y\n', cwd: '/r' },
      { kind: 'stdin', command: 'y\n' },
    ],
    [
      { type: 'applyPatch', cwd: '/r', files: ['/r/a'] },
      { kind: 'fileChange', changes: [{ path: '/r/a' }] },
    ],
    [
      { type: 'networkAccess', target: 't', host: 'h', protocol: 'https', port: 443 },
      { kind: 'network', host: 'h' },
    ],
    [
      { type: 'mcpToolCall', server: 's', toolName: 'x' },
      { kind: 'mcpTool', server: 's', tool: 'x' },
    ],
    [{ type: 'requestPermissions', reason: null, permissions: {} }, { kind: 'permissions' }],
    [{ type: 'ofALaterCodex' }, { kind: 'unknown', method: 'ofALaterCodex' }],
  ])('shows an action of type %o', (action, body) => {
    expect(readReview(params(action)).body).toMatchObject(body);
  });

  it('hands a denial back by the names that Codex’s core has for it, and nobody’s text changed', () => {
    const action = { ...command, command: 'echo camelCase', cwd: '/someWhere' };
    expect(readReview(params(action)).denial).toEqual({
      id: 'r',
      target_item_id: 'i',
      turn_id: 'u',
      started_at_ms: 1,
      completed_at_ms: 2,
      status: 'denied',
      risk_level: 'high',
      user_authorization: 'low',
      rationale: 'Too wide.',
      decision_source: 'agent',
      action: { type: 'command', source: 'unified_exec', command: 'echo camelCase', cwd: '/someWhere' },
    });
  });

  it.each([[null], [{}], [{ ...params(command), threadId: 1 }], [{ ...params(command), action: null }]])(
    'refuses what is no review: %o',
    (wrong) => {
      expect(() => readReview(wrong)).toThrow(Malformed);
    },
  );
});
