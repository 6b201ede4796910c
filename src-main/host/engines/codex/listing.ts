import type { ServerResults } from '#shared/app-server/methods.ts';
import type { ListedThread } from '../engine.ts';
import { Malformed } from '../failure.ts';
import type { CodexServerPort } from './server-port.ts';
import { readThread } from './thread.ts';
import { fields, numberOr } from './wire.ts';

const LIST_PAGE = 100;
/** Threads of one folder that are listed at most: far more than anyone has, and an end for a list that never ends. */
const MOST = 5000;
/** The name that this client gives in its handshake, which Codex keeps as a thread's originator. */
const ORIGINATOR = 'muster';

type Raw = ServerResults['thread/list']['data'][number];
type ReadStates = ServerResults['thread/list']['readStates'];

/** Every thread of these folders that Codex keeps and that is not archived, or is, sub-agents left out. */
export async function allThreads(
  server: CodexServerPort,
  folders: readonly string[],
  archived = false,
): Promise<readonly ListedThread[]> {
  const found: ListedThread[] = [];
  let cursor: string | null = null;
  do {
    const page: ServerResults['thread/list'] = await server.request('thread/list', {
      cwd: [...folders],
      sourceKinds: ['cli', 'vscode', 'exec', 'appServer', 'unknown'],
      archived,
      limit: LIST_PAGE,
      useStateDbOnly: true,
      ...(cursor !== null && { cursor }),
    });
    for (const raw of page.data) {
      const listed = readListed(raw, page.readStates);
      if (listed !== undefined) found.push(listed);
    }
    // An app-server that says the same place again would be asked for ever.
    cursor = typeof page.nextCursor === 'string' && page.nextCursor !== cursor ? page.nextCursor : null;
  } while (cursor !== null && found.length < MOST);
  return found;
}

/** An entry of the list; undefined for one that does not say which thread it is: it cannot be shown, and costs no other. */
function readListed(raw: Raw, readStates: ReadStates): ListedThread | undefined {
  try {
    const thread = readThread(raw);
    const unread = readStates?.[thread.id]?.firstUnread != null;
    const updatedAt = numberOr(fields(raw, 'thread'), 'updatedAt', 0) * 1000;
    const program = raw.originator === ORIGINATOR ? null : programOf(raw);
    return { ...thread, unread, updatedAt, program };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return undefined;
  }
}

/** What started a thread, by what Codex 0.169.0 and 0.171.0 keep as its source and originator. */
export function programOf({ source, originator }: Pick<Raw, 'source' | 'originator'>): string {
  if (source === 'cli') return 'the Codex command line';
  if (source === 'exec') return 'a run of codex exec';
  if (source === 'vscode' && /vscode|^codex_vs/i.test(originator ?? '')) return 'an editor';
  return originator === null || originator === undefined || originator === ''
    ? 'another program'
    : originator;
}
