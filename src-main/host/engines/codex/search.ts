import type { ThreadId } from '#shared/model/ids.ts';
import type { FoundInThread, FoundOccurrences } from '../engine.ts';
import { Malformed } from '../failure.ts';
import type { CodexServerPort } from './server-port.ts';
import { readThread } from './thread.ts';
import { fields, list, numberOr, short } from './wire.ts';

/** Places in one answer: they are small. */
const PLACES = 200;
/** Threads in one answer, and in all: whoever sees more adds a word. */
const THREADS = 50;
/** UTF-16 units of a snippet that are kept. */
const SNIPPET = 400;

/** Where a text stands in the messages of a thread, in the order of time. */
export async function findInThread(
  server: CodexServerPort,
  threadId: ThreadId,
  text: string,
  cursor: string | undefined,
): Promise<FoundOccurrences> {
  const answer = fields(
    await server.request('thread/searchOccurrences', {
      threadId,
      searchTerm: text,
      limit: PLACES,
      ...(cursor !== undefined && { cursor }),
    }),
    'thread/searchOccurrences',
  );
  const found = list(answer, 'data').flatMap((raw) => {
    const { turnId, itemId } = fields(raw, 'occurrence');
    return typeof turnId === 'string' && typeof itemId === 'string' ? [{ turnId, itemId }] : [];
  });
  const next = answer['nextCursor'];
  return { found, cursor: typeof next === 'string' && next !== cursor ? next : null };
}

/** Threads in whose content a text stands, the latest first. One that cannot be read costs itself. */
export async function searchThreads(
  server: CodexServerPort,
  text: string,
  archived: boolean,
): Promise<readonly FoundInThread[]> {
  const answer = await server.request('thread/search', {
    searchTerm: text,
    archived,
    limit: THREADS,
    sortKey: 'updated_at',
    sourceKinds: ['cli', 'vscode', 'exec', 'appServer', 'unknown'],
  });
  return list(fields(answer, 'thread/search'), 'data').flatMap((raw) => {
    try {
      const { thread, snippet } = fields(raw, 'result');
      return [
        {
          ...readThread(thread),
          snippet: typeof snippet === 'string' ? short(snippet.slice(0, SNIPPET)) : '',
          updatedAt: numberOr(fields(thread, 'thread'), 'updatedAt', 0) * 1000,
        },
      ];
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return [];
    }
  });
}
