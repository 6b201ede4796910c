import { z } from 'zod';
import type { WorkspaceId } from '../../model/ids.ts';
import { PERMISSION_MODES } from '../../model/thread/settings.ts';
import type {
  Configuration,
  ConfigWritten,
  Hook,
  McpServer,
  SetupProblem,
  SkillState,
} from '../../model/workspace/setup.ts';

const workspaceId = z.string().min(1).max(400) as unknown as z.ZodType<WorkspaceId>;
const name = z.string().min(1).max(400);

/** Calls about what agents of a workspace work with: configuration, MCP servers, skills, hooks. */
export const setupParams = {
  /** Looking may start servers that no thread has started yet. */
  'mcp/list': z.object({ workspaceId }),
  /** Begins a sign-in at a server: answered with the address to open. */
  'mcp/signIn': z.object({ workspaceId, name }),
  /** Every app-server of the home reads its servers anew and starts them again. */
  'mcp/restart': z.object({ workspaceId }),
  'mcp/switch': z.object({ workspaceId, name, on: z.boolean() }),

  'config/read': z.object({ workspaceId }),
  /** `seen`: what the person's own file said of it when they chose; it is written only where that is so still. */
  'config/write': z.object({
    workspaceId,
    seen: z.string().max(10_000).nullable(),
    change: z.discriminatedUnion('name', [
      z.object({ name: z.enum(['model', 'effort']), value: z.string().min(1).max(200).nullable() }),
      z.object({ name: z.literal('permission'), value: z.enum(PERMISSION_MODES).nullable() }),
    ]),
  }),

  'skills/all': z.object({ workspaceId }),
  'skills/switch': z.object({ workspaceId, path: z.string().min(1).max(32_768), on: z.boolean() }),

  'hooks/list': z.object({ workspaceId }),
  /** Trusts what a hook runs now, whose hash the person saw, or takes the trust back. */
  'hooks/trust': z.object({
    workspaceId,
    key: z.string().min(1).max(40_000),
    hash: z.string().min(1).max(400),
    trusted: z.boolean(),
  }),
} as const satisfies Record<string, z.ZodType>;

export interface SetupResults {
  'mcp/list': { readonly servers: readonly McpServer[] };
  'mcp/signIn': { readonly url: string };
  'mcp/restart': null;
  'mcp/switch': null;
  'config/read': Configuration;
  'config/write': ConfigWritten;
  'skills/all': { readonly skills: readonly SkillState[]; readonly problems: readonly SetupProblem[] };
  'skills/switch': null;
  'hooks/list': {
    readonly hooks: readonly Hook[];
    readonly problems: readonly SetupProblem[];
    readonly warnings: readonly string[];
  };
  'hooks/trust': null;
}
