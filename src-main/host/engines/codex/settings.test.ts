import { describe, expect, it } from 'vitest';
import { PERMISSION_MODES } from '#shared/model/thread/settings.ts';
import { askingOf, readSettings, sandboxOf, usualSettings } from './settings.ts';

const SANDBOX = {
  'read-only': 'readOnly',
  'workspace-write': 'workspaceWrite',
  'danger-full-access': 'dangerFullAccess',
} as const;

describe('readSettings', () => {
  it.each(PERMISSION_MODES)('knows %s again in what it was set with', (mode) => {
    const type = SANDBOX[sandboxOf(mode) ?? 'read-only'];
    expect(readSettings({ ...askingOf(mode), sandbox: { type } }).permission).toBe(mode);
    expect(readSettings({ ...askingOf(mode), sandboxPolicy: { type } }).permission).toBe(mode);
  });

  it('calls custom what is none of the modes, and says nothing where nothing was said', () => {
    const sandbox = { type: 'workspaceWrite' };
    const permission = (more: object): unknown => readSettings({ sandbox, ...more }).permission;
    expect(permission({ approvalPolicy: 'never', approvalsReviewer: 'user' })).toBe('custom');
    expect(permission({ approvalPolicy: { granular: {} }, approvalsReviewer: 'user' })).toBe('custom');
    expect(permission({ approvalPolicy: 'on-request', sandbox: { type: 'externalSandbox' } })).toBe('custom');
    expect(permission({ approvalPolicy: 'on-request', approvalsReviewer: 'guardian_subagent' })).toBe(
      'autoReview',
    );
    expect(permission({})).toBeNull();
  });

  it('reads model, effort and planning by either name', () => {
    expect(readSettings({ model: 'm', reasoningEffort: 'low' })).toMatchObject({ model: 'm', effort: 'low' });
    expect(readSettings({ effort: 'high', collaborationMode: { mode: 'plan' } })).toMatchObject({
      effort: 'high',
      plan: true,
    });
    expect(() => readSettings({ model: 7 })).toThrow('model');
  });
});

describe('usualSettings', () => {
  it.each([
    [{ approval_policy: 'on-request', sandbox_mode: 'workspace-write' }, 'ask'],
    [{ sandbox_mode: 'read-only' }, 'readOnly'],
    [{ approval_policy: 'never', sandbox_mode: 'danger-full-access' }, 'fullAccess'],
    [{ default_permissions: ':workspace', approvals_reviewer: 'auto_review' }, 'autoReview'],
    [{ default_permissions: 'mine' }, 'custom'],
    [{ approval_policy: 'never', sandbox_mode: 'workspace-write' }, 'custom'],
    // Then it hangs on whether Codex trusts the folder.
    [{ approval_policy: 'on-request' }, null],
  ])('reads %j as %s', (config, permission) => {
    expect(usualSettings(config).permission).toBe(permission);
  });
});
