import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';
import { PERMISSION_MODES, type ThreadSettings } from '../../model/thread/settings.ts';

const id = <T extends string>() => z.string().min(1).max(400) as unknown as z.ZodType<T>;
const model = z.string().min(1).max(200);
const effort = z.string().min(1).max(50);
const permission = z.enum(PERMISSION_MODES);

/** With what a thread works, as parameters of calls. */
export const settingsParams = {
  model: model.optional(),
  effort: effort.optional(),
  permission: permission.optional(),
  plan: z.boolean().optional(),
};

/** Calls about what threads work with: model, effort, permission mode, plan. */
export const threadSettingsParams = {
  /** Changes what is named. While a turn runs, what it cannot take counts from the next turn. */
  'thread/settings': z.object({ threadId: id<ThreadId>(), ...settingsParams }),
  /** What new threads of a workspace begin with; null is what Codex's configuration says. */
  'workspace/defaults': z.object({
    workspaceId: id<WorkspaceId>(),
    model: model.nullable().optional(),
    effort: effort.nullable().optional(),
    permission: permission.nullable().optional(),
    plan: z.boolean().optional(),
    place: z.enum(['auto', 'folder', 'worktree']).nullable().optional(),
  }),
  /** What the configuration of Codex says for new threads of a workspace. */
  'workspace/usual': z.object({ workspaceId: id<WorkspaceId>() }),
} as const satisfies Record<string, z.ZodType>;

export interface ThreadSettingsResults {
  /** `now`: the running turn has it too, or none runs. */
  'thread/settings': { readonly from: 'now' | 'nextTurn' };
  'workspace/defaults': null;
  'workspace/usual': ThreadSettings;
}
