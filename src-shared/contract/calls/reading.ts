import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '../../model/ids.ts';

const threadId = z.string().min(1).max(400) as unknown as z.ZodType<ThreadId>;
const workspaceId = z.string().min(1).max(400) as unknown as z.ZodType<WorkspaceId>;
/** What is looked for: as it is written, in whatever case. */
const text = z.string().trim().min(1).max(1000);
const path = z.string().min(1).max(4000);
const cursor = z.string().min(1).max(4000);

/** Calls that find what was said. */
export const readingParams = {
  /** Where a text stands in the messages of a thread, all pages of it, in the order of time; a page of places at a time. */
  'thread/find': z.object({ threadId, text, cursor: cursor.optional() }),
  /** A text file of the folder that a thread works in, by its path from there or a whole one. */
  'file/read': z.object({ threadId, path }),
  /** A picture of the folder that a thread works in, or one that its agent had made, as base64. */
  'file/picture': z.object({ threadId, path }),
  /** Opens a file of the folder that a thread works in with the program of the setting `files.editor`. */
  'file/edit': z.object({ threadId, path, line: z.number().int().min(1).max(100_000_000).nullable() }),
  /** Threads of one workspace in whose content a text stands, the latest first; those of the archive, or all others. */
  'thread/search': z.object({ workspaceId, text, archived: z.boolean() }),
} as const satisfies Record<string, z.ZodType>;

/** One place where a text was found. */
export interface FoundPlace {
  readonly turnId: string;
  readonly itemId: string;
}

/** A thread in which a text was found. */
export interface FoundThread {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly title: string;
  /** Some of the text around it. */
  readonly snippet: string;
  readonly archived: boolean;
  /** Unix ms. */
  readonly updatedAt: number;
}

export interface ReadingResults {
  'thread/find': { readonly found: readonly FoundPlace[]; readonly cursor: string | null };
  'file/read': { readonly path: string; readonly text: string };
  'file/picture': { readonly mediaType: string; readonly data: string };
  'file/edit': null;
  'thread/search': { readonly found: readonly FoundThread[] };
}
