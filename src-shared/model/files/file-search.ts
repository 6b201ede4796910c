import type { ThreadId, WorkspaceId } from '../ids.ts';
import { nameTopics, single } from '../topic.ts';

/** What a search for files is of: the folder of a thread, or that of a workspace. `id` tells searches apart. */
export interface FilesName {
  readonly workspaceId: WorkspaceId;
  readonly threadId: ThreadId | null;
  readonly id: string;
}

/** A file or folder that a search found. */
export interface FoundFile {
  /** Relative to the folder that is searched. */
  readonly path: string;
  readonly folder: boolean;
  /** Places of the characters that fit the query, in the path. */
  readonly fits: readonly number[];
}

/** What was found so far, best first. More may come: nobody says when it is all. */
export interface FoundFiles {
  /** What it was found for; null before anything was asked. */
  readonly query: string | null;
  readonly files: readonly FoundFile[];
  /** Why nothing can be found, in words. */
  readonly problem: string | null;
}

/** A search for files by parts of their names. It goes on while it is open, and ends when it is closed. */
export const filesTopic = nameTopics<FilesName>()(
  { found: single<FoundFiles>() },
  ({ workspaceId, threadId, id }) => `files:${workspaceId}:${threadId ?? ''}:${id}`,
  (topic) => {
    const found = /^files:([^:]+):([^:]*):([0-9a-zA-Z-]{1,60})$/.exec(topic);
    if (found === null) return null;
    const [, workspaceId = '', threadId = '', id = ''] = found;
    return {
      workspaceId: workspaceId as WorkspaceId,
      threadId: threadId === '' ? null : (threadId as ThreadId),
      id,
    };
  },
);

/** A repository's own folder is nobody's to mention. */
const OWN = /^\.git(\/|$)/;

/**
 * What of it may be chosen for a query. What was found for an earlier query stays while its letters still come in that
 * order, so that the list does not flicker and Enter takes nothing that was not typed.
 */
export function fitting({ query: found, files }: FoundFiles, query: string): readonly FoundFile[] {
  const wanted = files.filter(({ path }) => !OWN.test(path));
  return found === query
    ? wanted
    : wanted.filter(({ path }) => comesIn(query.toLowerCase(), path.toLowerCase()));
}

/** Whether all letters of a query are in a text, in their order. */
function comesIn(query: string, text: string): boolean {
  let at = 0;
  for (const letter of query.replaceAll(/\s/g, '')) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
