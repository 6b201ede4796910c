import type { ServerResults } from '#shared/app-server/methods.ts';
import type { WorkspacePort } from './ports.ts';

const LIST_PAGE = 100;
/** Threads of one folder that are listed at most: far more than anyone has, and an end for a list that never ends. */
const MOST = 5000;
/** The name that this client gives in its handshake, which Codex keeps as a thread's originator. */
const ORIGINATOR = 'muster';

/** A thread as `thread/list` of Codex 0.169.0 shows it. */
export type ListedThread = ServerResults['thread/list']['data'][number] & {
  /** Whether it has what the person did not read; told beside the list. */
  readonly unread: boolean;
};

/** Whether Muster started a thread: Codex keeps who did. */
export function isOurs({ originator }: Pick<ListedThread, 'originator'>): boolean {
  return originator === ORIGINATOR;
}

/** Whether an entry says which thread it is: one that does not cannot be shown, and costs no other. */
function isListed(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null || !('id' in raw) || !('cwd' in raw)) return false;
  return typeof raw.id === 'string' && raw.id !== '' && typeof raw.cwd === 'string';
}

/** Every thread of a workspace's folder, and of its worktrees, that Codex keeps and that is not archived, sub-agents left out. */
export async function allThreads(workspace: WorkspacePort): Promise<ListedThread[]> {
  const folders = await workspace.folders();
  const found: ListedThread[] = [];
  let cursor: string | null = null;
  do {
    const page: ServerResults['thread/list'] = await workspace.server.request('thread/list', {
      cwd: [...folders],
      sourceKinds: ['cli', 'vscode', 'exec', 'appServer', 'unknown'],
      archived: false,
      limit: LIST_PAGE,
      useStateDbOnly: true,
      ...(cursor !== null && { cursor }),
    });
    for (const raw of page.data)
      if (isListed(raw)) found.push({ ...raw, unread: page.readStates?.[raw.id]?.firstUnread != null });
    // An app-server that says the same place again would be asked for ever.
    cursor = typeof page.nextCursor === 'string' && page.nextCursor !== cursor ? page.nextCursor : null;
  } while (cursor !== null && found.length < MOST);
  return found;
}
