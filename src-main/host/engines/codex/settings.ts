import type { ServerParams } from '#shared/app-server/methods.ts';
import type {
  Permission,
  PermissionMode,
  SettingsChange,
  ThreadSettings,
} from '#shared/model/thread/settings.ts';
import type { SandboxMode } from '../engine.ts';
import { fields, short, textOrNull, type Fields } from './wire.ts';

interface Mode {
  readonly approvalPolicy: 'on-request' | 'never';
  readonly approvalsReviewer: 'user' | 'auto_review';
  readonly sandbox: SandboxMode;
}

/** What each mode is in Codex: the presets of its own clients. */
const MODES: Readonly<Record<PermissionMode, Mode>> = {
  readOnly: { approvalPolicy: 'on-request', approvalsReviewer: 'user', sandbox: 'read-only' },
  ask: { approvalPolicy: 'on-request', approvalsReviewer: 'user', sandbox: 'workspace-write' },
  autoReview: {
    approvalPolicy: 'on-request',
    approvalsReviewer: 'auto_review',
    sandbox: 'workspace-write',
  },
  fullAccess: { approvalPolicy: 'never', approvalsReviewer: 'user', sandbox: 'danger-full-access' },
};

/** The sandbox of a mode; undefined where none was chosen. */
export function sandboxOf(mode: PermissionMode | undefined): SandboxMode | undefined {
  return mode === undefined ? undefined : MODES[mode].sandbox;
}

/** Who is asked in a mode, as `thread/start` and `thread/settings/update` take it. */
export function askingOf(
  mode: PermissionMode | undefined,
): Partial<Pick<Mode, 'approvalPolicy' | 'approvalsReviewer'>> {
  if (mode === undefined) return {};
  const { approvalPolicy, approvalsReviewer } = MODES[mode];
  return { approvalPolicy, approvalsReviewer };
}

/** A mode as a configuration of Codex says it. */
export function modeKeys(mode: PermissionMode): Readonly<Record<string, string>> {
  const { approvalPolicy, approvalsReviewer, sandbox } = MODES[mode];
  return { sandbox_mode: sandbox, approval_policy: approvalPolicy, approvals_reviewer: approvalsReviewer };
}

/** The mode that these words of Codex make; whatever else they say is custom. */
function permissionOf(policy: unknown, reviewer: unknown, sandbox: unknown): Permission {
  // The reviewer's older name means the same (generated types of 0.171.0).
  const by = reviewer === 'guardian_subagent' ? 'auto_review' : (reviewer ?? 'user');
  const found = (Object.keys(MODES) as PermissionMode[]).find((mode) => {
    const { approvalPolicy, approvalsReviewer, sandbox: wanted } = MODES[mode];
    if (wanted !== sandbox || approvalPolicy !== policy) return false;
    // Where nobody is asked, nobody reviews.
    return approvalPolicy === 'never' || approvalsReviewer === by;
  });
  return found ?? 'custom';
}

const SANDBOXES: Readonly<Record<string, SandboxMode>> = {
  readOnly: 'read-only',
  workspaceWrite: 'workspace-write',
  dangerFullAccess: 'danger-full-access',
};

const shortOrNull = (value: string | null): string | null => (value === null ? null : short(value));

/**
 * Reads what a thread works with: the answers to `thread/start` and `thread/resume`, and what `thread/settings/updated`
 * tells, which name the sandbox and the effort in two ways. Throws Malformed.
 */
export function readSettings(value: unknown): ThreadSettings {
  const raw = fields(value, 'settings');
  const sandbox = raw['sandboxPolicy'] ?? raw['sandbox'];
  const type = typeof sandbox === 'object' && sandbox !== null ? (sandbox as Fields)['type'] : null;
  const mode = raw['collaborationMode'] ?? null;
  return {
    model: shortOrNull(textOrNull(raw, 'model')),
    effort: shortOrNull(textOrNull(raw, 'effort') ?? textOrNull(raw, 'reasoningEffort')),
    permission:
      raw['approvalPolicy'] === undefined
        ? null
        : permissionOf(raw['approvalPolicy'], raw['approvalsReviewer'], SANDBOXES[String(type)]),
    plan: mode !== null && fields(mode, 'collaborationMode')['mode'] === 'plan',
  };
}

/** What a configuration, as `config/read` answers it, says for new threads. Throws Malformed. */
export function usualSettings(config: unknown): ThreadSettings {
  const raw = fields(config, 'config');
  const own = raw['sandbox_mode'] == null && typeof raw['default_permissions'] === 'string';
  const profile = own ? String(raw['default_permissions']) : null;
  // Profiles that Codex comes with are called as its modes, with a colon before them.
  const sandbox = profile === null ? raw['sandbox_mode'] : BUILT_IN[profile];
  // Without a word on it, it hangs on whether Codex trusts the folder (measured on 0.171.0).
  const unsaid = profile === null && sandbox == null;
  return {
    model: shortOrNull(textOrNull(raw, 'model')),
    effort: shortOrNull(textOrNull(raw, 'model_reasoning_effort')),
    permission: unsaid
      ? null
      : permissionOf(raw['approval_policy'] ?? 'on-request', raw['approvals_reviewer'], sandbox),
    plan: false,
  };
}

const BUILT_IN: Readonly<Record<string, SandboxMode>> = {
  ':read-only': 'read-only',
  ':workspace': 'workspace-write',
  ':danger-full-access': 'danger-full-access',
};

type Plan = NonNullable<ServerParams<'turn/start'>['collaborationMode']>;

/** Codex's mode of working together; it names its model and effort anew, so these have to be known. */
export function planMode(plan: boolean, model: string, effort: string | null): Plan {
  return {
    mode: plan ? 'plan' : 'default',
    // Null are the built-in instructions of the mode.
    settings: { model, reasoning_effort: effort, developer_instructions: null },
  };
}

/**
 * What of a change a running turn may take at once (measured on 0.171.0: the reviewer always, model and effort where the
 * feature `step_model_switching` is on), or null where some of it cannot: the sandbox, who is asked, and planning.
 */
export function liveChange(
  change: SettingsChange,
  before: ThreadSettings,
): Omit<ServerParams<'turn/settings/update'>, 'threadId' | 'turnId'> | null {
  const { model, effort, permission, plan } = change;
  if (plan !== undefined && plan !== before.plan) return null;
  if (permission !== undefined && !sameSandbox(permission, before.permission)) return null;
  return {
    ...(model !== undefined && { model }),
    ...(effort !== undefined && { effort }),
    ...(permission !== undefined && { approvalsReviewer: MODES[permission].approvalsReviewer }),
  };
}

function sameSandbox(mode: PermissionMode, before: Permission | null): boolean {
  if (before === null || before === 'custom') return false;
  const [one, other] = [MODES[mode], MODES[before]];
  return one.sandbox === other.sandbox && one.approvalPolicy === other.approvalPolicy;
}
