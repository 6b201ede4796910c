import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';
import type { PromptInput } from '../../model/prompt/attached.ts';
import { TEXT_MOST } from '../problem-words.ts';

const workspaceId = z.string().min(1).max(400) as unknown as z.ZodType<WorkspaceId>;
const threadId = z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>;

/** Calls that help somebody who writes a prompt. */
export const writingParams = {
  /** What an open search (`files:…`) is to find; what it finds comes on its topic. */
  'files/find': z.object({ search: z.string().min(1).max(1000), query: z.string().max(1000) }),
  /** The skills that an agent has in the folder of a thread, or of a workspace. */
  'skills/list': z.object({ workspaceId, threadId: threadId.nullable() }),
  /** What the person sent before: in this thread first, then elsewhere in the workspace, the latest first. */
  'said/list': z.object({ workspaceId, threadId: threadId.nullable() }),
  /** Keeps a prompt for later use, or changes the one that has the id. */
  'prompt/save': z.object({
    id: z.string().max(100).optional(),
    name: z.string().trim().min(1).max(100),
    text: z.string().min(1).max(TEXT_MOST),
  }),
  'prompt/remove': z.object({ id: z.string().max(100) }),
} as const satisfies Record<string, z.ZodType>;

export interface WritingResults {
  'files/find': null;
  'skills/list': { readonly skills: readonly Skill[] };
  'said/list': { readonly prompts: readonly PromptInput[] };
  'prompt/save': { readonly id: string };
  'prompt/remove': null;
}

export interface Skill {
  readonly name: string;
  readonly description: string;
  /** Of its SKILL.md. */
  readonly path: string;
}
