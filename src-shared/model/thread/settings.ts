/** How freely an agent works, in Codex's own words for it. */
export const PERMISSION_MODES = ['readOnly', 'ask', 'autoReview', 'fullAccess'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

/** `custom`: what a configuration says that is none of the four modes. */
export type Permission = PermissionMode | 'custom';

/** What each mode is called, and what it means. */
export const PERMISSION_WORDS: Readonly<
  Record<Permission, { readonly label: string; readonly detail: string }>
> = {
  readOnly: { label: 'Read only', detail: 'Reads files; asks before it edits or runs anything that writes' },
  ask: { label: 'Ask', detail: 'Edits the workspace and runs commands in it; asks you for anything beyond' },
  autoReview: {
    label: 'Approve for me',
    detail: 'As Ask, but Codex’s reviewer answers in your place, and declines what is risky',
  },
  fullAccess: { label: 'Full access', detail: 'No sandbox, no questions: every command runs as you' },
  custom: { label: 'Custom', detail: 'As the configuration of Codex says' },
};

/** With what a thread works from its next turn on; null is not known, or as the model has it. */
export interface ThreadSettings {
  readonly model: string | null;
  readonly effort: string | null;
  readonly permission: Permission | null;
  /** It plans before it works: Codex's collaboration mode *Plan*. */
  readonly plan: boolean;
}

/** What of a thread's settings is to be another. */
export interface SettingsChange {
  readonly model?: string | undefined;
  readonly effort?: string | undefined;
  readonly permission?: PermissionMode | undefined;
  readonly plan?: boolean | undefined;
}

/** Where new threads work: by themselves, in the folder, or in a worktree of their own. */
export type PlaceChoice = 'auto' | 'folder' | 'worktree';

/** What new threads of a workspace begin with; null is what the configuration of Codex, or the setting, says. */
export interface WorkspaceDefaults {
  readonly model: string | null;
  readonly effort: string | null;
  readonly permission: PermissionMode | null;
  readonly plan: boolean;
  readonly place: PlaceChoice | null;
}

export const NO_DEFAULTS: WorkspaceDefaults = {
  model: null,
  effort: null,
  permission: null,
  plan: false,
  place: null,
};
